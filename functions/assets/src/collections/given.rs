//! The resources that a body names.

use std::collections::HashSet;

use api::call::Inputs;
use api::{Call, Problem};
use arcs::entity::{key, parse_id};
use arcs::kinds::Resource;
use arcs::{Entity, membership};
use serde_json::Value;
use store::Key;
use uuid::Uuid;

use api::arcs::requested::missing;

/// Resources that one request may name: as many as there is time to write.
pub(crate) const MOST: usize = 1_000;

/// Resources that are read together with the session, before anybody knows whose it is.
const AHEAD: usize = 40;

/// The keys of the first resources that are named.
pub(crate) fn keys(inputs: &Inputs, property: &str) -> Vec<Key> {
    let body = inputs.json.as_ref().and_then(|parsed| parsed.as_ref().ok());
    let named = body.and_then(|body| body.get(property)?.as_array());
    let ids = named.into_iter().flatten().take(AHEAD).filter_map(|id| parse_id(id.as_str()?));
    ids.map(key::<Resource>).collect()
}

/// The ids in a list, each once, at most [`MOST`]. 400 for what is no list of texts or too long, 404 for a text that is no id.
pub(crate) fn ids(value: &Value, property: &str) -> Result<Vec<Uuid>, Problem> {
    let named = texts(value, property)?;
    if named.len() > MOST {
        let text = format!("{property} names more than {MOST} resources: send them in several requests");
        return Err(Problem::bad_request(text));
    }
    let mut seen = HashSet::new();
    let ids = named.into_iter().map(|id| parse_id(id).ok_or_else(missing::<Resource>));
    let ids: Vec<Uuid> = ids.collect::<Result<_, _>>()?;
    Ok(ids.into_iter().filter(|id| seen.insert(*id)).collect())
}

/// The ids in an order of members, which may name all of them. 400 when one is named twice.
pub(super) fn order(value: &Value) -> Result<Vec<Uuid>, Problem> {
    let named = texts(value, "members")?;
    if named.len() > membership::MOST {
        return Err(Problem::bad_request(format!("a collection has at most {} members", membership::MOST)));
    }
    let ids = named.into_iter().map(|id| parse_id(id).ok_or_else(missing::<Resource>));
    let ids: Vec<Uuid> = ids.collect::<Result<_, _>>()?;
    let mut seen = HashSet::new();
    match ids.iter().find(|id| !seen.insert(**id)) {
        Some(twice) => Err(Problem::bad_request(format!("members names {twice} twice"))),
        None => Ok(ids),
    }
}

fn texts<'a>(value: &'a Value, property: &str) -> Result<Vec<&'a str>, Problem> {
    let texts = value.as_array().and_then(|named| named.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
    texts.ok_or_else(|| Problem::bad_request(format!("{property} must be an array of resource ids")))
}

/// The resources with these ids, which all must be there. A read of those that were not read together with the session.
pub(crate) async fn existing(call: &Call, ids: &[Uuid]) -> Result<Vec<Entity<Resource>>, Problem> {
    let is_unread = |id: &&Uuid| !call.fetched.asked(&key::<Resource>(**id));
    let fetched = call.store.fetch(ids.iter().filter(is_unread).map(|id| key::<Resource>(*id))).await?;
    let mut resources = Vec::with_capacity(ids.len());
    for id in ids {
        let known = if fetched.asked(&key::<Resource>(*id)) { &fetched } else { &call.fetched };
        let found = Entity::<Resource>::find(&call.store, known, *id).await?;
        // One that is suppressed is on its way out.
        let found = found.filter(|resource| !resource.stored.suppressed);
        resources.push(found.ok_or_else(|| Problem::NotFound(format!("no such resource: {id}")))?);
    }
    Ok(resources)
}
