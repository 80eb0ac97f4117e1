//! Agents: people, families, corporate entities and software.

use api::Endpoint;
use api::actions::publish_endpoint;
use api::endpoint::group;
use api::generic::record_endpoints;
use records::types::{AGENT_CORPORATE_ENTITY, AGENT_FAMILY, AGENT_PERSON, AGENT_SOFTWARE};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let rows = [&AGENT_PERSON, &AGENT_CORPORATE_ENTITY, &AGENT_FAMILY, &AGENT_SOFTWARE];
    let mut endpoints: Vec<Endpoint> = rows.into_iter().flat_map(record_endpoints).collect();
    endpoints.extend(rows.into_iter().map(publish_endpoint));
    group("agents", endpoints)
}
