//! The routes of publishing and hiding, for types whose records have others below them.

use api::endpoint::{Builder, post};
use api::generic::{item_key, item_path, requested};
use api::params::Kind;
use api::{Call, Endpoint, Param, Problem, Reply, write};
use records::permissions::Permission;
use records::record_type::{RecordType, Stored};
use records::tree::of_root;
use serde_json::{Value, json};
use store::Key;

use super::{Cascade, Change};
use crate::perform::perform;

/// `POST …/publish`: makes a record public, with everything inside of it and below it.
pub fn publish_endpoint(row: &'static RecordType) -> Endpoint {
    action(row, "publish").needs_all(row.needs.update).to(move |call| publish(row, call, true))
}

/// `POST …/unpublish`: the opposite.
pub fn unpublish_endpoint(row: &'static RecordType) -> Endpoint {
    action(row, "unpublish").needs_all(row.needs.update).to(move |call| publish(row, call, false))
}

/// `POST …/suppressed`: hides a record and everything below it from most callers, or shows it again.
pub fn suppress_endpoint(row: &'static RecordType) -> Endpoint {
    action(row, "suppressed")
        .needs(Permission::SuppressArchivalRecord)
        .params([Param::required("suppressed", Kind::Boolean)])
        .to(move |call| suppress(row, call))
}

fn action(row: &'static RecordType, name: &str) -> Builder {
    post(format!("{}/{name}", item_path(row))).reads(move |inputs| {
        // Whether anything stands below a root is read together with it.
        let branch = |key: &Key| of_root(row.name).map(|_| Key::branch(&key.pk, 0));
        item_key(row, inputs).into_iter().flat_map(|key| branch(&key).into_iter().chain([key])).collect()
    })
}

async fn publish(row: &'static RecordType, call: Call, publish: bool) -> Result<Reply, Problem> {
    let current = requested(row, &call).await?;
    // Nobody's copy has to follow: the version stays.
    let mut answer = write::outcome("Updated", row, &current, None);
    answer["stale"] = Value::Null;
    cascade(&call, &current, Change::Publish(publish), answer).await
}

async fn suppress(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let suppressed = call.params.boolean("suppressed").unwrap_or(false);
    let current = requested(row, &call).await?;
    let id = call.params.number("id");
    let answer = json!({ "status": "Suppressed", "id": id, "suppressed_state": suppressed });
    cascade(&call, &current, Change::Suppress(suppressed), answer).await
}

async fn cascade(call: &Call, top: &Stored, change: Change, answer: Value) -> Result<Reply, Problem> {
    let cascade = Cascade::new(top, change, answer.clone());
    Ok(Reply::json(&perform(call, cascade).await?.answer(answer)))
}
