//! Terms of a field by pattern or range: the documents of all that fit.
//!
//! The dictionary is sorted, so what stands before the first `*` or `?` of a pattern bounds how much of it is looked at. No more than
//! [`limits::EXAMINED`] terms of a segment are.

use std::ops::Bound;

use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, Score, SegmentReader, TantivyError};

use super::Glyph;
use crate::limits;

/// What fits.
#[derive(Clone, Debug)]
pub(super) enum Fit {
    Pattern(Vec<Glyph>),
    Range(Bound<Vec<u8>>, Bound<Vec<u8>>),
}

/// Documents with a term that fits.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    pub(super) field: Field,
    /// What stands before the text in the dictionary: the path of a dynamic field.
    pub(super) path: Vec<u8>,
    pub(super) fit: Fit,
}

impl Query for Scan {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Scan {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = BitSet::with_max_value(segment.max_doc());
        let inverted = segment.inverted_index(self.field)?;
        let (from, to) = self.bounds();
        let mut stream = inverted.terms().range();
        stream = match &from {
            Bound::Included(key) => stream.ge(key),
            Bound::Excluded(key) => stream.gt(key),
            Bound::Unbounded => stream,
        };
        stream = match &to {
            Bound::Included(key) => stream.le(key),
            Bound::Excluded(key) => stream.lt(key),
            Bound::Unbounded => stream,
        };
        let mut terms = stream.into_stream()?;
        let mut examined = 0;
        while terms.advance() {
            examined += 1;
            if examined > limits::EXAMINED {
                return Err(TantivyError::InvalidArgument("A pattern of the query fits too many words".to_owned()));
            }
            let text = terms.key().get(self.path.len()..).and_then(|text| std::str::from_utf8(text).ok());
            if !text.is_some_and(|text| self.fits(text)) {
                continue;
            }
            let mut postings = inverted.read_block_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
            while !postings.docs().is_empty() {
                for doc in postings.docs() {
                    found.insert(*doc);
                }
                postings.advance();
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost)))
    }

    fn explain(&self, _segment: &SegmentReader, _doc: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("fits a pattern", 1.0))
    }
}

impl Scan {
    fn fits(&self, text: &str) -> bool {
        match &self.fit {
            Fit::Pattern(glyphs) => matches(glyphs, text),
            Fit::Range(..) => true,
        }
    }

    /// Where in the dictionary the terms are.
    fn bounds(&self) -> (Bound<Vec<u8>>, Bound<Vec<u8>>) {
        let (from, to) = match &self.fit {
            Fit::Range(from, to) => (self.below_path(from), self.below_path(to)),
            Fit::Pattern(glyphs) => {
                let letters = glyphs.iter().map_while(|glyph| match glyph {
                    Glyph::Letter(letter) => Some(*letter),
                    Glyph::One | Glyph::Any => None,
                });
                let begin = [self.path.as_slice(), letters.collect::<String>().as_bytes()].concat();
                let end = successor(&begin);
                (Bound::Included(begin), end.map_or(Bound::Unbounded, Bound::Excluded))
            }
        };
        let from = if from == Bound::Unbounded { Bound::Included(self.path.clone()) } else { from };
        let to =
            if to == Bound::Unbounded { successor(&self.path).map_or(Bound::Unbounded, Bound::Excluded) } else { to };
        (from, to)
    }

    fn below_path(&self, bound: &Bound<Vec<u8>>) -> Bound<Vec<u8>> {
        bound.as_ref().map(|text| [self.path.as_slice(), text.as_slice()].concat())
    }
}

/// The first key after all that begin with these bytes.
fn successor(begin: &[u8]) -> Option<Vec<u8>> {
    let mut end = begin.to_vec();
    while let Some(last) = end.pop() {
        if last < u8::MAX {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}

/// Whether a text fits a pattern as a whole. The last `*` is the only one ever gone back to, so that the time is bounded by the product
/// of the lengths.
pub(super) fn matches(glyphs: &[Glyph], text: &str) -> bool {
    let (mut at, mut rest) = (0, text);
    let mut retry: Option<(usize, &str)> = None;
    loop {
        let first = rest.chars().next();
        match (glyphs.get(at), first) {
            (None, None) => return true,
            (Some(Glyph::Any), _) => {
                retry = Some((at + 1, rest));
                at += 1;
                continue;
            }
            (Some(Glyph::One), Some(letter)) => {
                rest = &rest[letter.len_utf8()..];
                at += 1;
                continue;
            }
            (Some(Glyph::Letter(wanted)), Some(letter)) if *wanted == letter => {
                rest = &rest[letter.len_utf8()..];
                at += 1;
                continue;
            }
            _ => {}
        }
        // The last asterisk takes one letter more.
        let Some((after, begun)) = retry else { return false };
        let Some(letter) = begun.chars().next() else { return false };
        rest = &begun[letter.len_utf8()..];
        retry = Some((after, rest));
        at = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, text: &str) -> bool {
        let glyphs: Vec<Glyph> = pattern
            .chars()
            .map(|letter| match letter {
                '*' => Glyph::Any,
                '?' => Glyph::One,
                letter => Glyph::Letter(letter),
            })
            .collect();
        matches(&glyphs, text)
    }

    #[test]
    fn patterns_fit_whole_words() {
        assert!(fits("arch*", "archive") && fits("*hive", "archive") && fits("a*i?e", "archive") && fits("*", ""));
        assert!(fits("a*a*a", "aXaXaXa") && fits("é?", "éa"));
        assert!(!fits("arch", "archive") && !fits("a?", "a") && !fits("*x", "archive"));
    }

    #[test]
    fn bad_patterns_take_no_longer() {
        let pattern = "a*".repeat(100) + "b";
        assert!(!fits(&pattern, &"a".repeat(255)));
    }

    #[test]
    fn keys_have_successors() {
        assert_eq!(successor(b"ab"), Some(b"ac".to_vec()));
        assert_eq!(successor(&[1, 255]), Some(vec![2]));
        assert_eq!(successor(&[255]), None);
    }
}
