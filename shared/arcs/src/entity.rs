//! ARCS objects as the store keeps them: a typed body, under a URI that ends in a UUID.

use records::record_type::Stored;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{Error, Fetched, Key, Store};
use uuid::Uuid;

/// One kind of ARCS object: what its body says, besides what every record has.
pub trait Kind: Clone + Serialize + DeserializeOwned {
    /// The name it is stored under, known to the records crate.
    const RECORD_TYPE: &'static str;
    /// Where its URIs begin.
    const COLLECTION: &'static str;
    /// The word for it in error texts.
    const NAME: &'static str;
    /// URI of the user who made it.
    fn author(&self) -> &str;
}

/// A kind of object that people attach to a resource, and that goes with it.
pub trait Part: Kind {
    /// The relation to its resource: the name of the links, and of the hint that there are some.
    const RELATION: &'static str;
    /// Id of the resource it is about.
    fn resource(&self) -> Uuid;
    /// The object as clients see it.
    fn show(entity: &Entity<Self>) -> Value;
}

/// Who makes or changes an object.
#[derive(Clone, Copy, Debug)]
pub struct Author<'a> {
    /// The user's URI.
    pub uri: &'a str,
    /// The user's name, which every record notes.
    pub username: &'a str,
}

/// An ARCS object.
#[derive(Clone)]
pub struct Entity<K> {
    /// Its id.
    pub id: Uuid,
    /// Its record, whose body is that of `facts` as of the last reading or writing.
    pub stored: Stored,
    /// What it says.
    pub facts: K,
}

impl<K: Kind> Entity<K> {
    /// A new object, not stored yet. Ids grow with time, so objects listed by URI come in the order of their making.
    pub fn new(store: &Store, author: Author<'_>, facts: K) -> Result<Self, Error> {
        Self::with_id(store, Uuid::now_v7(), author, facts)
    }

    /// A new object under an id that somebody chose, so that it is not made twice.
    pub fn with_id(store: &Store, id: Uuid, author: Author<'_>, facts: K) -> Result<Self, Error> {
        let now = store.clock().now();
        let stored = Stored {
            record_type: K::RECORD_TYPE,
            uri: uri::<K>(id),
            lock_version: 0,
            silent: 0,
            created_by: Some(author.username.to_owned()),
            last_modified_by: Some(author.username.to_owned()),
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

    /// The object in a record, which must be of this kind.
    pub fn read(stored: Stored) -> Result<Self, Error> {
        let id = stored.uri.rsplit('/').next().and_then(parse_id);
        let facts = serde_json::from_value(Value::Object(stored.body.clone()));
        match (id, facts) {
            (Some(id), Ok(facts)) => Ok(Self { id, stored, facts }),
            (_, Err(error)) => Err(Error::Unavailable(format!("damaged {}: {error}", stored.uri))),
            (None, _) => Err(Error::Unavailable(format!("{} ends in no id", stored.uri))),
        }
    }

    /// The object with this id among fetched items.
    pub async fn find(store: &Store, fetched: &Fetched, id: Uuid) -> Result<Option<Self>, Error> {
        store.record_in(fetched, &uri::<K>(id)).await?.map(Self::read).transpose()
    }

    /// The object with this id, read now.
    pub async fn get(store: &Store, id: Uuid) -> Result<Option<Self>, Error> {
        Self::find(store, &store.fetch([key::<K>(id)]).await?, id).await
    }

    /// Takes over changed facts, as a new version that is still to be stored.
    pub fn change(&mut self, store: &Store, author: Author<'_>, facts: K) -> Result<(), Error> {
        self.stored.body = body(&facts)?;
        self.facts = facts;
        self.stored.lock_version += 1;
        self.stored.last_modified_by = Some(author.username.to_owned());
        self.stored.user_mtime = store.clock().now();
        self.stored.system_mtime = self.stored.user_mtime;
        Ok(())
    }

    /// Takes over changed facts that are no change in the eyes of people: `modified` stays. Still to be stored.
    pub fn change_silently(&mut self, store: &Store, facts: K) -> Result<(), Error> {
        self.stored.body = body(&facts)?;
        self.facts = facts;
        self.stored.silent += 1;
        self.stored.system_mtime = store.clock().now();
        Ok(())
    }
}

/// URI of the object with this id.
pub fn uri<K: Kind>(id: Uuid) -> String {
    format!("{}/{id}", K::COLLECTION)
}

/// The key of the object with this id.
pub fn key<K: Kind>(id: Uuid) -> Key {
    Key::record(&uri::<K>(id))
}

/// An id in the one spelling that is taken: hyphens in their places, case as it likes.
pub fn parse_id(text: &str) -> Option<Uuid> {
    if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
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
