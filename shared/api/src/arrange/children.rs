//! `POST …/children`: creates many components below one parent, in order, behind its other children.
//!
//! Everything is checked before anything is written: the schema by the pipeline, the rest by staging all children once. They are
//! written in as few transactions as take them. When one of those fails, because somebody took an identifier
//! meanwhile, the children of the earlier ones are taken back.

use records::record_type::RecordType;
use records::tree::Tree;
use records::{Body, Uri};
use serde_json::Value;
use store::Key;

use super::updated;
use crate::call::Call;
use crate::endpoint::{Endpoint, post};
use crate::generic::{collection, item_key, item_path, requested};
use crate::inputs::Inputs;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::write::{self, tree::Planting};

pub(super) fn endpoint(tree: &'static Tree, row: &'static RecordType, body: &'static str) -> Endpoint {
    post(format!("{}/children", item_path(row)))
        .needs_all(tree.component.needs.create)
        .body(body)
        .reads(move |inputs| keys(tree, row, inputs))
        .to(move |call| add_children(tree, row, call))
}

/// Parent, root (the children name it), counters and branch.
fn keys(tree: &'static Tree, row: &'static RecordType, inputs: &Inputs) -> Vec<Key> {
    let mut keys: Vec<Key> = item_key(row, inputs).into_iter().chain([Key::counter(tree.component.name)]).collect();
    let children =
        inputs.json.as_ref().and_then(|json| json.as_ref().ok()).and_then(|json| json["children"].as_array());
    for child in children.into_iter().flatten().filter_map(Value::as_object) {
        keys.extend(write::keys_for_nested(tree.component, child));
    }
    let Some(number) = inputs.number("id") else { return keys };
    let root = if row.name == tree.root.name {
        collection(row, inputs.number("repo_id")).map(|uri| format!("{uri}/{number}"))
    } else {
        let first = children.and_then(|children| children.first());
        let root = first.and_then(|child| child[tree.root_property]["ref"].as_str());
        root.and_then(Uri::from_reference).map(|uri| uri.to_string())
    };
    let parent = if row.name == tree.root.name { 0 } else { number };
    keys.extend(root.map(|root| Key::branch(&root, parent)));
    keys
}

async fn add_children(tree: &'static Tree, row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let parent = requested(row, &call).await?;
    let root = records::tree::root_of(&parent).unwrap_or(&parent.uri).to_owned();
    let children: Vec<Body> = match call.body.get("children") {
        Some(Value::Array(children)) => children.iter().filter_map(Value::as_object).cloned().collect(),
        _ => vec![],
    };
    let above = (parent.uri != root).then(|| parent.uri.clone());
    let planting = Planting::new(&call, tree, &root, above, children);
    Box::pin(planting.plant()).await?;
    Ok(updated(row, &parent))
}
