//! Resources and the archival objects that they are made of.

mod ark;

use api::Endpoint;
use api::arrange::arrange_endpoints;
use api::endpoint::group;
use api::generic::item_path;
use api::tree::{Part, models_endpoint, previous_endpoint, tree_endpoints, whole_endpoint};
use operations::cascade::{publish_endpoint, suppress_endpoint, unpublish_endpoint};
use operations::deletion::record_endpoints;
use operations::{component_transfer, merge, transfer};
use records::permissions::Permission::MergeArchivalRecord;
use records::tree::RESOURCE_TREE;
use records::types::{ARCHIVAL_OBJECT, RESOURCE};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let rows = [&RESOURCE, &ARCHIVAL_OBJECT];
    let mut endpoints: Vec<Endpoint> = rows.into_iter().flat_map(record_endpoints).collect();
    endpoints.extend(
        rows.into_iter().flat_map(|row| [suppress_endpoint(row), publish_endpoint(row), unpublish_endpoint(row)]),
    );
    endpoints.extend(rows.into_iter().flat_map(ark::endpoints));
    endpoints.extend(rows.into_iter().map(models_endpoint));
    endpoints.extend(tree_endpoints(&RESOURCE_TREE));
    endpoints.extend(arrange_endpoints(&RESOURCE_TREE));
    endpoints.push(previous_endpoint(&RESOURCE_TREE));
    endpoints.extend(whole_endpoints());
    endpoints.push(transfer::endpoint(&RESOURCE));
    endpoints.push(component_transfer::endpoint());
    endpoints.push(merge::endpoint(&RESOURCE, MergeArchivalRecord));
    group("resources", endpoints)
}

/// What is answered from a whole tree.
fn whole_endpoints() -> Vec<Endpoint> {
    let item = item_path(&RESOURCE);
    vec![
        whole_endpoint(&RESOURCE_TREE, &format!("{item}/ordered_records"), Part::Ordered),
        whole_endpoint(&RESOURCE_TREE, &format!("{item}/top_containers"), Part::Containers),
        whole_endpoint(&RESOURCE_TREE, &format!("/bulk_archival_object_updater{item}/small_tree"), Part::Small),
    ]
}
