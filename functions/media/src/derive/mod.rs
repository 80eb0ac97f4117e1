//! What is made of files: pictures and words, for every content once, as soon as the first resource with it is there.
//!
//! 1. The table's stream brings a new resource ([`arrived`]).
//! 2. What was made of the same content before is taken (`account`); else it is made (`make`).
//! 3. The resource's record says what there is: a change that people do not count as one.
//!
//! All of it may be done again at any time, by several at once: what is made of the same bytes is the same.

mod account;
mod make;

use arcs::entity::{parse_id, uri};
use arcs::kinds::{Pictures, Resource};
use arcs::{Entity, Kind};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use store::{Error, Store, Transaction};
use uuid::Uuid;

use account::Account;
pub(crate) use make::{Trouble, keep, open};

/// Files that are looked into at once.
const AT_ONCE: usize = 2;

/// How often a record is written again because it changed meanwhile.
const ATTEMPTS: usize = 6;

/// Whether what was made before may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// It is as good as new.
    Taken,
    /// It is made again.
    Forgotten,
}

/// The resources that are new by the records of a Lambda event. The filter in `template.yaml` says the same.
pub fn arrived(event: &Value) -> Vec<Uuid> {
    let records = event["Records"].as_array().map(Vec::as_slice).unwrap_or_default();
    let new = records.iter().filter(|record| record["eventName"] == "INSERT").filter_map(|record| {
        let keys = &record["dynamodb"]["Keys"];
        let id = keys["pk"]["S"].as_str()?.strip_prefix(Resource::COLLECTION)?.strip_prefix('/')?;
        if keys["sk"]["S"] == "record" { parse_id(id) } else { None }
    });
    new.collect()
}

/// Looks into the files of new resources.
pub async fn take(store: &Store, event: &Value) -> Result<(), Error> {
    let each = arrived(event).into_iter().map(|id| async move { provide(store, id, Before::Taken).await.map(|_| ()) });
    stream::iter(each).buffer_unordered(AT_ONCE).try_collect().await
}

/// Sees to it that a resource has its pictures; `None` when there is no such resource any more.
pub(crate) async fn provide(store: &Store, id: Uuid, before: Before) -> Result<Option<Pictures>, Error> {
    let Some(resource) = Entity::<Resource>::get(store, id).await? else { return Ok(None) };
    if before == Before::Taken
        && let Some(pictures) = resource.facts.pictures
    {
        return Ok(Some(pictures));
    }
    let known = match before {
        Before::Taken => account::read(store, &resource.facts).await?,
        Before::Forgotten => None,
    };
    let pictures = match known {
        Some(Account { pictures, .. }) => pictures,
        None => make::make(store, &resource.facts).await?,
    };
    note(store, resource, pictures).await
}

/// Writes into a resource's record what there is of it. When the record is gone, and its file with it, so is what was made.
async fn note(store: &Store, resource: Entity<Resource>, pictures: Pictures) -> Result<Option<Pictures>, Error> {
    let (id, sha256) = (resource.id, resource.facts.sha256.clone());
    let mut current = Some(resource);
    for _ in 0..ATTEMPTS {
        let Some(mut resource) = current else {
            if !store.read_blob_state(&sha256).await?.is_stored() {
                store.delete_derivatives(&sha256).await?;
            }
            return Ok(None);
        };
        if resource.facts.pictures.as_ref() == Some(&pictures) {
            return Ok(Some(pictures));
        }
        let seen = resource.stored.revision();
        let facts = Resource { pictures: Some(pictures.clone()), ..resource.facts.clone() };
        resource.change_silently(store, facts)?;
        let mut transaction = Transaction::new();
        transaction.update(store, &resource.stored, seen).await?;
        match store.commit(transaction).await {
            Err(Error::Stale(_) | Error::Missing(_) | Error::TargetMissing(_)) => {
                current = Entity::<Resource>::get(store, id).await?;
            }
            committed => return committed.map(|()| Some(pictures)),
        }
    }
    Err(Error::Busy(uri::<Resource>(id)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_new_resources_arrive() {
        let id = "240c43e9-6e3c-449c-9f30-e17d44216658";
        let record = |event: &str, pk: &str, sk: &str| {
            let keys = json!({ "pk": { "S": pk }, "sk": { "S": sk } });
            json!({ "Records": [{ "eventName": event, "dynamodb": { "Keys": keys } }] })
        };
        let uri = format!("/api/resources/{id}");
        assert_eq!(arrived(&record("INSERT", &uri, "record")), [parse_id(id).unwrap()]);
        for (event, pk, sk) in [
            ("MODIFY", uri.as_str(), "record"),
            ("REMOVE", &uri, "record"),
            ("INSERT", &uri, "link#comments#/api/comments/x"),
            ("INSERT", "/api/resources/x", "record"),
            ("INSERT", "/api/comments/240c43e9-6e3c-449c-9f30-e17d44216658", "record"),
        ] {
            assert!(arrived(&record(event, pk, sk)).is_empty(), "{event} {pk} {sk}");
        }
        assert!(arrived(&json!({ "source": "aws.scheduler" })).is_empty());
    }
}
