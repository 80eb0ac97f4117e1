//! Finding users by what ARCS calls them.

use api::arcs::user_uri;
use api::call::Inputs;
use api::{Call, Problem};
use arcs::entity::parse_id;
use serde_json::Value;
use store::{Key, Store};

use crate::account::{Account, keys, username_guard};

/// The user whom the path names by id.
pub(super) fn keys_in_path(inputs: &Inputs) -> Vec<Key> {
    inputs.scalar("id").and_then(uri_of).map(|uri| keys(&uri).to_vec()).unwrap_or_default()
}

/// The user whom the path names by id or username.
pub(super) fn keys_of_reference(inputs: &Inputs) -> Vec<Key> {
    let reference = inputs.scalar("ref").unwrap_or_default();
    uri_of(reference).map_or_else(|| vec![username_guard(reference)], |uri| keys(&uri).to_vec())
}

/// Which users there are.
pub(super) fn keys_of_list() -> Vec<Key> {
    vec![Key::members("/users")]
}

/// The account that the path names by id, read together with the session.
pub(super) async fn requested(call: &Call) -> Result<Account, Problem> {
    let uri = call.inputs().scalar("id").and_then(uri_of);
    let found = match uri {
        Some(uri) => Account::find(&call.store, &call.fetched, &uri).await?,
        None => None,
    };
    found.ok_or_else(missing)
}

/// The account that the path names by id or username.
pub(super) async fn referred(call: &Call) -> Result<Account, Problem> {
    let reference = call.inputs().scalar("ref").unwrap_or_default();
    if let Some(uri) = uri_of(reference) {
        return Account::find(&call.store, &call.fetched, &uri).await?.ok_or_else(missing);
    }
    let uri = Store::owner_in(&call.fetched, &username_guard(reference)).ok_or_else(missing)?;
    read(call, &uri).await
}

/// An account as it is now.
pub(super) async fn read(call: &Call, uri: &str) -> Result<Account, Problem> {
    let fetched = call.store.fetch(keys(uri)).await?;
    Account::find(&call.store, &fetched, uri).await?.ok_or_else(missing)
}

/// The users of an archive from one place of their list on, and how many there are.
pub(super) async fn page(call: &Call, skipped: usize, size: usize) -> Result<(Vec<Account>, u64), Problem> {
    let members = call.store.members("/users", &call.fetched).await?;
    let uris: Vec<String> =
        members.live.iter().skip(skipped).take(size).map(|number| format!("/users/{number}")).collect();
    let fetched = call.store.fetch(uris.iter().flat_map(|uri| keys(uri))).await?;
    let mut accounts = vec![];
    for uri in &uris {
        accounts.extend(Account::find(&call.store, &fetched, uri).await?);
    }
    Ok((accounts, members.live.len()))
}

/// The 404 for a user.
pub(super) fn missing() -> Problem {
    Problem::NotFound("no such user".to_owned())
}

/// A text of a body that was read ahead.
pub(super) fn text_of<'a>(inputs: &'a Inputs, property: &str) -> Option<&'a str> {
    inputs.json.as_ref()?.as_ref().ok()?.get(property).and_then(Value::as_str)
}

fn uri_of(id: &str) -> Option<String> {
    user_uri(parse_id(id)?)
}
