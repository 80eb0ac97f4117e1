//! Changes of the index: what is there now, with other documents for some records, put in the place of what was there.
//!
//! Records are read after the manifest and before it is switched. Whoever switched it in between makes it all be done again, so of two
//! that change the same record at once, the one that comes later has read the newer state.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use index::arcs::{Part, Wanted};
use index::{Asked, Change, Index, Request, Scope, SortKey, Writing};
use segments::{Blocks, Contents, Files, Manifest};
use store::Store;

use crate::error::Error;
use crate::gather::gather;

/// How often a change is made again when others are faster.
const ATTEMPTS: u32 = 10;

/// Bytes of memory for the documents of a change: what a thousand of them take.
const MEMORY: usize = 15_000_000;

/// Segments of about a size before they become one.
const FAN: usize = 4;

/// Segments with more documents are not merged any more. A merge is made in memory: this many descriptions with long notes are 200 MB
/// of index, and take up to 900 MB while they become one object.
const LARGEST: usize = 75_000;

/// What the documents look like. Raised with every change of them: then the index is built again.
pub(crate) const FORMAT: &str = index::FORMAT;

/// Which index is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which<'a> {
    /// All that there are.
    Every,
    /// Only the one that this building fills.
    Build(&'a str),
}

impl Which<'_> {
    /// Whether there is such an index that documents of this program fit into.
    fn is_in(self, manifest: &Manifest) -> bool {
        let is_there = match self {
            Self::Every => manifest.current.is_some() || manifest.next.is_some(),
            Self::Build(build) => manifest.next.is_some() && manifest.build == build,
        };
        is_there && manifest.format == FORMAT
    }
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is made.
    Done,
    /// There is no index to change: it has to be built, and that will include it.
    NoIndex,
}

/// The index, to be changed.
pub(crate) struct Updates<'a> {
    pub(crate) store: &'a Store,
    pub(crate) blocks: &'a Blocks,
}

impl Updates<'_> {
    /// Indexes records as they are now.
    pub(crate) async fn update(&self, which: Which<'_>, uris: &BTreeSet<String>) -> Result<Outcome, Error> {
        for attempt in 1.. {
            let (seen, before) = Manifest::read(self.store).await?;
            if !which.is_in(&before) {
                return Ok(Outcome::NoIndex);
            }
            let changes: Arc<[Change]> = gather(self.store, uris).await?.into();
            match self.change(which, seen, &before, &changes, false).await {
                Err(Error::Segments(segments::Error::Overtaken)) if attempt < ATTEMPTS => self.pause(attempt).await,
                made => return made,
            }
        }
        Ok(Outcome::Done)
    }

    /// Indexes the resources that show something of a record, as they are now: a step of them, after one of them; and the one to go on
    /// after.
    ///
    /// Which these are is found in the index that is then replaced, even where nothing changes: whoever is just putting another such
    /// resource into it is overtaken by that, and reads the record again.
    pub(crate) async fn update_showing(
        &self,
        shown: &str,
        after: &str,
        step: usize,
    ) -> Result<(Outcome, Option<String>), Error> {
        for attempt in 1.. {
            let (seen, before) = Manifest::read(self.store).await?;
            if !Which::Every.is_in(&before) {
                return Ok((Outcome::NoIndex, None));
            }
            let mut uris = BTreeSet::new();
            for contents in before.current.iter().chain(&before.next) {
                match self.find_showing(contents, shown, after, step).await {
                    Ok(found) => uris.extend(found),
                    // Then it is built again, and all of this with it.
                    Err(error) if self.is_damaged(&error) => return Ok((Outcome::NoIndex, None)),
                    Err(error) => return Err(error),
                }
            }
            let uris: BTreeSet<String> = uris.into_iter().take(step).collect();
            let next = uris.last().filter(|_| uris.len() == step).cloned();
            let changes: Arc<[Change]> = gather(self.store, &uris).await?.into();
            match self.change(Which::Every, seen, &before, &changes, true).await {
                Err(Error::Segments(segments::Error::Overtaken)) if attempt < ATTEMPTS => self.pause(attempt).await,
                Ok(outcome) => return Ok((outcome, next)),
                Err(error) => return Err(error),
            }
        }
        Ok((Outcome::Done, None))
    }

    async fn find_showing(
        &self,
        contents: &Contents,
        shown: &str,
        after: &str,
        step: usize,
    ) -> Result<Vec<String>, Error> {
        let files = Files::open(self.blocks, contents).await?;
        let (shown, after) = (shown.to_owned(), after.to_owned());
        let found =
            store::meter::in_background(move || Index::open(files)?.reader().resources_showing(&shown, &after, step));
        Ok(found.await??)
    }

    /// Makes changes in the index of a manifest, and replaces that; when nothing changes only if `insists`.
    async fn change(
        &self,
        which: Which<'_>,
        seen: u64,
        before: &Manifest,
        changes: &Arc<[Change]>,
        insists: bool,
    ) -> Result<Outcome, Error> {
        let mut after = before.clone();
        let mut written = vec![];
        if which == Which::Every
            && let Some(current) = &mut after.current
        {
            match apply(self.store, self.blocks, current, changes).await {
                Ok(name) => written.extend(name),
                // What is lost is in the table. The index is built again, and until then there is none.
                Err(error) if self.is_damaged(&error) => after.current = None,
                Err(error) => return Err(error),
            }
        }
        if let Some(next) = &mut after.next {
            match apply(self.store, self.blocks, next, changes).await {
                Ok(name) => written.extend(name),
                Err(error) if self.is_damaged(&error) => after.next = None,
                Err(error) => return Err(error),
            }
        }
        if after == *before && !insists {
            return Ok(Outcome::Done);
        }
        let is_lost = !which.is_in(&after);
        let objects = after.objects();
        match after.switch(self.store, seen, before).await {
            Ok(()) if is_lost => Ok(Outcome::NoIndex),
            Ok(()) => {
                self.blocks.keep_only(&objects);
                Ok(Outcome::Done)
            }
            Err(error) => {
                // Of any other error it is not known whether the switch was made.
                let unused = if matches!(error, segments::Error::Overtaken) { written } else { vec![] };
                for name in unused {
                    // What stays costs its storage.
                    let _ = self.store.delete_segment(&name).await;
                }
                Err(error.into())
            }
        }
    }

    async fn pause(&self, attempt: u32) {
        tokio::time::sleep(Duration::from_millis(u64::from(20 * attempt))).await;
    }

    /// Whether an error comes from files that are not what was written, and not from a bucket that does not answer.
    fn is_damaged(&self, error: &Error) -> bool {
        let damage = self.blocks.take_damage();
        if let Some(damage) = &damage {
            tracing::error!(damage, %error, "the search index is damaged and is built again");
        }
        damage.is_some()
    }
}

/// Applies changes to the contents of an index; the name of the object that was written for it. They are not searched before the
/// manifest names them.
pub async fn apply(
    store: &Store,
    blocks: &Blocks,
    contents: &mut Contents,
    changes: &Arc<[Change]>,
) -> Result<Option<String>, Error> {
    let change = segments::Change::begin(blocks, contents).await?;
    let (files, changes) = (change.files(), Arc::clone(changes));
    store::meter::in_background(move || write(files, &changes)).await??;
    let (after, name) = change.finish(store, warm).await?;
    *contents = after;
    Ok(name)
}

fn write(files: Files, changes: &[Change]) -> Result<(), index::Error> {
    let index = Index::open(files)?;
    let mut writer = index.writer(Writing { memory: MEMORY, fan: FAN, largest: LARGEST })?;
    for change in changes {
        match writer.apply(std::slice::from_ref(change)) {
            Ok(_) => {}
            Err(error @ index::Error::Damaged(_)) => return Err(error),
            Err(error) => tracing::error!(%error, "a record is not indexed"),
        }
    }
    writer.finish()
}

/// What a first search reads: words of the fields that are looked through by default, the filters that are always on, an order, and a
/// facet; of digitised files a word, and the latest of them.
fn warm(files: Files) -> Result<(), tantivy::TantivyError> {
    let request = Request {
        asked: Asked::Text("papers".to_owned()),
        scope: Scope { repository: Some("/repositories/2".to_owned()), ..Scope::default() },
        types: vec!["resource".to_owned()],
        sort: vec![SortKey { field: "title_sort".to_owned(), descending: false }],
        facets: vec!["primary_type".to_owned()],
        ..Request::default()
    };
    let words = Part { facet: "text".to_owned(), value: "papers".to_owned(), together: false };
    let wanted = |parts| Wanted { parts, public: true, limit: 1, ..Wanted::default() };
    let warmed = Index::open(files).and_then(|index| {
        let reader = index.reader();
        reader.search(&request)?;
        reader.resources(&wanted(vec![words]))?;
        reader.resources(&wanted(vec![]))
    });
    warmed.map(|_| ()).map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))
}
