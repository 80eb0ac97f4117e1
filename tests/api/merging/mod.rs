//! Records that become one.

mod agents;
mod concurrent;
mod containers;
mod descriptions;
mod many;
mod refused;
mod selections;
mod subjects;

use serde_json::{Value, json};
use tests::{Caller, Response};

/// Asks for a merge.
async fn merge(caller: &Caller, path: &str, destination: &str, candidates: &[&str]) -> Response {
    caller.post(&format!("/merge_requests/{path}"), &request(destination, candidates)).await
}

fn request(destination: &str, candidates: &[&str]) -> Value {
    let candidates: Vec<Value> = candidates.iter().map(|uri| json!({ "ref": uri })).collect();
    json!({ "merge_destination": { "ref": destination }, "merge_candidates": candidates })
}

/// The number at the end of a URI.
fn number(uri: &str) -> u64 {
    uri.rsplit('/').next().unwrap().parse().unwrap()
}
