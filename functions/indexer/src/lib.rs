//! What is derived from the table's stream: the search index, the folded membership of collections, and the end of hints
//! whose links are gone, and of links whose records are.
//!
//! The index follows the table, and can be built from it at any time. Folding is not needed for a right answer: readers see the log of
//! changes as well; it keeps that log short. Every step here can be repeated.

mod affected;
mod arcs;
mod below;
mod crowded;
mod dangling;
mod due;
mod error;
mod exposure;
mod follow;
mod gather;
mod hints;
mod public;
mod rebuild;
mod searched;
mod update;
mod work;

use std::sync::OnceLock;

use affected::Affected;
use due::Due;
use records::Body;
use segments::Blocks;
use serde_json::Value;
use store::Store;
use store::work::WHOLE_INDEX;
use tokio::runtime::Handle;
use update::{Outcome, Updates, Which};

pub use error::Error;
pub use update::apply;

/// The consumer of the table's stream.
pub struct Indexer {
    store: Store,
    due: Due,
    room: usize,
    blocks: OnceLock<Blocks>,
}

impl Indexer {
    /// A consumer that keeps at most `room` bytes of the index in memory.
    pub fn new(store: Store, room: usize) -> Self {
        Self { store, due: Due::default(), room, blocks: OnceLock::new() }
    }

    /// Takes a batch of stream records: the event that Lambda hands over.
    pub async fn handle(&self, event: &Value) -> Result<(), Error> {
        let affected = Affected::by(event);
        for collection in &affected.collections {
            self.due.note(collection, self.store.clock().now());
        }
        let beside = async {
            self.fold_due().await?;
            dangling::cut(&self.store, affected.made.clone()).await?;
            exposure::add_told(&self.store, affected.made.keys()).await?;
            exposure::follow_all(&self.store, &affected.exposed).await?;
            hints::narrow(&self.store, affected.unlinked.clone()).await?;
            Ok::<(), Error>(())
        };
        // On the heap: what it takes to change the index is large.
        let (indexed, beside) = tokio::join!(Box::pin(self.index(&affected)), Box::pin(beside));
        indexed?;
        beside
    }

    /// Folds the collections whose turn it is.
    pub async fn fold_due(&self) -> Result<(), store::Error> {
        for collection in self.due.take(self.store.clock().now()) {
            if self.store.fold(&collection).await? {
                self.due.note(&collection, self.store.clock().now());
            }
        }
        Ok(())
    }

    /// Has the index built anew: the stream brings the steps.
    pub async fn request_rebuild(&self) -> Result<(), store::Error> {
        self.store.note_indexing(WHOLE_INDEX, &Body::new()).await
    }

    /// Builds the index anew, and returns when it is complete.
    pub async fn rebuild(&self) -> Result<(), Error> {
        self.request_rebuild().await?;
        while self.store.read_indexing(WHOLE_INDEX).await?.is_some() {
            rebuild::resume(&self.updates(), WHOLE_INDEX).await?;
        }
        Ok(())
    }

    async fn index(&self, affected: &Affected) -> Result<(), Error> {
        let updates = self.updates();
        let mut records = affected.records.clone();
        // What names a repository from outside, locations, is found like all that refers to a record.
        records.extend(follow::follow_all(&self.store, &affected.seen_elsewhere).await?);
        records.extend(below::follow_all(&self.store, &affected.seen_below).await?);
        for repository in affected.seen_elsewhere.iter().filter(|uri| searched::is_repository(uri)) {
            // From the beginning, though it may be under way: what was indexed before shows what the repository was.
            self.store.note_indexing(&format!("{}{repository}", rebuild::REPOSITORY), &Body::new()).await?;
        }
        if !records.is_empty() && updates.update(Which::Every, &records).await? == Outcome::NoIndex {
            self.store.request_indexing(WHOLE_INDEX).await?;
        }
        for shown in &affected.shown {
            arcs::showing::follow(&updates, shown).await?;
        }
        for name in &affected.work {
            if let Some(shown) = name.strip_prefix(arcs::showing::PREFIX) {
                arcs::showing::resume(&updates, name, shown).await?;
            } else if let Some(target) = name.strip_prefix(follow::PREFIX) {
                follow::resume(&updates, name, target).await?;
            } else if let Some(node) = name.strip_prefix(below::PREFIX) {
                below::resume(&updates, name, node).await?;
            } else if let Some(uri) = name.strip_prefix(exposure::PREFIX) {
                exposure::resume(&self.store, name, uri).await?;
            } else if let Some(target) = name.strip_prefix(crowded::PREFIX) {
                crowded::resume(&self.store, name, target).await?;
            } else {
                rebuild::resume(&updates, name).await?;
            }
        }
        Ok(())
    }

    fn updates(&self) -> Updates<'_> {
        let blocks = self.blocks.get_or_init(|| Blocks::new(self.store.clone(), Handle::current(), self.room));
        Updates { store: &self.store, blocks }
    }
}
