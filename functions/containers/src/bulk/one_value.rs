//! One value for several containers, named by `ids[]`: `batch/ils_holding_id`, `batch/container_profile`, `batch/location`.
//!
//! A value that cannot be set is told with status 200, beside the number of containers that were changed.

use std::collections::BTreeSet;

use api::call::Inputs;
use api::{Call, Problem, Reply};
use records::record_type::Stored;
use records::types::{CONTAINER_PROFILE, LOCATION, TOP_CONTAINER};
use records::{Body, RecordType, Uri};
use serde_json::json;
use store::Key;

use super::{Copies, place, set_text, write};

/// The containers, and the record that they are to name.
pub(crate) fn keys_of_parameters(inputs: &Inputs) -> Vec<Key> {
    let repository = inputs.number("repo_id");
    let containers = inputs
        .array("ids")
        .into_iter()
        .filter_map(|id| Uri::of(TOP_CONTAINER.name, repository, id.parse().ok()?))
        .map(|uri| Key::record(uri.as_str()));
    let named = ["container_profile_uri", "location_uri"]
        .into_iter()
        .filter_map(|name| Uri::parse(inputs.scalar(name)?))
        .map(|uri| Key::record(uri.as_str()));
    containers.chain(named).collect()
}

/// `POST …/batch/ils_holding_id`.
pub(crate) async fn holding_id(call: Call) -> Result<Reply, Problem> {
    let value = call.params.string("ils_holding_id").unwrap_or_default().to_owned();
    change(&call, |body| set_text(body, "ils_holding_id", &value)).await
}

/// `POST …/batch/container_profile`.
pub(crate) async fn container_profile(call: Call) -> Result<Reply, Problem> {
    let uri = call.params.string("container_profile_uri").unwrap_or_default().to_owned();
    if let Some(refusal) = refusal(&call, &uri, &CONTAINER_PROFILE) {
        return Ok(refusal);
    }
    change(&call, |body| {
        body.shift_remove("container_profile");
        if !uri.is_empty() {
            body.insert("container_profile".to_owned(), json!({ "ref": uri }));
        }
    })
    .await
}

/// `POST …/batch/location`.
pub(crate) async fn location(call: Call) -> Result<Reply, Problem> {
    let uri = call.params.string("location_uri").unwrap_or_default().to_owned();
    if let Some(refusal) = refusal(&call, &uri, &LOCATION) {
        return Ok(refusal);
    }
    let now = call.store.clock().now();
    change(&call, |body| place::put(body, &uri, now)).await
}

/// The answer when the named record is not there. No name at all clears the property.
fn refusal(call: &Call, uri: &str, row: &RecordType) -> Option<Reply> {
    let is_known = Uri::parse(uri)
        .is_some_and(|parsed| parsed.record_type() == Some(row.name) && call.fetched.has(&Key::record(uri)));
    let missing = format!("{} not found", row.model);
    (!uri.is_empty() && !is_known).then(|| Reply::json(&json!({ "records_updated": 0, "error": missing })))
}

async fn change(call: &Call, alter: impl Fn(&mut Body)) -> Result<Reply, Problem> {
    let containers = containers(call).await?;
    let changes: Vec<_> = containers
        .into_iter()
        .map(|container| {
            let mut body = container.body.clone();
            alter(&mut body);
            (container, body)
        })
        .collect();
    write(call, &changes, Copies::Good).await?;
    Ok(Reply::json(&json!({ "records_updated": changes.len() })))
}

/// The named containers that exist, each once.
async fn containers(call: &Call) -> Result<Vec<Stored>, Problem> {
    let numbers: BTreeSet<u64> =
        call.params.integers("ids").iter().filter_map(|number| u64::try_from(*number).ok()).collect();
    let uris: Vec<Uri> =
        numbers.into_iter().filter_map(|number| Uri::of(TOP_CONTAINER.name, call.repository(), number)).collect();
    let uris: Vec<&str> = uris.iter().map(Uri::as_str).collect();
    Ok(call.store.records_in(&call.fetched, &uris).await?.into_iter().flatten().collect())
}
