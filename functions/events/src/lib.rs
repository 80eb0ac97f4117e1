//! Events and assessments.

mod definitions;

use std::sync::Arc;

use api::actions::suppress_endpoint;
use api::endpoint::group;
use api::{Endpoint, get, post};
use operations::deletion::record_endpoints;
use records::permissions::Permission::{ManageAssessmentAttributes, ViewRepository};
use records::types::{ASSESSMENT, EVENT};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let path = "/repositories/{repo_id}/assessment_attribute_definitions";
    let mut endpoints = record_endpoints(&EVENT);
    endpoints.push(suppress_endpoint(&EVENT));
    endpoints.extend(record_endpoints(&ASSESSMENT).into_iter().map(with_definitions));
    endpoints.push(get(path).needs(ViewRepository).reads(definitions::keys).to(definitions::read));
    endpoints.push(
        post(path)
            .needs(ManageAssessmentAttributes)
            .body("assessment_attribute_definitions")
            .reads(definitions::keys_of_update)
            .to(definitions::update),
    );
    group("events", endpoints)
}

/// An assessment shows the definitions of its repository: they are read together with it.
fn with_definitions(mut endpoint: Endpoint) -> Endpoint {
    let reads = endpoint.reads.take();
    endpoint.reads = Some(Arc::new(move |inputs| {
        let mut keys = reads.as_ref().map(|reads| reads(inputs)).unwrap_or_default();
        keys.extend(definitions::keys(inputs));
        keys
    }));
    endpoint
}
