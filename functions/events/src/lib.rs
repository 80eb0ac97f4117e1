//! Events and assessments.

use api::Endpoint;
use api::actions::suppress_endpoint;
use api::endpoint::group;
use api::generic::record_endpoints;
use records::types::{ASSESSMENT, EVENT};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints: Vec<Endpoint> = [&EVENT, &ASSESSMENT].into_iter().flat_map(record_endpoints).collect();
    endpoints.push(suppress_endpoint(&EVENT));
    group("events", endpoints)
}
