//! Building the index from the table: collection by collection, by their members.
//!
//! A new index is filled beside the one that is searched, and takes its place when it is complete. Meanwhile changes go into both. It goes
//! in steps, so that changes do not wait for it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use api::generic::collection;
use records::record_type::Scope;
use records::{Body, types};
use segments::{Contents, Manifest};
use serde_json::Value;
use store::work::Work;
use store::{Key, Store};
use uuid::Uuid;

use crate::arcs::walk::Walk;
use crate::error::Error;
use crate::searched::TYPES;
use crate::update::{FORMAT, Outcome, Updates, Which};
use crate::work;

/// Before the URI of a repository in the names of the work of indexing all its records again.
pub(crate) const REPOSITORY: &str = "repository#";

/// Where the state of building the index names the building.
const BUILD: &str = "build";

/// Records in one change of the index.
const CHUNK: usize = 1000;

/// How long one step takes: changes wait for it.
const STEP: Duration = Duration::from_secs(2);

/// Where the work is: what is before it is done.
pub(crate) struct Place {
    collection: String,
    after: u32,
}

impl Place {
    /// What is written down of it.
    pub(crate) fn state(self) -> Body {
        work::state([("collection", self.collection.into()), ("after", self.after.into())])
    }

    /// The place that was written down, if any was.
    pub(crate) fn read(state: &Body) -> Option<Self> {
        let collection = work::text(state, "collection")?.to_owned();
        let after = state.get("after").and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
        Some(Self { collection, after: after.unwrap_or(0) })
    }
}

/// What a step came to.
enum Step {
    /// Nothing is left to do.
    Over,
    /// Its time is over: this is where to go on.
    Paused(Body),
    /// The index that was filled is not there any more.
    Lost,
}

/// Goes on with building the index, or with indexing the records of a repository again.
pub(crate) async fn resume(updates: &Updates<'_>, name: &str) -> Result<(), Error> {
    let Some(known) = updates.store.read_indexing(name).await? else { return Ok(()) };
    match (name.strip_prefix(REPOSITORY), work::text(&known.state, BUILD)) {
        (Some(repository), _) => resume_repository(updates, name, &known, repository).await,
        (None, Some(build)) => resume_build(updates, name, &known, build).await,
        (None, None) => begin(updates.store, name, &known).await,
    }
}

async fn resume_repository(updates: &Updates<'_>, name: &str, known: &Work, repository: &str) -> Result<(), Error> {
    let until = Instant::now() + STEP;
    match take_numbered(updates, Which::Every, Some(repository), Place::read(&known.state), until).await? {
        Step::Paused(at) => {
            updates.store.continue_indexing(name, known, &at).await?;
        }
        // Without an index nothing is left to do, because building it includes the repository.
        Step::Lost | Step::Over => updates.store.end_indexing(name, known).await?,
    }
    Ok(())
}

async fn resume_build(updates: &Updates<'_>, name: &str, known: &Work, build: &str) -> Result<(), Error> {
    let (store, which, until) = (updates.store, Which::Build(build), Instant::now() + STEP);
    let files = Walk::read(&known.state)?;
    let mut step = match &files {
        Some(_) => Step::Over,
        None => take_numbered(updates, which, None, Place::read(&known.state), until).await?,
    };
    if matches!(step, Step::Over) {
        step = take_files(updates, which, files.unwrap_or_default(), until).await?;
    }
    let state = match step {
        Step::Paused(mut at) => {
            at.insert(BUILD.to_owned(), build.into());
            at
        }
        Step::Over if complete(store, build).await? => return Ok(store.end_indexing(name, known).await?),
        // From the beginning.
        Step::Lost | Step::Over => Body::new(),
    };
    store.continue_indexing(name, known, &state).await?;
    Ok(())
}

/// Indexes records that have numbers, of all collections or those of one repository.
async fn take_numbered(
    updates: &Updates<'_>,
    which: Which<'_>,
    repository: Option<&str>,
    mut place: Option<Place>,
    until: Instant,
) -> Result<Step, Error> {
    let store = updates.store;
    let collections = collections(store, repository).await?;
    while let Some((chunk, reached)) = next_chunk(store, &collections, place.as_ref(), CHUNK).await? {
        if updates.update(which, &chunk).await? == Outcome::NoIndex {
            return Ok(Step::Lost);
        }
        if Instant::now() > until {
            return Ok(Step::Paused(reached.state()));
        }
        place = Some(reached);
    }
    Ok(Step::Over)
}

/// Indexes the digitised files of ARCS.
async fn take_files(updates: &Updates<'_>, which: Which<'_>, mut walk: Walk, until: Instant) -> Result<Step, Error> {
    loop {
        let (chunk, next) = walk.next(updates.store).await?;
        if !chunk.is_empty() && updates.update(which, &chunk).await? == Outcome::NoIndex {
            return Ok(Step::Lost);
        }
        let Some(next) = next else { return Ok(Step::Over) };
        if Instant::now() > until {
            return Ok(Step::Paused(next.state()?));
        }
        walk = next;
    }
}

/// Begins a new index beside the one that is searched, under a name by which only this building fills and completes it: of two that
/// are begun at once, one would otherwise take the other's half for the whole.
async fn begin(store: &Store, name: &str, known: &Work) -> Result<(), Error> {
    let build = Uuid::new_v4().simple().to_string();
    if !store.continue_indexing(name, known, &work::state([(BUILD, build.as_str().into())])).await? {
        return Ok(());
    }
    change_manifest(store, |manifest| {
        if manifest.format != FORMAT {
            FORMAT.clone_into(&mut manifest.format);
            manifest.current = None;
        }
        manifest.next = Some(Contents::default());
        manifest.build.clone_from(&build);
        true
    })
    .await
    .map(|_| ())
}

/// Puts the new index in the place of the old one; `false` when it got lost.
async fn complete(store: &Store, build: &str) -> Result<bool, Error> {
    change_manifest(store, |manifest| {
        if manifest.format != FORMAT || manifest.build != build {
            return false;
        }
        let next = manifest.next.take();
        let is_there = next.is_some();
        manifest.current = next.or_else(|| manifest.current.take());
        is_there
    })
    .await
}

async fn change_manifest(store: &Store, edit: impl Fn(&mut Manifest) -> bool) -> Result<bool, Error> {
    loop {
        let (seen, before) = Manifest::read(store).await?;
        let mut after = before.clone();
        if !edit(&mut after) {
            return Ok(false);
        }
        match after.switch(store, seen, &before).await {
            Ok(()) => return Ok(true),
            Err(segments::Error::Overtaken) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// All collections whose records are searched, or those of one repository.
pub(crate) async fn collections(store: &Store, only: Option<&str>) -> Result<Vec<String>, Error> {
    let fetched = store.fetch([Key::members("/repositories")]).await?;
    let repositories: Vec<u64> = match only.and_then(|uri| uri.rsplit('/').next()?.parse().ok()) {
        Some(number) => vec![number],
        None => store.members("/repositories", &fetched).await?.live.iter().map(u64::from).collect(),
    };
    let mut found = vec![];
    for row in TYPES.iter().filter_map(|name| types::find(name)) {
        match row.scope {
            Scope::Global if only.is_none() => found.extend(collection(row, None)),
            Scope::Global => {}
            Scope::Repository => {
                found.extend(repositories.iter().filter_map(|number| collection(row, Some(*number))));
            }
        }
    }
    Ok(found)
}

/// The next records, and where that leaves the work; `None` when all is done.
pub(crate) async fn next_chunk(
    store: &Store,
    collections: &[String],
    place: Option<&Place>,
    size: usize,
) -> Result<Option<(BTreeSet<String>, Place)>, Error> {
    let first = place.map_or(0, |place| {
        collections.iter().position(|collection| *collection == place.collection).unwrap_or(collections.len())
    });
    let mut chunk = BTreeSet::new();
    let mut reached = None;
    for collection in &collections[first.min(collections.len())..] {
        let after = place.filter(|place| place.collection == *collection).map_or(0, |place| place.after);
        let fetched = store.fetch([Key::members(collection)]).await?;
        let members = store.members(collection, &fetched).await?;
        let mut after_all = after;
        for number in members.live.iter().filter(|number| *number > after).take(size - chunk.len()) {
            chunk.insert(format!("{collection}/{number}"));
            after_all = number;
        }
        reached = Some(Place { collection: collection.clone(), after: after_all });
        if chunk.len() >= size {
            break;
        }
    }
    Ok(reached.filter(|_| !chunk.is_empty()).map(|reached| (chunk, reached)))
}
