//! Which records are searched.

use records::types;

pub(crate) use index::documents::SEARCHED as TYPES;

/// Whether records of a type are searched.
pub(crate) fn is_searched(record_type: &str) -> bool {
    TYPES.contains(&record_type)
}

/// Whether a URI is a repository's own: everything in it shows something of it.
pub(crate) fn is_repository(uri: &str) -> bool {
    types::of_uri(uri).is_some_and(|row| row.name == "repository")
}
