//! What clauses are made of: words, phrases, ranges, and the weight behind them.

use super::{Parser, Stop, syntax};
use crate::query::{Bound, Glyph, Node, What};

impl<'a> Parser<'a> {
    /// `^2.5` behind a clause.
    pub(super) fn boosted(&mut self, node: Node) -> Result<Node, Stop> {
        if !self.takes("^") {
            return Ok(node);
        }
        let boost = self.number().and_then(|digits| digits.parse::<f32>().ok());
        match boost.filter(|boost| boost.is_finite()) {
            // Beyond this, weights are no longer told apart.
            Some(boost) => Ok(Node::Boost(Box::new(node), boost.min(1e6))),
            None => syntax("a number is missing after ^"),
        }
    }

    fn number(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        self.at += end;
        Some(&rest[..end]).filter(|digits| !digits.is_empty())
    }

    pub(super) fn phrase(&mut self, field: Option<&str>) -> Result<Node, Stop> {
        let Some(words) = self.quoted() else { return syntax("a quotation is not closed") };
        let slop = if self.takes("~") { self.number().and_then(|digits| digits.parse().ok()).unwrap_or(0) } else { 0 };
        Ok(Node::Leaf(field.map(str::to_owned), What::Phrase(words, u32::min(slop, 100))))
    }

    /// A quotation, without its marks and escapes; `None` when it does not end.
    fn quoted(&mut self) -> Option<String> {
        let mut words = String::new();
        let mut letters = self.rest()[1..].char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += at + 2;
                    return Some(words);
                }
                '\\' => words.push(letters.next()?.1),
                _ => words.push(letter),
            }
        }
        None
    }

    pub(super) fn range(&mut self, field: Option<&str>) -> Result<Node, Stop> {
        let is_from_beyond = self.takes("{");
        self.at += usize::from(!is_from_beyond);
        let from = self.range_end()?;
        self.skip_blanks();
        if !self.takes_word("TO") {
            return syntax("TO is missing in a range");
        }
        let to = self.range_end()?;
        self.skip_blanks();
        let is_to_beyond = self.takes("}");
        if !is_to_beyond && !self.takes("]") {
            return syntax("a range is not closed");
        }
        let bound = |end: Option<String>, is_beyond| match end {
            None => Bound::Open,
            Some(value) if is_beyond => Bound::Beyond(value),
            Some(value) => Bound::At(value),
        };
        let (from, to) = (bound(from, is_from_beyond), bound(to, is_to_beyond));
        // `['' TO *]` is how query objects ask for any text.
        let is_any = to == Bound::Open && (from == Bound::Open || from == Bound::At("''".to_owned()));
        let what = if is_any { What::Present } else { What::Range(from, to) };
        Ok(Node::Leaf(field.map(str::to_owned), what))
    }

    /// One end of a range; `None` for `*`.
    fn range_end(&mut self) -> Result<Option<String>, Stop> {
        self.skip_blanks();
        if self.peek() == Some('"') {
            return self.quoted().map_or_else(|| syntax("a quotation is not closed"), |value| Ok(Some(value)));
        }
        let rest = self.rest();
        let end = rest.find(|letter: char| letter.is_whitespace() || "]}".contains(letter)).unwrap_or(rest.len());
        self.at += end;
        match &rest[..end] {
            "" => syntax("an end of a range is missing"),
            "*" => Ok(None),
            value => Ok(Some(value.replace('\\', ""))),
        }
    }

    pub(super) fn word(&mut self, field: Option<&str>) -> Result<Node, Stop> {
        let mut glyphs = Vec::new();
        let rest = self.rest();
        let mut end = rest.len();
        let mut letters = rest.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some((_, escaped)) => glyphs.push(Glyph::Letter(escaped)),
                    None => return syntax("nothing follows a backslash"),
                },
                // One stands for as many as several.
                '*' if glyphs.last() == Some(&Glyph::Any) => {}
                '*' => glyphs.push(Glyph::Any),
                '?' => glyphs.push(Glyph::One),
                '(' | ')' | '"' | '[' | ']' | '{' | '}' | '^' | '~' => {
                    end = at;
                    break;
                }
                _ if letter.is_whitespace() => {
                    end = at;
                    break;
                }
                _ => glyphs.push(Glyph::Letter(letter)),
            }
        }
        if end == 0 {
            return syntax("a word is missing");
        }
        self.at += end;
        let is_fuzzy = self.takes("~");
        let distance = if is_fuzzy { self.number() } else { None };
        let word: String = glyphs
            .iter()
            .filter_map(|glyph| if let Glyph::Letter(letter) = glyph { Some(*letter) } else { None })
            .collect();
        let is_pattern = word.chars().count() < glyphs.len();
        let what = match (is_pattern, is_fuzzy) {
            (true, _) if word.is_empty() && glyphs.contains(&Glyph::Any) => What::Present,
            (true, _) => What::Pattern(glyphs),
            (false, true) => match edits(&word, distance) {
                0 => What::Word(word),
                edits => What::Fuzzy(word, edits),
            },
            (false, false) => What::Word(word),
        };
        // A lone asterisk without a field is everything.
        Ok(match (field, &what) {
            (None, What::Present) => Node::All,
            _ => Node::Leaf(field.map(str::to_owned), what),
        })
    }
}

/// How many letters may be wrong: a number, or the old form as a part of the length.
fn edits(word: &str, distance: Option<&str>) -> u8 {
    let asked: f32 = distance.and_then(|digits| digits.parse().ok()).unwrap_or(2.0);
    if asked >= 1.0 {
        return if asked >= 2.0 { 2 } else { 1 };
    }
    let length = word.chars().take(20).count();
    let wrong = (0..=2_u8).rev().find(|edits| {
        let left = 1.0 - asked;
        f32::from(*edits) <= left * f32::from(u8::try_from(length).unwrap_or(20))
    });
    wrong.unwrap_or(0)
}
