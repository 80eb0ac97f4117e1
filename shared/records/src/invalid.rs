//! Everything that is wrong with a body, at once.
//!
//! A key is the slash-joined path of the property (`extents/0/number`), or one of three words that are no property:
//! `coded_errors` (the messages are symbols such as `location_fields_error`), `unknown` (raw text about a value of an
//! unexpected type) and `record` (an item whose type cannot be told).

use std::collections::BTreeMap;

/// Messages by path.
pub type Problems = BTreeMap<String, Vec<String>>;

/// A hostile body can hold a mistake every few bytes, and a message may list a whole controlled vocabulary. Beyond
/// this many paths nobody reads on, so no more are kept.
const MOST_PATHS: usize = 500;

/// The problem list of a refused record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invalid {
    /// What must change before the record is accepted.
    pub errors: Problems,
    /// What would not have stopped it.
    pub warnings: Problems,
}

impl Invalid {
    /// The key of symbolic failures.
    pub const CODED: &'static str = "coded_errors";
    /// The key of an item whose type cannot be told.
    pub const RECORD: &'static str = "record";
    /// The key of raw texts about values of an unexpected type.
    pub const UNKNOWN: &'static str = "unknown";

    /// A single error.
    pub fn one(path: impl Into<String>, message: impl Into<String>) -> Self {
        let mut invalid = Self::default();
        invalid.add(path, message);
        invalid
    }

    /// Adds an error; the same message at the same path is kept once.
    pub fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        note(&mut self.errors, path.into(), message.into());
    }

    /// Replaces whatever was said about a path: the last word counts.
    pub fn set(&mut self, path: impl Into<String>, message: impl Into<String>) {
        let path = path.into();
        if let Some(messages) = self.errors.get_mut(&path) {
            messages.clear();
        }
        note(&mut self.errors, path, message.into());
    }

    /// Adds a warning.
    pub fn warn(&mut self, path: impl Into<String>, message: impl Into<String>) {
        note(&mut self.warnings, path.into(), message.into());
    }

    /// Whether the list is as long as it gets.
    pub fn is_full(&self) -> bool {
        self.errors.len() >= MOST_PATHS
    }

    /// Whether there is no error. Warnings alone do not refuse a record.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// Takes over the problems of a part that stands at `prefix` (`instances/0`); an empty prefix leaves the paths.
    pub fn merge_under(&mut self, prefix: &str, part: Invalid) {
        for (path, message) in each(part.errors) {
            self.add(join(prefix, &path), message);
        }
        for (path, message) in each(part.warnings) {
            self.warn(join(prefix, &path), message);
        }
    }
}

/// The messages of a list, one by one, with their paths.
pub(crate) fn each(problems: Problems) -> impl Iterator<Item = (String, String)> {
    problems.into_iter().flat_map(|(path, messages)| messages.into_iter().map(move |message| (path.clone(), message)))
}

fn note(problems: &mut Problems, path: String, message: String) {
    if problems.len() >= MOST_PATHS && !problems.contains_key(&path) {
        return;
    }
    let messages = problems.entry(path).or_default();
    if messages.len() < MOST_PATHS && !messages.contains(&message) {
        messages.push(message);
    }
}

fn join(prefix: &str, path: &str) -> String {
    if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_merged_under_their_path() {
        let mut part = Invalid::one("ref", "is odd");
        part.warn("source", "is missing");
        let mut whole = Invalid::default();
        whole.merge_under("subjects/0", part);
        assert_eq!(whole.errors["subjects/0/ref"], ["is odd"]);
        assert_eq!(whole.warnings["subjects/0/source"], ["is missing"]);
    }

    #[test]
    fn the_list_is_bounded() {
        let mut invalid = Invalid::default();
        for number in 0..10_000 {
            invalid.add(format!("x/{number}"), "no");
        }
        assert_eq!(invalid.errors.len(), MOST_PATHS);
    }
}
