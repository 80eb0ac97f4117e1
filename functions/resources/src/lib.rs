//! Resources and the archival objects that they are made of.

mod ark;

use api::Endpoint;
use api::actions::suppress_endpoint;
use api::endpoint::group;
use api::generic::record_endpoints;
use records::types::{ARCHIVAL_OBJECT, RESOURCE};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let rows = [&RESOURCE, &ARCHIVAL_OBJECT];
    let mut endpoints: Vec<Endpoint> = rows.into_iter().flat_map(record_endpoints).collect();
    endpoints.extend(rows.into_iter().map(suppress_endpoint));
    endpoints.extend(rows.into_iter().flat_map(ark::endpoints));
    group("resources", endpoints)
}
