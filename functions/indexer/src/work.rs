//! How far work that takes more than one step has come: a small object in the table.

use records::Body;
use serde_json::Value;

/// A state.
pub(crate) fn state<const N: usize>(parts: [(&str, Value); N]) -> Body {
    parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A text of a state.
pub(crate) fn text<'a>(state: &'a Body, name: &str) -> Option<&'a str> {
    state.get(name)?.as_str()
}
