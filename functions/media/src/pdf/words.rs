//! The words on a page. A PDF says where each glyph stands; what is a word and what a line has to be concluded from that. Scans that went
//! through text recognition have their words as invisible glyphs: they count.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect};

/// A gap this wide, in parts of the size of the type, separates words.
const WORD: f64 = 0.18;

/// What stands this much higher or lower is on another line.
const LINE: f64 = 0.5;

/// A document whose pages are read one after another: its fonts are loaded once.
pub(super) struct Reading<'a> {
    document: &'a Pdf,
    cache: InterpreterCache<'a>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(document: &'a Pdf) -> Self {
        Self { document, cache: InterpreterCache::new() }
    }

    /// Adds the words of a page, and a form feed.
    pub(super) fn read(&self, page: &'a Page<'a>, text: &mut String) {
        let (width, height) = page.render_dimensions();
        let whole = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let upright = page.initial_transform(true);
        let settings = InterpreterSettings::default();
        let upright = hayro::hayro_interpret::TransformExt::to_kurbo(&upright);
        let mut context = Context::new(upright, whole, &self.cache, self.document.xref(), settings);
        let mut line = Line { text, pen: None, run: None };
        interpret_page(page, &mut context, &mut line);
        line.text.push('\u{c}');
    }
}

/// Where the last glyph ended, and the size of its type.
#[derive(Clone, Copy)]
struct Pen {
    at: Point,
    size: f64,
}

struct Line<'t> {
    text: &'t mut String,
    pen: Option<Pen>,
    /// Where the last run began: text that is filled and stroked comes twice.
    run: Option<Point>,
}

impl Line<'_> {
    fn glyph(&mut self, glyph: &Glyph<'_>, transform: Affine) {
        let advance = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let start = transform * Point::ZERO;
        // Glyphs are drawn on a square of 1000 units.
        let size = (transform * Point::new(0.0, 1000.0) - start).hypot();
        let end = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
        if let Some(pen) = self.pen {
            self.separate(pen, start, size);
        }
        match glyph.as_unicode() {
            Some(BfString::Char(character)) => self.push(character),
            Some(BfString::String(characters)) => characters.chars().for_each(|character| self.push(character)),
            None => {}
        }
        self.pen = Some(Pen { at: end, size });
    }

    fn separate(&mut self, pen: Pen, start: Point, size: f64) {
        let size = size.max(pen.size);
        let is_other_line = (start.y - pen.at.y).abs() > LINE * size;
        let gap = start.x - pen.at.x;
        if is_other_line {
            self.push('\n');
        } else if gap > WORD * size || gap < -size {
            self.push(' ');
        }
    }

    /// Space is not repeated, and what controls something is no text.
    fn push(&mut self, character: char) {
        let is_space = character.is_whitespace();
        if !is_space && character.is_control() {
            return;
        }
        if is_space && self.text.ends_with(char::is_whitespace) {
            return;
        }
        self.text.push(if is_space && character != '\n' { ' ' } else { character });
    }
}

impl Device<'_> for Line<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        let Some(first) = run.glyphs().first() else { return };
        let start = props.transform * first.transform() * Point::ZERO;
        if self.run == Some(start) {
            return;
        }
        self.run = Some(start);
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
