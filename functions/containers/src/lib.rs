//! Where things are kept: top containers, locations, and the profiles of both.

use api::Endpoint;
use api::endpoint::group;
use api::generic::record_endpoints;
use records::types::{CONTAINER_PROFILE, LOCATION, LOCATION_PROFILE, TOP_CONTAINER};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let rows = [&TOP_CONTAINER, &CONTAINER_PROFILE, &LOCATION, &LOCATION_PROFILE];
    group("containers", rows.into_iter().flat_map(record_endpoints).collect())
}
