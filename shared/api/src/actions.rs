//! Actions that several record types have.

use records::permissions::Permission;
use records::record_type::{RecordType, Scope};
use serde_json::json;

use crate::call::Call;
use crate::endpoint::{Endpoint, post};
use crate::generic::{item_key, item_path, requested};
use crate::params::{Kind, Param};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::write::{self, Attempts};

/// `POST …/suppressed`: hides a record from most callers, or shows it again.
pub fn suppress_endpoint(row: &'static RecordType) -> Endpoint {
    post(format!("{}/suppressed", item_path(row)))
        .needs(Permission::SuppressArchivalRecord)
        .params([Param::required("suppressed", Kind::Boolean)])
        .reads(move |inputs| item_key(row, inputs).into_iter().collect())
        .to(move |call| suppress(row, call))
}

async fn suppress(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let wanted = call.params.boolean("suppressed").unwrap_or(false);
    let mut current = requested(row, &call).await?;
    let mut attempts = Attempts::new(&call);
    loop {
        let mut staging = attempts.start();
        staging.depend_on(&current.uri);
        if current.suppressed != wanted {
            staging.suppress(&current, wanted).await?;
        }
        // Also of a record that is hidden already: should the events have been left behind, they follow now.
        let has_more = staging.follow(&[&current], wanted).await?;
        if attempts.commit(staging).await? && !has_more {
            break;
        }
        let read = call.store.read(&[&current.uri]).await?;
        current = read.into_iter().next().flatten().ok_or_else(|| Problem::missing(row.model))?;
    }
    Ok(Reply::json(&json!({ "status": "Suppressed", "id": call.params.number("id"), "suppressed_state": wanted })))
}

/// `POST …/publish`: makes a record public, with everything inside of it.
pub fn publish_endpoint(row: &'static RecordType) -> Endpoint {
    post(format!("{}/publish", item_path(row)))
        .needs_all(row.needs.update)
        .reads(move |inputs| item_key(row, inputs).into_iter().collect())
        .to(move |call| publish(row, call))
}

async fn publish(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    debug_assert!(row.scope == Scope::Global, "components of a tree are published together");
    let current = requested(row, &call).await?;
    let mut body = current.body.clone();
    records::derive::publish::set_everywhere(&mut body, true);
    let mut attempts = Attempts::new(&call);
    let mut staging = attempts.start();
    let stored = staging.revise(row, &current, body).await?;
    attempts.commit(staging).await?;
    let mut outcome = write::outcome("Updated", row, &stored, None);
    // Nothing is generated here, so that nothing of the client's copy is stale but the version.
    outcome["stale"] = serde_json::Value::Null;
    Ok(Reply::json(&outcome))
}
