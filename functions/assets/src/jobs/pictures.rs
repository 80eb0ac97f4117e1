//! What is done with a file that is there: its pictures are made again, or its pages become resources of their own. Whoever is logged
//! in may ask for it; a job does it.

use api::{Call, Problem, Reply};
use arcs::kinds::{Collection, Resource};
use arcs::{Entity, collections, media_type};
use serde_json::{Map, json};
use store::Transaction;
use uuid::Uuid;

use super::begin::{begin_as, begin_for};
use crate::rights;
use api::arcs::requested::{author, requested};

/// What the pages of a document are.
const PAGE: &str = "Notebook Page";

/// What can be split.
const PDF: &str = "application/pdf";

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
    let data = Map::from_iter([("resource_id".to_owned(), json!(resource.id))]);
    Ok(begin_for(&call, name, data, Transaction::new()).await?.accepted(&call))
}

/// `POST /resources/split_pdf/:id`: the collection is there at once, and fills page by page.
pub(super) async fn split(call: Call) -> Result<Reply, Problem> {
    let document = asked_about(&call).await?;
    check_document(&call, &document.facts).await?;
    let (user, job) = (call.user()?, Uuid::now_v7());
    let facts = Collection::of_pages(user.uri.clone(), &document);
    let collection = Entity::with_id(&call.store, Collection::id_for(job), author(user), facts)?;
    let mut transaction = Transaction::new();
    collections::create(&mut transaction, &call.store, &collection).await?;
    let named = [("resource_id", json!(document.id)), ("collection_id", json!(collection.id)), ("type", json!(PAGE))];
    let data = named.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
    Ok(begin_as(&call, (job, "split_pdf"), data, transaction).await?.accepted(&call))
}

/// Refuses what is no PDF by its bytes, because the type of a file without a known beginning is its uploader's opinion; and what is known
/// not to be readable.
async fn check_document(call: &Call, file: &Resource) -> Result<(), Problem> {
    let is_said_to_be = file.mime_type == PDF && file.file_size > 0;
    if is_said_to_be {
        let last = file.file_size.min(media_type::ENOUGH as u64) - 1;
        let beginning = call.store.read_blob(&file.sha256, Some((0, last))).await?;
        if media_type::of(&beginning, std::iter::empty()) == PDF {
            let failure = file.pictures.as_ref().and_then(|pictures| pictures.failure.clone());
            return failure.map_or(Ok(()), |text| Err(Problem::bad_request(text)));
        }
    }
    Err(Problem::bad_request("only PDF documents can be split"))
}

async fn asked_about(call: &Call) -> Result<Entity<Resource>, Problem> {
    call.user()?;
    let resource = requested::<Resource>(call).await?;
    rights::check_visible(call, &resource.facts)?;
    Ok(resource)
}
