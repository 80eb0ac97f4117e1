//! ARCS objects as the store keeps them: a typed body, under a URI that ends in a UUID.

use api::caller::User;
use api::{Call, Problem};
use records::record_type::Stored;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{Fetched, Key, Store};
use uuid::Uuid;

/// One kind of ARCS object: what its body says, besides what every record has.
pub(crate) trait Kind: Serialize + DeserializeOwned {
    /// The name it is stored under, known to the records crate.
    const RECORD_TYPE: &'static str;
    /// Where its URIs begin.
    const COLLECTION: &'static str;
    /// The word for it in error texts.
    const NAME: &'static str;
    /// URI of the user who made it.
    fn author(&self) -> &str;
}

/// An ARCS object.
pub(crate) struct Entity<K> {
    /// Its id.
    pub(crate) id: Uuid,
    /// Its record, whose body is that of `facts` as of the last reading or writing.
    pub(crate) stored: Stored,
    /// What it says.
    pub(crate) facts: K,
}

impl<K: Kind> Entity<K> {
    /// A new object, not stored yet. Ids grow with time, so objects listed by URI come in the order of their making.
    pub(crate) fn new(call: &Call, user: &User, facts: K) -> Result<Self, Problem> {
        let (id, now) = (Uuid::now_v7(), call.store.clock().now());
        let stored = Stored {
            record_type: K::RECORD_TYPE,
            uri: uri::<K>(id),
            lock_version: 0,
            silent: 0,
            created_by: Some(user.username.clone()),
            last_modified_by: Some(user.username.clone()),
            create_time: now,
            user_mtime: now,
            system_mtime: now,
            suppressed: false,
            inbound: std::collections::BTreeSet::new(),
            place: None,
            body: body(&facts)?,
        };
        Ok(Self { id, stored, facts })
    }

    /// The object with this id among fetched items.
    pub(crate) async fn find(store: &Store, fetched: &Fetched, id: Uuid) -> Result<Option<Self>, Problem> {
        let Some(stored) = store.record_in(fetched, &uri::<K>(id)).await? else { return Ok(None) };
        let facts = serde_json::from_value(Value::Object(stored.body.clone()))
            .map_err(|error| Problem::Unavailable(format!("damaged {}: {error}", stored.uri)))?;
        Ok(Some(Self { id, stored, facts }))
    }

    /// The object that the path names, read together with the session ([`key_in_path`]).
    pub(crate) async fn requested(call: &Call) -> Result<Self, Problem> {
        let found = match id_in_path(call.inputs()) {
            Some(id) => Self::find(&call.store, &call.fetched, id).await?,
            None => None,
        };
        found.ok_or_else(missing::<K>)
    }

    /// The object as it is now, for a second attempt.
    pub(crate) async fn read_again(&self, store: &Store) -> Result<Self, Problem> {
        let fetched = store.fetch([Key::record(&self.stored.uri)]).await?;
        Self::find(store, &fetched, self.id).await?.ok_or_else(missing::<K>)
    }

    /// Takes over changed facts, as a new version that is still to be stored.
    pub(crate) fn change(&mut self, store: &Store, user: &User, facts: K) -> Result<(), store::Error> {
        self.stored.body = body(&facts)?;
        self.facts = facts;
        self.stored.lock_version += 1;
        self.stored.last_modified_by = Some(user.username.clone());
        self.stored.user_mtime = store.clock().now();
        self.stored.system_mtime = self.stored.user_mtime;
        Ok(())
    }
}

/// The 404 for a kind of object.
pub(crate) fn missing<K: Kind>() -> Problem {
    Problem::NotFound(format!("no such {}", K::NAME))
}

/// URI of the object with this id.
pub(crate) fn uri<K: Kind>(id: Uuid) -> String {
    format!("{}/{id}", K::COLLECTION)
}

/// An id in the one spelling that is taken: hyphens in their places, case as it likes.
pub(crate) fn parse_id(text: &str) -> Option<Uuid> {
    if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
}

fn id_in_path(inputs: &api::call::Inputs) -> Option<Uuid> {
    parse_id(inputs.scalar("id")?)
}

/// The key of the object that the path names, as far as it names one.
pub(crate) fn key_in_path<K: Kind>(inputs: &api::call::Inputs) -> Option<Key> {
    id_in_path(inputs).map(|id| Key::record(&uri::<K>(id)))
}

fn body<K: Kind>(facts: &K) -> Result<records::Body, store::Error> {
    match serde_json::to_value(facts) {
        Ok(Value::Object(body)) => Ok(body),
        Ok(_) => Err(store::Error::Unavailable(format!("{} without properties", K::NAME))),
        Err(error) => Err(store::Error::Unavailable(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::parse_id;

    #[test]
    fn only_uuids_are_ids() {
        assert!(parse_id("240c43e9-6e3c-449c-9f30-e17d44216658").is_some());
        let hostile = [
            "",
            "1",
            "240c43e96e3c449c9f30e17d44216658",
            "{240c43e9-6e3c-449c-9f30-e17d44216658}",
            "urn:uuid:240c43e9-6e3c-449c-9f30-e17d44216658",
            "240c43e9-6e3c-449c-9f30-e17d4421665#",
            "../../../users/1/credential/aaaaaaaaa",
            "240c43e9-6e3c-449c-9f30-e17d442166589",
        ];
        for text in hostile {
            assert!(parse_id(text).is_none(), "{text:?}");
        }
    }
}
