//! Comments: a flat list under a resource, oldest first. Who sees the resource sees its comments.

use api::call::Inputs;
use api::{Call, Endpoint, Problem, Reply, delete, get, post, put};
use arcs::entity::{key, parse_id, uri};
use arcs::kinds::{Comment, Resource};
use arcs::{Entity, Part};
use http::{StatusCode, header};
use serde_json::{Map, Value};
use store::{Key, Store, Transaction};
use uuid::Uuid;

use crate::requested::{author, key_in_path, missing, read_again, requested};
use crate::{rights, with_alias};

/// Comments of one resource that are listed.
const MOST: usize = 10_000;

/// Characters that a comment may have.
const LONGEST: usize = 65_535;

/// How often a change is made again because another one came first.
const ATTEMPTS: usize = 6;

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let item = |inputs: &Inputs| Vec::from_iter(key_in_path::<Comment>(inputs));
    let resource = |inputs: &Inputs| Vec::from_iter(key_in_path::<Resource>(inputs));
    let mut endpoints = vec![];
    endpoints.extend(with_alias("/comments", |path| post(path).arcs().json().reads(keys_for_create).to(create)));
    endpoints.extend(with_alias("/comments/{id}", |path| get(path).arcs().reads(item).to(read)));
    endpoints.extend(with_alias("/comments/{id}", |path| put(path).arcs().json().reads(item).to(update)));
    endpoints.extend(with_alias("/comments/{id}", |path| post(path).arcs().json().reads(item).to(update)));
    endpoints.extend(with_alias("/comments/{id}", |path| delete(path).arcs().reads(item).to(remove)));
    endpoints.extend(with_alias("/resources/comments/{id}", |path| get(path).arcs().reads(resource).to(list)));
    endpoints
}

/// The URIs of a resource's comments.
pub(crate) async fn uris_of(store: &Store, resource: &Entity<Resource>) -> Result<Vec<String>, store::Error> {
    if !resource.stored.inbound.contains(Comment::RELATION) {
        return Ok(vec![]);
    }
    let links = store.links(&resource.stored.uri, Comment::RELATION, MOST).await?;
    Ok(links.into_iter().map(|link| link.source).collect())
}

/// The resource that a new comment names.
fn resource_id(body: &Value) -> Option<Uuid> {
    parse_id(body.get("resource_id")?.as_str()?)
}

fn keys_for_create(inputs: &Inputs) -> Vec<Key> {
    let body = inputs.json.as_ref().and_then(|parsed| parsed.as_ref().ok());
    let id = body.and_then(resource_id);
    Vec::from_iter(id.map(|id| key::<Resource>(id)))
}

async fn create(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let body = object(&call)?;
    if !body.get("resource_id").is_some_and(Value::is_string) {
        return Err(Problem::bad_request("resource_id is needed"));
    }
    let id = resource_id(call.json()?).ok_or_else(missing::<Resource>)?;
    let resource = Entity::<Resource>::find(&call.store, &call.fetched, id).await?.ok_or_else(missing::<Resource>)?;
    let content = content(body)?.ok_or_else(|| Problem::bad_request("content is needed"))?;
    let comment = Entity::new(&call.store, author(user), Comment { user: user.uri.clone(), resource: id, content })?;
    let mut transaction = Transaction::new();
    transaction.create(&call.store, &comment.stored).await?;
    transaction.link(&resource.stored.uri, Comment::RELATION, &comment.stored.uri, "");
    // The resource must still be there. The hint is written once: afterwards it is there to stay.
    let hint = (!resource.stored.inbound.contains(Comment::RELATION)).then(|| Comment::RELATION.to_owned());
    transaction.hint(&resource.stored.uri, hint);
    match call.store.commit(transaction).await {
        Err(store::Error::TargetMissing(_)) => return Err(missing::<Resource>()),
        committed => committed?,
    }
    Ok(Reply::json(&Comment::show(&comment)).status(StatusCode::CREATED).with(header::LOCATION, &comment.stored.uri))
}

async fn read(call: Call) -> Result<Reply, Problem> {
    let comment = requested::<Comment>(&call).await?;
    let id = comment.facts.resource;
    let fetched = call.store.fetch([key::<Resource>(id)]).await?;
    let resource = Entity::<Resource>::find(&call.store, &fetched, id).await?;
    // Of a comment whose resource is just being deleted there is nothing to see any more.
    rights::check_visible(&call, &resource.ok_or_else(missing::<Comment>)?.facts)?;
    Ok(Reply::json(&Comment::show(&comment)))
}

async fn update(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let body = object(&call)?;
    let mut comment = requested::<Comment>(&call).await?;
    rights::check_author(&call, user, &comment)?;
    let Some(content) = content(body)? else { return Ok(Reply::json(&Comment::show(&comment))) };
    for _ in 0..ATTEMPTS {
        let seen = comment.stored.revision();
        comment.change(&call.store, author(user), Comment { content: content.clone(), ..comment.facts.clone() })?;
        let mut transaction = Transaction::new();
        transaction.update(&call.store, &comment.stored, seen).await?;
        match call.store.commit(transaction).await {
            Err(store::Error::Stale(_)) => comment = read_again(&call.store, &comment).await?,
            committed => {
                committed?;
                return Ok(Reply::json(&Comment::show(&comment)));
            }
        }
    }
    Err(Problem::stale())
}

async fn remove(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let mut comment = requested::<Comment>(&call).await?;
    rights::check_author(&call, user, &comment)?;
    for _ in 0..ATTEMPTS {
        let mut transaction = Transaction::new();
        transaction.delete(&comment.stored.uri, comment.stored.revision());
        transaction.unlink(&uri::<Resource>(comment.facts.resource), Comment::RELATION, &comment.stored.uri);
        match call.store.commit(transaction).await {
            Err(store::Error::Stale(_)) => comment = read_again(&call.store, &comment).await?,
            committed => {
                committed?;
                return Ok(Reply::nothing());
            }
        }
    }
    Err(Problem::stale())
}

async fn list(call: Call) -> Result<Reply, Problem> {
    let resource = requested::<Resource>(&call).await?;
    rights::check_visible(&call, &resource.facts)?;
    let uris = uris_of(&call.store, &resource).await?;
    let fetched = call.store.fetch(uris.iter().map(|uri| Key::record(uri))).await?;
    let mut comments = vec![];
    for id in uris.iter().filter_map(|uri| parse_id(uri.rsplit('/').next()?)) {
        comments.extend(Entity::<Comment>::find(&call.store, &fetched, id).await?);
    }
    comments.sort_by_key(|comment| (comment.stored.create_time, comment.id));
    Ok(Reply::json(&comments.iter().map(Comment::show).collect::<Vec<_>>()))
}

/// The body: an object that says something.
fn object(call: &Call) -> Result<&Map<String, Value>, Problem> {
    let object = call.json()?.as_object().filter(|object| !object.is_empty());
    object.ok_or_else(|| Problem::bad_request("a JSON object is needed"))
}

/// The text of a comment, if the body has one.
fn content(body: &Map<String, Value>) -> Result<Option<String>, Problem> {
    match body.get("content") {
        None => Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => Err(Problem::bad_request("content is empty")),
        Some(Value::String(text)) if text.chars().count() > LONGEST => {
            Err(Problem::bad_request(format!("content is longer than {LONGEST} characters")))
        }
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Problem::bad_request("content must be a string")),
    }
}
