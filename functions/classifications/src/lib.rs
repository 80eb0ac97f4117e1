//! Classifications and their terms.

use api::Endpoint;
use api::arrange::arrange_endpoints;
use api::endpoint::group;
use api::tree::tree_endpoints;
use operations::deletion::record_endpoints;
use records::tree::CLASSIFICATION_TREE;
use records::types::{CLASSIFICATION, CLASSIFICATION_TERM};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let rows = [&CLASSIFICATION, &CLASSIFICATION_TERM];
    let mut endpoints: Vec<Endpoint> = rows.into_iter().flat_map(record_endpoints).collect();
    endpoints.extend(tree_endpoints(&CLASSIFICATION_TREE));
    endpoints.extend(arrange_endpoints(&CLASSIFICATION_TREE));
    group("classifications", endpoints)
}
