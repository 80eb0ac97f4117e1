//! What a search finds.

use std::collections::BTreeMap;

use records::Body;

/// The answer to a [`crate::Request`].
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Documents that match.
    pub total: usize,
    /// Those of the window, with their stored fields, `uri` (else the id) and `jsonmodel_type`.
    pub documents: Vec<Body>,
    /// Values and counts by facet field, most frequent first.
    pub facets: Vec<(String, Vec<(String, u64)>)>,
    /// Marked passages by document id and field, when asked for.
    pub highlighting: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Where the next page begins, if there is one.
    pub cursor: Option<String>,
    /// A spelling of the query that finds something, when asked for and nothing was found.
    pub suggestion: Option<String>,
}
