//! Digital objects and their components.

use api::Endpoint;
use api::arrange::arrange_endpoints;
use api::endpoint::group;
use api::tree::tree_endpoints;
use operations::cascade::{publish_endpoint, suppress_endpoint};
use operations::deletion::record_endpoints;
use operations::{merge, transfer};
use records::permissions::Permission::MergeArchivalRecord;
use records::tree::DIGITAL_OBJECT_TREE;
use records::types::{DIGITAL_OBJECT, DIGITAL_OBJECT_COMPONENT};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let rows = [&DIGITAL_OBJECT, &DIGITAL_OBJECT_COMPONENT];
    let mut endpoints: Vec<Endpoint> = rows.into_iter().flat_map(record_endpoints).collect();
    endpoints.extend(rows.into_iter().map(suppress_endpoint));
    endpoints.push(publish_endpoint(&DIGITAL_OBJECT));
    endpoints.extend(tree_endpoints(&DIGITAL_OBJECT_TREE));
    endpoints.extend(arrange_endpoints(&DIGITAL_OBJECT_TREE));
    endpoints.push(transfer::endpoint(&DIGITAL_OBJECT));
    endpoints.push(merge::endpoint(&DIGITAL_OBJECT, MergeArchivalRecord));
    group("digital-objects", endpoints)
}
