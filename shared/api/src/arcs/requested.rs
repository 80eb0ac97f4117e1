//! The ARCS objects that a request is about.

use ::arcs::entity::{self, parse_id};
use ::arcs::{Author, Entity, Kind};
use store::{Key, Store};
use uuid::Uuid;

use crate::call::Inputs;
use crate::caller::User;
use crate::{Call, Problem};

/// The object that the path names, read together with the session ([`key_in_path`]).
pub async fn requested<K: Kind>(call: &Call) -> Result<Entity<K>, Problem> {
    let found = match id_in_path(call.inputs()) {
        Some(id) => Entity::find(&call.store, &call.fetched, id).await?,
        None => None,
    };
    found.ok_or_else(missing::<K>)
}

/// An object as it is now, for a second attempt.
pub async fn read_again<K: Kind>(store: &Store, seen: &Entity<K>) -> Result<Entity<K>, Problem> {
    Entity::get(store, seen.id).await?.ok_or_else(missing::<K>)
}

/// The 404 for a kind of object.
pub fn missing<K: Kind>() -> Problem {
    Problem::NotFound(format!("no such {}", K::NAME))
}

/// The key of the object that the path names, as far as it names one.
pub fn key_in_path<K: Kind>(inputs: &Inputs) -> Option<Key> {
    id_in_path(inputs).map(entity::key::<K>)
}

/// The caller, as who makes or changes an object.
pub fn author(user: &User) -> Author<'_> {
    Author { uri: &user.uri, username: &user.username }
}

/// The id that the path names, if it is one.
pub fn id_in_path(inputs: &Inputs) -> Option<Uuid> {
    parse_id(inputs.scalar("id")?)
}
