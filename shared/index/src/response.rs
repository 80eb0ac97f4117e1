//! Answers in the shapes of the API.

use serde_json::{Value, json};

use crate::Found;

/// A page of a search: the window's place among the hits, hits, facets, passages.
pub fn page(found: &Found, this_page: usize, page_size: usize) -> Value {
    json!({ "total_hits": found.total, "this_page": this_page, "page_size": page_size })
}
