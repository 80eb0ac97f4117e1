//! Metadata: what people say about a resource by key. It lives in the resource's record, and writing it does not count as a
//! modification of the resource.

use std::collections::BTreeMap;

use api::{Call, Endpoint, Problem, Reply, get, post, put};
use arcs::Entity;
use arcs::kinds::Resource;
use http::StatusCode;
use serde_json::{Value, json};
use store::{Key, Transaction};

use crate::{rights, versions, with_alias};
use api::arcs::requested::{key_in_path, read_again, requested};

/// Characters of a key.
const LONGEST_KEY: usize = 50;

/// Characters of a value.
const LONGEST_VALUE: usize = 10_000;

/// Keys of one resource.
const MOST_KEYS: usize = 200;

/// Bytes of all keys and values of one resource: lists read them with it.
const MOST_BYTES: usize = 100_000;

/// How often a change is made again because another one came first: they are merged.
const ATTEMPTS: usize = 8;

/// The routes. The original has them below the resources as well.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let keys = |inputs: &api::call::Inputs| -> Vec<Key> { Vec::from_iter(key_in_path::<Resource>(inputs)) };
    let mut endpoints = vec![];
    for path in ["/metadata/{id}", "/resources/metadata/{id}"] {
        endpoints.extend(with_alias(path, |path| get(path).arcs().reads(keys).to(read)));
        endpoints.extend(with_alias(path, |path| post(path).arcs().json().reads(keys).to(write)));
        endpoints.extend(with_alias(path, |path| put(path).arcs().json().reads(keys).to(write)));
    }
    endpoints
}

async fn read(call: Call) -> Result<Reply, Problem> {
    let resource = requested::<Resource>(&call).await?;
    rights::check_visible(&call, &resource.facts)?;
    Ok(versions::show(&call, &resource.stored, Reply::json(&resource.facts.metadata)))
}

async fn write(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let body = call.json()?;
    let mut resource = requested::<Resource>(&call).await?;
    rights::check_author(&call, user, &resource)?;
    let changes = changes(body)?;
    for _ in 0..ATTEMPTS {
        let metadata = merge(&resource.facts.metadata, &changes)?;
        versions::check(&call, &resource.stored)?;
        match keep(&call, &mut resource, metadata).await {
            Err(store::Error::Stale(_)) => resource = read_again(&call.store, &resource).await?,
            kept => {
                kept?;
                let reply = Reply::json(&json!({})).status(StatusCode::CREATED);
                return Ok(versions::show(&call, &resource.stored, reply));
            }
        }
    }
    Err(Problem::stale())
}

/// What is said of a new resource. Nothing is fine, too.
pub(crate) fn of_new(given: &serde_json::Map<String, Value>) -> Result<BTreeMap<String, String>, Problem> {
    if given.is_empty() {
        return Ok(BTreeMap::new());
    }
    merge(&BTreeMap::new(), &changes(&Value::Object(given.clone()))?)
}

/// What is to be said under each key; `None` for nothing more.
type Changes = BTreeMap<String, Option<String>>;

/// Reads a body. One value that does not fit refuses all of it.
fn changes(body: &Value) -> Result<Changes, Problem> {
    let object = body.as_object().filter(|object| !object.is_empty());
    let object = object.ok_or_else(|| Problem::bad_request("a JSON object with keys and texts is needed"))?;
    object.iter().map(|(key, value)| Ok((checked_key(key)?, checked_value(key, value)?))).collect()
}

fn checked_key(key: &str) -> Result<String, Problem> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte);
    if (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(is_plain) {
        return Ok(key.to_owned());
    }
    Err(Problem::bad_request(format!("a key has 1 to {LONGEST_KEY} letters, digits or any of _.:-")))
}

fn checked_value(key: &str, value: &Value) -> Result<Option<String>, Problem> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) if text.chars().count() > LONGEST_VALUE => {
            Err(Problem::bad_request(format!("{key} is longer than {LONGEST_VALUE} characters")))
        }
        Value::String(text) => Ok(Some(text.clone())),
        _ => Err(Problem::bad_request(format!("{key} must be a string"))),
    }
}

fn merge(now: &BTreeMap<String, String>, changes: &Changes) -> Result<BTreeMap<String, String>, Problem> {
    let mut merged = now.clone();
    for (key, value) in changes {
        match value {
            Some(text) => merged.insert(key.clone(), text.clone()),
            None => merged.remove(key),
        };
    }
    if merged.len() > MOST_KEYS {
        return Err(Problem::bad_request(format!("a resource has at most {MOST_KEYS} keys")));
    }
    if merged.iter().map(|(key, text)| key.len() + text.len()).sum::<usize>() > MOST_BYTES {
        return Err(Problem::bad_request(format!("the metadata of a resource has at most {MOST_BYTES} bytes")));
    }
    Ok(merged)
}

async fn keep(
    call: &Call,
    resource: &mut Entity<Resource>,
    metadata: BTreeMap<String, String>,
) -> Result<(), store::Error> {
    if metadata == resource.facts.metadata {
        return Ok(());
    }
    let seen = resource.stored.revision();
    resource.change_silently(&call.store, Resource { metadata, ..resource.facts.clone() })?;
    let mut transaction = Transaction::new();
    transaction.update(&call.store, &resource.stored, seen).await?;
    call.store.commit(transaction).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(body: &Value) -> Result<BTreeMap<String, String>, Problem> {
        let now = [("a", "1"), ("b", "2")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        merge(&BTreeMap::from(now), &changes(body)?)
    }

    #[test]
    fn what_is_given_is_set_or_removed_and_the_rest_stays() {
        let after = merged(&json!({ "a": "x", "b": null, "c": "3", "d": "" })).unwrap();
        assert_eq!(json!(after), json!({ "a": "x", "c": "3" }));
    }

    #[test]
    fn one_mistake_refuses_everything() {
        let long = "k".repeat(LONGEST_KEY + 1);
        for body in [
            json!({}),
            json!([]),
            json!("x"),
            json!({ "a": "x", "b": 7 }),
            json!({ "a": ["x"] }),
            json!({ "a": true }),
            json!({ "": "x" }),
            json!({ "a b": "x" }),
            json!({ "a#b": "x" }),
            json!({ "\u{e9}": "x" }),
            json!({ long: "x" }),
            json!({ "a": "x".repeat(LONGEST_VALUE + 1) }),
        ] {
            assert!(merged(&body).is_err(), "{body:.80}");
        }
    }

    #[test]
    fn there_is_room_for_so_much() {
        let many = |count: usize, size: usize| {
            Value::Object((0..count).map(|number| (format!("key{number}"), json!("x".repeat(size)))).collect())
        };
        assert!(merged(&many(MOST_KEYS - 2, 100)).is_ok());
        assert!(merged(&many(MOST_KEYS - 1, 1)).is_err());
        assert!(merged(&many(11, 9_900)).is_err());
    }
}
