//! What is derived from the table's stream: the folded membership of collections, and the end of hints whose links are
//! gone, and of links whose records are.
//!
//! Folding is not needed for a right answer: readers see the log of changes as well. It keeps that log short. Every step here can be
//! repeated.

mod dangling;
mod due;
mod hints;

use serde_json::Value;
use store::Store;

pub use due::Due;

/// Notes the collections that a batch of stream records (the event that Lambda hands over) changed, and folds those whose
/// turn it is.
pub async fn handle(store: &Store, due: &Due, event: &Value) -> Result<(), store::Error> {
    let records = event["Records"].as_array().map(Vec::as_slice).unwrap_or_default();
    let unlinked = records.iter().filter_map(unlinked_target).map(ToOwned::to_owned).collect();
    for record in records {
        if let Some(collection) = changed_collection(record) {
            due.note(collection, store.clock().now());
        }
    }
    fold_due(store, due).await?;
    dangling::cut(store, records.iter().filter_map(dangling::made).collect()).await?;
    hints::narrow(store, unlinked).await
}

/// Folds the collections whose turn it is.
pub async fn fold_due(store: &Store, due: &Due) -> Result<(), store::Error> {
    for collection in due.take(store.clock().now()) {
        if store.fold(&collection).await? {
            due.note(&collection, store.clock().now());
        }
    }
    Ok(())
}

/// The collection that gained or lost a member, if the record says so.
fn changed_collection(record: &Value) -> Option<&str> {
    let keys = &record["dynamodb"]["Keys"];
    let is_change = keys["sk"]["S"].as_str()?.starts_with("change#");
    // Changes that were folded long ago are removed when their time is over; that changes no membership.
    let is_new = record["eventName"] == "INSERT";
    if is_change && is_new { keys["pk"]["S"].as_str() } else { None }
}

/// The record that lost a link, or at which one changed, if the record of the stream says so.
fn unlinked_target(record: &Value) -> Option<&str> {
    let keys = &record["dynamodb"]["Keys"];
    let is_link = keys["sk"]["S"].as_str()?.starts_with("link#");
    if is_link && record["eventName"] != "INSERT" { keys["pk"]["S"].as_str() } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_new_changes_count() {
        let record = |event: &str, sk: &str| json!({ "eventName": event, "dynamodb": { "Keys": { "pk": { "S": "/subjects" }, "sk": { "S": sk } } } });
        assert_eq!(changed_collection(&record("INSERT", "change#0190")), Some("/subjects"));
        assert_eq!(changed_collection(&record("REMOVE", "change#0190")), None);
        assert_eq!(changed_collection(&record("INSERT", "record")), None);
    }
}
