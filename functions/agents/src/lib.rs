//! Agents: people, families, corporate entities and software.

mod contacts;
mod warnings;

use api::Endpoint;
use api::actions::publish_endpoint;
use api::endpoint::group;
use api::generic::{create_endpoint, list_endpoint, read_endpoint, update_endpoint};
use operations::deletion::delete_endpoint;
use operations::merge;
use records::types::{AGENT_CORPORATE_ENTITY, AGENT_FAMILY, AGENT_PERSON, AGENT_SOFTWARE};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let rows = [&AGENT_PERSON, &AGENT_CORPORATE_ENTITY, &AGENT_FAMILY, &AGENT_SOFTWARE];
    let endpoints = rows.into_iter().flat_map(|row| {
        [
            warnings::shown(contacts::checked_on_create(create_endpoint(row))),
            warnings::shown(contacts::kept_on_update(row, update_endpoint(row))),
            list_endpoint(row),
            read_endpoint(row),
            delete_endpoint(row),
            publish_endpoint(row),
        ]
    });
    group("agents", endpoints.chain([merge::agent_endpoint(), merge::agent_detail_endpoint()]).collect())
}
