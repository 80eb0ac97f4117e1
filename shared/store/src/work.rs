//! Work that is too much for one step of the stream's consumer, kept in the table until it is done.
//!
//! A piece of work is an item; writing it puts it into the stream, so that it comes to the consumer like any other change. The
//! consumer does a part, writes down how far it came, and by that gets the rest. Nothing has to be called, and nothing is
//! lost when it fails half way.

use records::Body;

use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::transaction::Transaction;

/// The first part of the keys of all work on the search index.
const INDEXING: &str = "indexing";

/// The name of the work of building the whole index.
pub const WHOLE_INDEX: &str = "all";

/// Milliseconds after which work that has not moved is pushed again: its place in the stream was lost.
const FORGOTTEN: i64 = 5 * 60 * 1000;

impl Key {
    /// A piece of work on the search index. `name` is a URI or a word.
    pub fn indexing(name: &str) -> Self {
        Self { pk: INDEXING.to_owned(), sk: format!("work#{name}") }
    }
}

impl Transaction {
    fn note_indexing(&mut self, name: &str, state: &Body, moment: i64) -> Result<(), Error> {
        let state = serde_json::to_string(state).map_err(Error::damaged)?;
        // The moment also keeps two states from being equal: what does not change anything does not come with the stream.
        self.set(Key::indexing(name), [("e", item::text(&state)), ("m", item::number(moment))]);
        Ok(())
    }
}

impl Store {
    /// Writes down how far a piece of work on the search index has come. By that it comes back as a change of the table.
    pub async fn note_indexing(&self, name: &str, state: &Body) -> Result<(), Error> {
        let mut transaction = Transaction::new();
        transaction.note_indexing(name, state, self.clock().milliseconds())?;
        self.commit(transaction).await
    }

    /// Begins a piece of work on the search index, unless it is under way.
    pub async fn request_indexing(&self, name: &str) -> Result<(), Error> {
        let key = Key::indexing(name);
        let fetched = self.fetch([key.clone()]).await?;
        let Some(found) = fetched.item(&key) else { return self.note_indexing(name, &Body::new()).await };
        let moment: i64 = item::get_number(found, "m")?;
        if self.clock().milliseconds() - moment < FORGOTTEN {
            return Ok(());
        }
        let state: Body = serde_json::from_str(item::get_text(found, "e")?).map_err(Error::damaged)?;
        self.note_indexing(name, &state).await
    }

    /// Ends a piece of work on the search index.
    pub async fn end_indexing(&self, name: &str) -> Result<(), Error> {
        let mut transaction = Transaction::new();
        transaction.remove(Key::indexing(name));
        self.commit(transaction).await
    }

    /// A piece of work on the search index, with the state it is in; `None` when it is done.
    pub async fn read_indexing(&self, name: &str) -> Result<Option<Body>, Error> {
        let key = Key::indexing(name);
        let fetched = self.fetch([key.clone()]).await?;
        let Some(found) = fetched.item(&key) else { return Ok(None) };
        serde_json::from_str(item::get_text(found, "e")?).map(Some).map_err(Error::damaged)
    }
}
