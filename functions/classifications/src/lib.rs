//! Classifications and their terms.

use api::Endpoint;
use api::endpoint::group;
use api::generic::record_endpoints;
use records::types::{CLASSIFICATION, CLASSIFICATION_TERM};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let rows = [&CLASSIFICATION, &CLASSIFICATION_TERM];
    group("classifications", rows.into_iter().flat_map(record_endpoints).collect())
}
