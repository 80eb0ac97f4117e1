//! Work that is too much for one step of the stream's consumer, kept in the table until it is done.
//!
//! A piece of work is an item; writing it puts it into the stream, so that it comes to the consumer like any other change. The
//! consumer does a part, writes down how far it came, and by that gets the rest. Nothing has to be called, and nothing is
//! lost when it fails half way.

use records::Body;

use crate::Store;
use crate::error::Error;
use crate::item::{self, Item};
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write, with_key};

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
        let Some(known) = self.read_indexing(name).await? else { return self.note_indexing(name, &Body::new()).await };
        if self.clock().milliseconds() - known.moment < FORGOTTEN {
            return Ok(());
        }
        self.note_indexing(name, &known.state).await
    }

    /// A piece of work on the search index; `None` when it is done.
    pub async fn read_indexing(&self, name: &str) -> Result<Option<Work>, Error> {
        let key = Key::indexing(name);
        let fetched = self.fetch([key.clone()]).await?;
        fetched.item(&key).map(work).transpose()
    }

    /// Writes down how far a piece of work on the search index has come; `false` when it was written again since it was read: then it
    /// begins there, and has come back already.
    pub async fn continue_indexing(&self, name: &str, done: &Work, state: &Body) -> Result<bool, Error> {
        let state = serde_json::to_string(state).map_err(Error::damaged)?;
        // Never the moment that it was read with: then what does the same again would not be told from what is done.
        let moment = self.clock().milliseconds().max(done.moment + 1);
        let key = Key::indexing(name);
        let put = Write::Put(with_key(&key, [("e", item::text(&state)), ("m", item::number(moment))]));
        let mut transaction = Transaction::new();
        let change = Change::new(put).when("m = :seen", Meaning::Stale).with(":seen", item::number(done.moment));
        transaction.changes.insert(key, change);
        match self.commit(transaction).await {
            Err(Error::Stale(_)) => Ok(false),
            written => written.map(|()| true),
        }
    }

    /// Ends a piece of work on the search index, unless it was written again since it was read: then that is to be done.
    pub async fn end_indexing(&self, name: &str, done: &Work) -> Result<(), Error> {
        let delete = Change::new(Write::Delete)
            .when("attribute_not_exists(pk) OR m = :seen", Meaning::Stale)
            .with(":seen", item::number(done.moment));
        let mut transaction = Transaction::new();
        transaction.changes.insert(Key::indexing(name), delete);
        match self.commit(transaction).await {
            Err(Error::Stale(_)) => Ok(()),
            ended => ended,
        }
    }
}

/// A piece of work.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// How far it has come.
    pub state: Body,
    moment: i64,
}

fn work(item: &Item) -> Result<Work, Error> {
    let state = serde_json::from_str(item::get_text(item, "e")?).map_err(Error::damaged)?;
    Ok(Work { state, moment: item::get_number(item, "m")? })
}
