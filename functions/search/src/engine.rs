//! The index as this process has it open.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use api::{Call, Problem};
use index::{FORMAT, Index, Reader, Seal};
use segments::{Blocks, Contents, Files, Manifest};
use store::{Fetched, Store};
use tokio::runtime::Handle;

/// Bytes of the index that are kept in memory.
const ROOM: usize = 256 * 1024 * 1024;

/// What a client reads while there is no index.
const BUILDING: &str = "The search index is being built, try again in a moment";

/// What a client reads when a part of the index is lost.
const DAMAGED: &str = "The search index is damaged and is being rebuilt; no record is lost";

/// The index, opened when it is first searched.
#[derive(Default)]
pub(crate) struct Engine {
    blocks: OnceLock<Blocks>,
    opened: Mutex<Option<Opened>>,
}

#[derive(Clone)]
struct Opened {
    version: u64,
    contents: Contents,
    secret: String,
    index: Index,
}

impl Opened {
    fn reader(&self, caller: &str) -> Reader {
        self.index.reader().sealing(Seal::new(&self.secret, caller))
    }
}

impl Engine {
    /// Looks something up in the index as it is at the moment of the request.
    pub(crate) async fn ask<T, W>(&self, call: &Call, work: W) -> Result<T, Problem>
    where
        T: Send + 'static,
        W: FnOnce(&Reader) -> Result<T, index::Error> + Send + 'static,
    {
        let caller = call.caller.user.as_ref().map_or("", |user| user.uri.as_str());
        let reader = match self.open(&call.store, &call.fetched, caller).await {
            Ok(reader) => reader.ok_or_else(|| Problem::NotReady(BUILDING.to_owned()))?,
            Err(cause) => return Err(self.explain(&call.store, cause).await),
        };
        match store::meter::in_background(move || work(&reader)).await? {
            Ok(found) => Ok(found),
            Err(index::Error::Query(text)) => Err(Problem::BadRequest(text)),
            Err(error) => Err(self.explain(&call.store, error.to_string()).await),
        }
    }

    /// The index of the fetched manifest, or a newer one that is open already; `None` while there is none. The error is for the log.
    async fn open(&self, store: &Store, fetched: &Fetched, caller: &str) -> Result<Option<Reader>, String> {
        let version = Manifest::version_in(fetched).map_err(|error| error.to_string())?;
        if let Some(opened) = self.opened().as_ref().filter(|opened| opened.version >= version) {
            return Ok(Some(opened.reader(caller)));
        }
        let (version, manifest) = Manifest::find_in(fetched).map_err(|error| error.to_string())?;
        let objects = manifest.objects();
        let Some(contents) = manifest.current.filter(|_| manifest.format == FORMAT) else { return Ok(None) };
        // A new version may be about an index that is being built beside this one.
        let same =
            self.opened().as_ref().filter(|opened| opened.contents == contents).map(|opened| opened.index.clone());
        let index = if let Some(index) = same {
            index
        } else {
            let files = Files::open(self.blocks(store), &contents).await.map_err(|error| error.to_string())?;
            let opened = store::meter::in_background(move || Index::open(files)).await;
            opened.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?
        };
        let new = Opened { version, contents, secret: manifest.secret, index };
        let reader = new.reader(caller);
        let mut opened = self.opened();
        if opened.as_ref().is_none_or(|opened| opened.version < version) {
            *opened = Some(new);
            self.blocks(store).keep_only(&objects);
        }
        Ok(Some(reader))
    }

    /// What a failure means. When files are missing or damaged, building the index anew begins.
    async fn explain(&self, store: &Store, cause: String) -> Problem {
        let Some(damage) = self.blocks(store).take_damage() else { return Problem::Unavailable(cause) };
        tracing::error!(damage, cause, "the search index is damaged");
        *self.opened() = None;
        match store.request_indexing(store::work::WHOLE_INDEX).await {
            Ok(()) => Problem::NotReady(DAMAGED.to_owned()),
            Err(error) => error.into(),
        }
    }

    fn blocks(&self, store: &Store) -> &Blocks {
        self.blocks.get_or_init(|| Blocks::new(store.clone(), Handle::current(), ROOM))
    }

    fn opened(&self) -> MutexGuard<'_, Option<Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
