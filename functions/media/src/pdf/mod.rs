//! Pages of PDF documents, as pictures and as words. Pure, like [`crate::pictures`], and no less exposed to strangers.

mod words;

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use arcs::kinds::{PREVIEW_SIDE, Pictures};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::pictures::{Picture, Pixels, Refusal};

/// Pages of a document that is looked into.
pub const PAGES: usize = 20_000;

/// Pixels that the longer side of a page has when a document is split, as in the original.
pub const PAGE: u16 = 1768;

/// Pages after which what was kept of them is forgotten: fonts, decoded streams.
const TOGETHER: usize = 50;

/// A document.
pub struct Document {
    bytes: Arc<Vec<u8>>,
    pages: usize,
}

impl Document {
    /// Reads where everything is in a file.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Refusal> {
        let bytes = Arc::new(bytes);
        match load(&bytes)?.pages().len() {
            0 => Err(Refusal::Damaged),
            pages if pages > PAGES => Err(Refusal::Pages(PAGES)),
            pages => Ok(Self { bytes, pages }),
        }
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// Renders pages one after another, in the size that they have when a document is split. Stops at what `each` returns. Pages count
    /// from 0.
    pub fn render<T>(
        &self,
        pages: Range<usize>,
        mut each: impl FnMut(usize, Result<Pixels, Refusal>) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let mut start = pages.start;
        while start < pages.end {
            let end = pages.end.min(start + TOGETHER);
            let document = load(&self.bytes)?;
            let cache = RenderCache::new();
            for number in start..end {
                let page = document.pages().get(number).ok_or(Refusal::NoPage(number + 1));
                let stop = each(number, page.and_then(|page| draw(page, &cache, size(page)?)));
                if stop.is_some() {
                    return Ok(stop);
                }
            }
            start = end;
        }
        Ok(None)
    }

    /// The first page as a picture, in the size of a preview.
    pub fn picture(&self) -> Result<Picture, Refusal> {
        let document = load(&self.bytes)?;
        let page = document.pages().first().ok_or(Refusal::NoPage(1))?;
        let (width, height) = size(page)?;
        let original = Pictures { width, height, ..Pictures::default() };
        let small = original.fitted(PREVIEW_SIDE).ok_or(Refusal::Damaged)?;
        Ok(Picture::new(draw(page, &RenderCache::new(), small)?, width, height))
    }

    /// The words of the document, page by page with a form feed after each, as far as they fit into so many bytes and are found in time.
    pub fn words(&self, most: usize, until: Instant) -> Result<String, Refusal> {
        let mut text = String::new();
        let mut start = 0;
        while start < self.pages {
            let end = self.pages.min(start + TOGETHER);
            let document = load(&self.bytes)?;
            let reading = words::Reading::new(&document);
            for page in document.pages().get(start..end).unwrap_or_default() {
                if text.len() >= most || Instant::now() >= until {
                    return Ok(cut(text, most));
                }
                reading.read(page, &mut text);
            }
            start = end;
        }
        Ok(cut(text, most))
    }
}

fn load(bytes: &Arc<Vec<u8>>) -> Result<Pdf, Refusal> {
    Pdf::new(Arc::clone(bytes)).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Refusal::Encrypted,
        LoadPdfError::Decryption(_) => Refusal::Unsupported,
        LoadPdfError::Invalid => Refusal::Damaged,
    })
}

/// Width and height of a page in pixels when a document is split. However large a page says it is, the longer side has as many.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "both are between 1 and the longer side")]
fn size(page: &Page<'_>) -> Result<(u32, u32), Refusal> {
    let (width, height) = page.render_dimensions();
    let is_length = |length: f32| length.is_finite() && length >= 1.0;
    if !is_length(width) || !is_length(height) {
        return Err(Refusal::Damaged);
    }
    let pixels =
        |length: f32| (length / width.max(height) * f32::from(PAGE)).round().clamp(1.0, f32::from(PAGE)) as u32;
    Ok((pixels(width), pixels(height)))
}

/// Draws a page in a size of so many pixels.
#[expect(clippy::cast_precision_loss, reason = "sides of some hundred pixels")]
fn draw<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, (width, height): (u32, u32)) -> Result<Pixels, Refusal> {
    let (across, down) = page.render_dimensions();
    // The renderer cuts off what is no whole pixel.
    let scale = |pixels: u32, length: f32| (pixels as f32 + 0.01) / length;
    let settings = PixmapSettings { x_scale: scale(width, across), y_scale: scale(height, down), bg_color: WHITE };
    let drawn = hayro::render(page, cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    on_paper(&drawn)
}

/// A page is on white paper, so nothing shines through. Most are black on white, and take a third as grey.
fn on_paper(drawn: &Pixmap) -> Result<Pixels, Refusal> {
    let dots = drawn.data();
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    if dots.iter().all(|dot| dot.r == dot.g && dot.g == dot.b) {
        return Pixels::new(width, height, 1, dots.iter().map(|dot| dot.r).collect());
    }
    Pixels::new(width, height, 3, dots.iter().flat_map(|dot| [dot.r, dot.g, dot.b]).collect())
}

/// At most so many bytes, and no half character.
fn cut(mut text: String, most: usize) -> String {
    text.truncate(text.floor_char_boundary(most));
    text
}

#[cfg(test)]
mod tests;
