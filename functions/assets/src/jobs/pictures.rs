//! What is done with a file that is there: its pictures are made again, or its pages become resources of their own. Whoever is logged
//! in may ask for it; a job does it.

use api::{Call, Problem, Reply};
use arcs::kinds::{Collection, Resource};
use arcs::{Entity, collections};
use operations::task::{NewTask, stage};
use serde_json::{Map, Value, json};
use store::Transaction;

use super::accepted;
use crate::rights;
use api::arcs::requested::{author, requested};

/// What the pages of a document are.
const PAGE: &str = "Notebook Page";

/// `POST /resources/rethumb/:id`.
pub(super) async fn rethumb(call: Call) -> Result<Reply, Problem> {
    again(call, "thumb").await
}

/// `POST /resources/repreview/:id`.
pub(super) async fn repreview(call: Call) -> Result<Reply, Problem> {
    again(call, "preview").await
}

async fn again(call: Call, name: &'static str) -> Result<Reply, Problem> {
    let resource = asked_about(&call).await?;
    ask(&call, name, &json!({ "resource_id": resource.id }), Transaction::new()).await
}

/// `POST /resources/split_pdf/:id`: the collection is there at once, and fills page by page.
pub(super) async fn split(call: Call) -> Result<Reply, Problem> {
    let document = asked_about(&call).await?;
    if document.facts.mime_type != "application/pdf" {
        return Err(Problem::bad_request("only PDF documents can be split"));
    }
    let user = call.user()?;
    let facts = Collection::of_pages(user.uri.clone(), &document);
    let collection = Entity::new(&call.store, author(user), facts)?;
    let mut transaction = Transaction::new();
    collections::create(&mut transaction, &call.store, &collection).await?;
    let data = json!({ "resource_id": document.id, "collection_id": collection.id, "type": PAGE });
    ask(&call, "split_pdf", &data, transaction).await
}

async fn asked_about(call: &Call) -> Result<Entity<Resource>, Problem> {
    call.user()?;
    let resource = requested::<Resource>(call).await?;
    rights::check_visible(call, &resource.facts)?;
    Ok(resource)
}

async fn ask(call: &Call, name: &str, data: &Value, mut transaction: Transaction) -> Result<Reply, Problem> {
    let state: Map<String, Value> = data.as_object().cloned().unwrap_or_default();
    let new = NewTask { name, data: data.clone(), state, until: 0 };
    let (job, journal) = stage(&call.store, &mut transaction, author(call.user()?), new).await?;
    call.store.commit(transaction).await?;
    Ok(accepted(call, &job, &journal))
}
