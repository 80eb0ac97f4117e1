//! Trees: how they are read, and what becomes of them when they are changed.

mod batches;
pub(crate) mod census;
mod components;
mod costs;
mod moves;
mod pages;
mod refused;
mod removal;
mod shapes;
mod storm;
mod whole;
mod write_costs;

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::Caller;

use crate::harness::REPO;

/// Creates a resource.
async fn plant(caller: &Caller, identifier: &str) -> String {
    caller.create(&format!("{REPO}/resources"), &crate::harness::bodies::resource(identifier)).await
}

/// An archival object below a resource or another one.
fn component(root: &str, parent: Option<&str>, title: &str) -> Value {
    let mut body = json!({
        "jsonmodel_type": "archival_object", "title": title, "level": "file", "resource": { "ref": root }, "publish": true,
    });
    if let Some(parent) = parent {
        body["parent"] = json!({ "ref": parent });
    }
    body
}

/// Creates an archival object.
async fn add(caller: &Caller, root: &str, parent: Option<&str>, title: &str) -> String {
    caller.create(&format!("{REPO}/archival_objects"), &component(root, parent, title)).await
}

/// Adds numbered archival objects behind those that are there. `with` completes each.
async fn grow(
    caller: &Caller,
    root: &str,
    parent: Option<&str>,
    numbers: std::ops::Range<usize>,
    with: impl Fn(usize, &mut Value),
) {
    let numbers: Vec<usize> = numbers.collect();
    for some in numbers.chunks(100) {
        let children: Vec<Value> = some
            .iter()
            .map(|number| {
                let mut child = component(root, None, &format!("{number}"));
                with(*number, &mut child);
                child
            })
            .collect();
        let body = json!({ "jsonmodel_type": "archival_record_children", "children": children });
        caller.post(&format!("{}/children", parent.unwrap_or(root)), &body).await.ok();
    }
}

/// Moves a component with a request of its own.
async fn relocate(caller: &Caller, component: &str, parent: Option<&str>, position: usize) {
    let position = position.to_string();
    let number = parent.map(|parent| parent.rsplit('/').next().unwrap());
    let fields: Vec<_> =
        number.iter().map(|number| ("parent", *number)).chain([("position", position.as_str())]).collect();
    caller.form(&format!("{component}/parent"), &fields).await.ok();
}

/// The titles of a page of a tree.
async fn titles(caller: &Caller, path: &str) -> Vec<String> {
    let page = caller.get(path).await.ok();
    page.as_array().unwrap().iter().map(|entry| entry["title"].as_str().unwrap().to_owned()).collect()
}

/// What several records say, read side by side.
async fn read_all(caller: &Caller, uris: &[String]) -> Vec<Value> {
    join_all(uris.iter().map(|uri| async move { caller.get(uri).await.ok() })).await
}

/// The number at the end of a URI.
fn number(uri: &str) -> u64 {
    uri.rsplit('/').next().unwrap().parse().unwrap()
}
