//! Creating a part: one read and one transaction.

use api::call::Inputs;
use api::{Call, Problem, Reply};
use arcs::Entity;
use arcs::entity::{key, parse_id};
use arcs::kinds::Resource;
use http::{StatusCode, header};
use serde_json::Value;
use store::{Error, Key, Transaction};

use super::given::Given;
use super::{ATTEMPTS, Attached, traces};
use crate::versions;
use api::arcs::requested::{author, missing, read_again};
use api::repeated::{self, Repeatable};

/// The key of the resource that the body names.
pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    let body = inputs.json.as_ref().and_then(|parsed| parsed.as_ref().ok());
    let id = body.and_then(|body| parse_id(body.get("resource_id").and_then(Value::as_str)?));
    Vec::from_iter(id.map(key::<Resource>))
}

pub(super) async fn create<K: Attached>(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let given = Given::of(&call)?;
    let repeatable = Repeatable::of(&call, user, K::COLLECTION, &call.inputs().bytes)?;
    let id = given.resource()?.ok_or_else(missing::<Resource>)?;
    let found = Entity::<Resource>::find(&call.store, &call.fetched, id).await?;
    let mut resource = found.ok_or_else(missing::<Resource>)?;
    for _ in 0..ATTEMPTS {
        // One that is on its way out ([`crate::resources`]).
        if resource.stored.suppressed {
            return Err(missing::<Resource>());
        }
        let part = Entity::new(&call.store, author(user), K::read_new(given, &user.uri, &resource)?)?;
        let error = match keep(&call, &resource, &part, &repeatable).await {
            Ok(()) => return Ok(created(&call, &part)),
            Err(error) => error,
        };
        if let Some(uris) = repeatable.made_before(&call.store, &error).await? {
            let made = part_at::<K>(&call, &uris[0]).await?;
            return made.map(|made| created(&call, &made)).ok_or_else(repeated::gone);
        }
        match error {
            Error::Stale(_) => resource = read_again(&call.store, &resource).await?,
            Error::Taken(claims) => {
                let owner = claims.first().map(|claim| claim.owner.clone()).unwrap_or_default();
                // There is one like it. If that one has just gone, there is room now.
                if let Some(same) = part_at::<K>(&call, &owner).await? {
                    let reply = Reply::json(&K::show(&same)).with(header::LOCATION, &same.stored.uri);
                    return Ok(versions::show(&call, &same.stored, reply));
                }
            }
            error => return Err(refused(error)),
        }
    }
    Err(Problem::stale())
}

async fn keep<K: Attached>(
    call: &Call,
    resource: &Entity<Resource>,
    part: &Entity<K>,
    repeatable: &Repeatable,
) -> Result<(), Error> {
    let uri = &part.stored.uri;
    let mut transaction = Transaction::new();
    transaction.create(&call.store, &part.stored).await?;
    transaction.link(&resource.stored.uri, K::RELATION, uri, &part.facts.beside());
    transaction.expect(&resource.stored.uri, resource.stored.revision());
    traces::change(&mut transaction, uri, &[], &part.facts.traces());
    repeatable.note(&call.store, &mut transaction, [uri.as_str()]);
    call.store.commit(transaction).await
}

fn created<K: Attached>(call: &Call, part: &Entity<K>) -> Reply {
    let reply = Reply::json(&K::show(part)).status(StatusCode::CREATED).with(header::LOCATION, &part.stored.uri);
    versions::show(call, &part.stored, reply)
}

async fn part_at<K: Attached>(call: &Call, uri: &str) -> Result<Option<Entity<K>>, Error> {
    match uri.rsplit('/').next().and_then(parse_id) {
        Some(id) => Entity::get(&call.store, id).await,
        None => Ok(None),
    }
}

/// A failed write in the words of this API: a part may name another object that is not there.
pub(super) fn refused(error: Error) -> Problem {
    match error {
        Error::TargetMissing(uri) => Problem::NotFound(format!("there is no {uri}")),
        error => error.into(),
    }
}
