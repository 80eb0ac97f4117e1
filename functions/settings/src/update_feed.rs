//! What has just happened, for indexers and front ends that poll.
//!
//! The original holds such a request until something happens, up to a minute. Here nobody waits: a function that sleeps is
//! paid for like one that works. The answer is what there is, and the client asks again at its own pace.

use api::params::Kind;
use api::{Call, Endpoint, Param, Problem, Reply, get};
use records::permissions::Permission::IndexSystem;
use serde_json::{Value, json};

/// Older deletions are the delete feed's affair, in milliseconds.
const BACKLOG: i64 = 60_000;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let last_sequence = || Param::defaulted("last_sequence", Kind::Integer, "0");
    vec![
        get("/notifications").params([last_sequence()]).to(notifications),
        get("/update-feed").needs(IndexSystem).params([last_sequence(), Param::resolve()]).to(update_feed),
    ]
}

/// None are kept: whoever caches lists or preferences learns of changes by reading them, which is cheap here.
async fn notifications(_: Call) -> Result<Reply, Problem> {
    Ok(Reply::json(&json!([])))
}

/// Deletions of the last minute. A sequence number is the moment of the deletion, so that all of one moment come together.
/// Changed records are found by `modified_since`, which finds them at once.
async fn update_feed(call: Call) -> Result<Reply, Problem> {
    let last = call.params.integer("last_sequence").unwrap_or_default();
    let since = last.max(call.store.clock().milliseconds() - BACKLOG);
    let deleted = call.store.deletions(since / 1000).await?;
    let entries: Vec<Value> = deleted
        .into_iter()
        .filter(|deletion| deletion.moment > last && deletion.moment >= since)
        .map(|deletion| {
            json!({
                "record": "deleted",
                "uri": deletion.uri,
                "sequence": deletion.moment,
                "timestamp": deletion.moment,
            })
        })
        .collect();
    Ok(Reply::json(&entries))
}
