//! How much a search has asked for while its queries are built, and that it does not become too much.

use super::{Glyph, What};
use crate::{Error, limits};

/// What has been counted.
#[derive(Default)]
pub(super) struct Spent {
    /// Of one query; the others are of the whole search.
    clauses: usize,
    words: usize,
    formed: usize,
    patterns: usize,
    leading: usize,
}

impl Spent {
    /// Another query of the same search begins.
    pub(super) fn begin(&mut self) {
        self.clauses = 0;
    }

    /// Counts clauses.
    pub(super) fn clauses(&mut self, clauses: usize) -> Result<(), Error> {
        self.clauses += clauses;
        if self.clauses > limits::CLAUSES {
            return Err(Error::Query(format!("A query may have {} clauses", limits::CLAUSES)));
        }
        Ok(())
    }

    /// Counts words that are looked up.
    pub(super) fn words(&mut self, words: usize) -> Result<(), Error> {
        self.words += words;
        if self.words > limits::WORDS {
            return Err(Error::Query(format!("A search may look for {} words", limits::WORDS)));
        }
        Ok(())
    }

    /// Counts a word whose other forms are to be looked for, unless there were enough.
    pub(super) fn may_have_forms(&mut self) -> bool {
        self.formed += 1;
        self.formed <= limits::FORMED
    }

    /// Counts it if it is a pattern.
    pub(super) fn pattern(&mut self, what: &What) -> Result<(), Error> {
        let (is_leading, is_long) = match what {
            What::Pattern(glyphs) => {
                (!matches!(glyphs.first(), Some(Glyph::Letter(_))), glyphs.len() > limits::PATTERN_LETTERS)
            }
            What::Fuzzy(text, _) => (false, text.len() > limits::FUZZY_BYTES),
            _ => return Ok(()),
        };
        if is_long {
            return Err(Error::Query("A pattern of the query is too long".to_owned()));
        }
        self.patterns += 1;
        self.leading += usize::from(is_leading);
        if self.patterns > limits::PATTERNS || self.leading > limits::LEADING_PATTERNS {
            return Err(Error::Query("The query has too many patterns".to_owned()));
        }
        Ok(())
    }
}
