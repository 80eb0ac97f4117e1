//! The generic routes of a record type, with a DELETE that goes on in the background when much refers to the record or stands below it.

use api::endpoint::delete;
use api::generic::{self, item_path, keys_for_delete, requested};
use api::write::{self, Attempts};
use api::{Call, Endpoint, Problem, Reply};
use http::Method;
use records::record_type::RecordType;
use serde_json::json;

use super::Deletion;
use crate::perform::perform;

/// Create, list, read, update and delete for a record type.
pub fn record_endpoints(row: &'static RecordType) -> Vec<Endpoint> {
    let others = generic::record_endpoints(row).into_iter().filter(|endpoint| endpoint.method != Method::DELETE);
    others.chain([delete_endpoint(row)]).collect()
}

/// `DELETE` of the item.
pub fn delete_endpoint(row: &'static RecordType) -> Endpoint {
    delete(item_path(row))
        .needs_all(row.needs.delete)
        .reads(move |inputs| keys_for_delete(row, inputs))
        .to(move |call| remove(row, call))
}

async fn remove(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let current = requested(row, &call).await?;
    let id = call.params.number("id");
    let staging = Attempts::new(&call).start();
    if staging.to_cut_ahead(&current, 1).await?.is_empty() && write::delete(&call, row, &current).await? {
        return Ok(Reply::json(&json!({ "status": "Deleted", "id": id })));
    }
    staging.check_kept(row, &current).await?;
    let deletion = Deletion::of_one(current.uri);
    let meanwhile = deletion.answer();
    Ok(Reply::json(&perform(&call, deletion).await?.answer(meanwhile)))
}
