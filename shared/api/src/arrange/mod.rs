//! The routes that write to a tree, for the three kinds of trees alike ([`records::tree::TREES`]): moving a component, handing
//! children to a parent, and creating many children at once.

mod accept;
mod children;
mod parent;

use records::record_type::{RecordType, Stored};
use records::tree::Tree;
use serde_json::Value;

use crate::endpoint::Endpoint;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::write;

/// `POST …/parent` and `POST …/accept_children`, and where the tree has it `POST …/children`.
pub fn arrange_endpoints(tree: &'static Tree) -> Vec<Endpoint> {
    let mut endpoints = vec![parent::endpoint(tree)];
    for row in [tree.root, tree.component] {
        endpoints.push(accept::endpoint(tree, row));
        endpoints.extend(tree.many.map(|body| children::endpoint(tree, row, body)));
    }
    endpoints
}

/// The answer to a change of a tree. Nothing is generated, so nothing of a client's copy is stale.
fn updated(row: &RecordType, record: &Stored) -> Reply {
    let mut outcome = write::outcome("Updated", row, record, None);
    outcome["stale"] = Value::Null;
    Reply::json(&outcome)
}

/// A position as clients give it: below zero is the beginning.
fn position(position: Option<i64>) -> u64 {
    position.unwrap_or_default().try_into().unwrap_or_default()
}

/// The refusal of records that are no components of this tree.
fn foreign(uri: &str, root: &str) -> Problem {
    Problem::bad_request(format!("{uri} is no component of {root}"))
}
