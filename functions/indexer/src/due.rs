//! Which collections are to be folded, and when.
//!
//! A fold reads what came since the last one, so folding at every change would read a growing tail again and again while
//! records are loaded. Each collection is folded at most once in [`REST`] seconds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Seconds between a change and the fold that takes it in. Longer than the grace that a fold leaves out, so that the tail is
/// empty once loading is over.
const REST: i64 = 22;

/// Changed collections, by the moment of their first change that is not folded.
#[derive(Debug, Default)]
pub(crate) struct Due {
    since: Mutex<HashMap<String, i64>>,
}

impl Due {
    /// Notes a change.
    pub(crate) fn note(&self, collection: &str, now: i64) {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        if !since.contains_key(collection) {
            since.insert(collection.to_owned(), now);
        }
    }

    /// Takes the collections whose turn it is.
    pub(crate) fn take(&self, now: i64) -> Vec<String> {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let due: Vec<String> =
            since.iter().filter(|(_, noted)| now - **noted >= REST).map(|(collection, _)| collection.clone()).collect();
        for collection in &due {
            since.remove(collection);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_rests_between_folds() {
        let due = Due::default();
        due.note("/subjects", 100);
        due.note("/subjects", 121);
        assert!(due.take(121).is_empty());
        assert_eq!(due.take(122), ["/subjects"]);
        assert!(due.take(200).is_empty());
    }
}
