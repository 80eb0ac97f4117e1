//! An upload that somebody works on: what it says, and the version of that.

use serde_json::Value;
use store::documents::Document;
use store::uploads::Object;
use store::uploads::parts::Parts;
use store::{Error, Fetched, Key, Store, Transaction};
use uuid::Uuid;

use crate::entry::{Entry, GivenUp, State, Upload};

/// An upload as it was read or written last. Who saves it after somebody else did gets [`Error::Stale`].
#[derive(Clone, Debug)]
pub struct Held {
    /// Its id, and that of the resource that it will be.
    pub id: Uuid,
    /// What it says.
    pub upload: Upload,
    pub(crate) version: u64,
}

impl Held {
    /// A new upload, not stored yet.
    pub fn new(id: Uuid, upload: Upload) -> Self {
        Self { id, upload, version: 0 }
    }

    /// The upload with this id among fetched items ([`Key::upload`]); `None` when there is none, it was given up, or its id is used
    /// otherwise.
    pub fn find(fetched: &Fetched, id: Uuid) -> Result<Option<Self>, Error> {
        let found = Self::stored(fetched, id)?;
        Ok(found.filter(|held| !matches!(held.upload.state, State::GivenUp(_))))
    }

    /// As [`Self::find`], of an upload that was given up as well.
    pub(crate) fn stored(fetched: &Fetched, id: Uuid) -> Result<Option<Self>, Error> {
        let Some(document) = Store::document_in(fetched, &Key::upload(id))? else { return Ok(None) };
        match read(&document)? {
            Entry::Upload(upload) => Ok(Some(Self { id, upload: *upload, version: document.version })),
            _ => Ok(None),
        }
    }

    /// The upload with this id, read now.
    pub async fn get(store: &Store, id: Uuid) -> Result<Option<Self>, Error> {
        Self::find(&store.fetch([Key::upload(id)]).await?, id)
    }

    /// Where its bytes come in.
    pub fn object(&self) -> Object {
        Object::pending(self.id)
    }

    /// The object in parts that its client writes.
    pub fn parts(&self) -> Option<Parts> {
        self.upload.parts.as_ref().map(|parts| Parts { object: self.object(), id: parts.id.clone() })
    }

    /// As [`Self::save`], in one transaction with what `more` adds.
    pub async fn save_with(&mut self, store: &Store, more: impl FnOnce(&mut Transaction)) -> Result<(), Error> {
        let mut transaction = Transaction::new();
        self.write(&mut transaction, self.version)?;
        more(&mut transaction);
        store.commit(transaction).await?;
        self.version += 1;
        Ok(())
    }

    /// Writes what it says now, provided that nobody else did meanwhile.
    pub async fn save(&mut self, store: &Store) -> Result<(), Error> {
        self.save_with(store, |_| {}).await
    }

    /// Writes another state, provided that nobody else did meanwhile.
    pub async fn turn(&mut self, store: &Store, state: State) -> Result<(), Error> {
        let former = std::mem::replace(&mut self.upload.state, state);
        let saved = self.save(store).await;
        if saved.is_err() {
            self.upload.state = former;
        }
        saved
    }

    /// What it is after a transaction that turns it into another state.
    pub(crate) fn turned(&self, state: State) -> Self {
        let upload = Upload { state, ..self.upload.clone() };
        Self { id: self.id, upload, version: self.version + 1 }
    }

    /// Puts what it says now into a transaction that follows on the `seen` version.
    pub(crate) fn write(&self, transaction: &mut Transaction, seen: u64) -> Result<(), Error> {
        let entry = Entry::Upload(Box::new(self.upload.clone()));
        transaction.set_document(Key::upload(self.id), seen, &body(&entry)?)
    }

    /// Gives it up, whatever it was at: nobody finds it any more, whoever works on it can save nothing, and its objects go. `false`: the
    /// item stays for the sweep, because a copy that somebody has begun may come to its place after all this.
    ///
    /// [`Error::Stale`]: somebody has worked on it since it was read, and nothing is changed.
    pub async fn give_up(&mut self, store: &Store) -> Result<bool, Error> {
        let placing = match &self.upload.state {
            State::Placing(placing) => Some(Box::new(placing.clone())),
            _ => None,
        };
        let (since, is_over) = (store.clock().now(), placing.is_none());
        self.turn(store, State::GivenUp(GivenUp { since, placing })).await?;
        self.clear(store).await?;
        if is_over {
            match self.forget(store).await {
                // The sweep was faster.
                Ok(()) | Err(Error::Stale(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(is_over)
    }

    /// Clears away what its worker has brought to its place after it was given up.
    pub(crate) async fn clear_given_up(&self, store: &Store) -> Result<(), Error> {
        match Self::stored(&store.fetch([Key::upload(self.id)]).await?, self.id)? {
            Some(now) if matches!(now.upload.state, State::GivenUp(_)) => now.clear(store).await,
            _ => Ok(()),
        }
    }

    /// Removes it, provided that nobody else wrote it meanwhile. Its objects have to be gone.
    pub(crate) async fn forget(&self, store: &Store) -> Result<(), Error> {
        let mut transaction = Transaction::new();
        transaction.remove_document(Key::upload(self.id), self.version);
        store.commit(transaction).await
    }

    /// Removes the objects of an upload that is given up or over. Who works on it has to be stopped before ([`Self::give_up`]).
    pub(crate) async fn clear(&self, store: &Store) -> Result<(), Error> {
        if let Some(parts) = self.parts() {
            store.abort_parts(&parts).await?;
        }
        if let State::GivenUp(GivenUp { placing: Some(placing), .. }) = &self.upload.state {
            let object = Object::blob(&placing.sums.sha256);
            if let Some((id, _)) = &placing.copy {
                store.abort_parts(&Parts { object, id: id.clone() }).await?;
            }
            store.discard_blob(&placing.sums.sha256).await?;
        }
        store.delete_object(&self.object()).await
    }
}

/// What a document says.
pub(crate) fn read(document: &Document) -> Result<Entry, Error> {
    serde_json::from_value(Value::Object(document.body.clone())).map_err(damaged)
}

/// The document of an entry.
pub(crate) fn body(entry: &Entry) -> Result<serde_json::Map<String, Value>, Error> {
    match serde_json::to_value(entry).map_err(damaged)? {
        Value::Object(body) => Ok(body),
        other => Err(damaged(other)),
    }
}

fn damaged(what: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("damaged upload: {what}"))
}
