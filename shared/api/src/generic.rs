//! The five routes that every record type has, from its row alone.

use std::sync::Arc;

use records::record_type::{RecordType, Scope};
use store::Key;

use crate::call::Call;
use crate::endpoint::{Endpoint, delete, get, post};
use crate::inputs::Inputs;
use crate::params::Param;
use crate::preferences::sees_suppressed;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::resolve::resolve;
use crate::show::{Eyes, show_known};
use crate::tree::standpoints;
use crate::{listing, write};

/// Create, list, read, update and delete for a record type.
pub fn record_endpoints(row: &'static RecordType) -> Vec<Endpoint> {
    vec![create_endpoint(row), update_endpoint(row), list_endpoint(row), read_endpoint(row), delete_endpoint(row)]
}

/// `POST` to the collection.
pub fn create_endpoint(row: &'static RecordType) -> Endpoint {
    post(collection_path(row))
        .needs_all(row.needs.create)
        .body(row.name)
        .reads(move |inputs| write::keys_for_create(row, inputs))
        .to(move |call| create(row, call))
}

/// `POST` to the item.
pub fn update_endpoint(row: &'static RecordType) -> Endpoint {
    post(item_path(row))
        .needs_all(row.needs.update)
        .body(row.name)
        .reads(move |inputs| {
            let mut keys = write::keys_for_create(row, inputs);
            keys.extend(item_key(row, inputs));
            keys
        })
        .to(move |call| update(row, call))
}

/// `GET` of the collection, in pages.
pub fn list_endpoint(row: &'static RecordType) -> Endpoint {
    get(collection_path(row))
        .needs_all(row.needs.read)
        .paginated()
        .params([Param::resolve()])
        .reads(move |inputs| {
            collection(row, inputs.number("repo_id")).map(|uri| Key::members(&uri)).into_iter().collect()
        })
        .to(move |call| listing::list(row, call))
}

/// `GET` of the item.
pub fn read_endpoint(row: &'static RecordType) -> Endpoint {
    get(item_path(row))
        .needs_all(row.needs.read)
        .params([Param::resolve()])
        .reads(move |inputs| {
            let key = item_key(row, inputs);
            let below = key.as_ref().and_then(|key| standpoints::below_key(row.name, &key.pk));
            key.into_iter().chain(below).collect()
        })
        .to(move |call| read(row, call))
}

/// `DELETE` of the item.
pub fn delete_endpoint(row: &'static RecordType) -> Endpoint {
    delete(item_path(row))
        .needs_all(row.needs.delete)
        .reads(move |inputs| keys_for_delete(row, inputs))
        .to(move |call| remove(row, call))
}

/// The path of a type's collection, with its parameter in braces.
pub fn collection_path(row: &RecordType) -> String {
    match row.scope {
        Scope::Repository => format!("/repositories/{{repo_id}}/{}", row.plural),
        Scope::Global => format!("/{}", row.plural),
    }
}

/// The path of a type's items.
pub fn item_path(row: &RecordType) -> String {
    format!("{}/{{id}}", collection_path(row))
}

/// The URI of a collection; `None` when the type needs a repository and none is given.
pub fn collection(row: &RecordType, repository: Option<u64>) -> Option<String> {
    match row.scope {
        Scope::Repository => repository.map(|number| format!("/repositories/{number}/{}", row.plural)),
        Scope::Global => Some(format!("/{}", row.plural)),
    }
}

/// The URI of the record that a request's path names.
pub fn item_uri(row: &RecordType, call: &Call) -> String {
    let collection = collection(row, call.repository()).unwrap_or_default();
    format!("{collection}/{}", call.params.number("id"))
}

/// The key of the record that the path names, as far as it names one.
pub fn item_key(row: &RecordType, inputs: &Inputs) -> Option<Key> {
    let collection = collection(row, inputs.number("repo_id"))?;
    Some(Key::record(&format!("{collection}/{}", inputs.number("id")?)))
}

/// Keys that deleting the record that the path names will ask for: for a root, whether anything stands below it.
pub fn keys_for_delete(row: &RecordType, inputs: &Inputs) -> Vec<Key> {
    let record = item_key(row, inputs);
    let branch = record.as_ref().filter(|_| records::tree::of_root(row.name).is_some());
    let branch = branch.map(|root| Key::branch(&root.pk, 0));
    record.into_iter().chain(branch).collect()
}

/// The record that the path names, if the caller sees it.
pub async fn requested(row: &'static RecordType, call: &Call) -> Result<records::record_type::Stored, Problem> {
    let uri = item_uri(row, call);
    let stored = call.store.record_in(&call.fetched, &uri).await?;
    let stored = stored.filter(|record| record.record_type == row.name).ok_or_else(|| Problem::missing(row.model))?;
    if stored.suppressed && !sees_suppressed(call).await? {
        return Err(Problem::missing(row.model));
    }
    Ok(stored)
}

async fn create(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let warnings = call.warnings.clone();
    let stored = write::create(&call, row, call.body.clone()).await?;
    Ok(Reply::json(&write::outcome("Created", row, &stored, Some(&warnings))))
}

async fn update(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let current = requested(row, &call).await?;
    let warnings = call.warnings.clone();
    let stored = write::update(&call, row, &current, call.body.clone()).await?;
    Ok(Reply::json(&write::outcome("Updated", row, &stored, Some(&warnings))))
}

async fn read(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let stored = requested(row, &call).await?;
    let mut eyes = Eyes::of(&call.caller, call.repository());
    // Who sees this one sees the suppressed ones that belong to it.
    eyes.suppressed |= stored.suppressed || write::has_hidden_links(&stored) && sees_suppressed(&call).await?;
    let mut shown = [show_known(&call.store, &call.fetched, &stored, eyes).await?];
    resolve(&call.store, &mut shown, call.params.strings("resolve"), eyes).await?;
    Ok(Reply::json(&shown[0]))
}

async fn remove(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    let current = requested(row, &call).await?;
    if !write::delete(&call, row, &current).await? {
        return Err(Problem::conflict("Too much stands below this record to delete it at once"));
    }
    Ok(Reply::json(&serde_json::json!({ "status": "Deleted", "id": call.params.number("id") })))
}

/// A handler over a row, for types that replace one of the generic ones.
pub fn with_row<F, R>(row: &'static RecordType, handler: F) -> impl Fn(Call) -> R + Send + Sync + 'static
where
    F: Fn(&'static RecordType, Call) -> R + Send + Sync + 'static,
{
    let handler = Arc::new(handler);
    move |call| handler(row, call)
}
