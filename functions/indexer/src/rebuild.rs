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
use store::{Key, Store};

use crate::arcs::walk::Walk;
use crate::error::Error;
use crate::searched::TYPES;
use crate::update::{FORMAT, Outcome, Updates, Which};
use crate::work;

/// Before the URI of a repository in the names of the work of indexing all its records again.
pub(crate) const REPOSITORY: &str = "repository#";

/// Records in one change of the index.
const CHUNK: usize = 1000;

/// How long one step takes: changes wait for it.
const STEP: Duration = Duration::from_secs(2);

/// Where the work is: what is before it is done.
struct Place {
    collection: String,
    after: u32,
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
    let store = updates.store;
    let Some(known) = store.read_indexing(name).await? else { return Ok(()) };
    let repository = name.strip_prefix(REPOSITORY);
    let which = if repository.is_some() { Which::Every } else { Which::Next };
    let (place, files) = (place_in(&known.state), Walk::read(&known.state)?);
    if place.is_none() && files.is_none() && which == Which::Next {
        begin(store).await?;
    }
    let until = Instant::now() + STEP;
    let mut step = if files.is_some() { Step::Over } else { take_numbered(updates, repository, place, until).await? };
    if matches!(step, Step::Over) && which == Which::Next {
        step = take_files(updates, files.unwrap_or_default(), until).await?;
    }
    match step {
        Step::Paused(at) => Ok(store.continue_indexing(name, &known, &at).await?),
        // From the beginning. Of a repository nothing is left to do, because building includes it.
        Step::Lost if which == Which::Next => Ok(store.note_indexing(name, &Body::new()).await?),
        Step::Over if which == Which::Next && !complete(store).await? => {
            Ok(store.note_indexing(name, &Body::new()).await?)
        }
        Step::Lost | Step::Over => Ok(store.end_indexing(name, &known).await?),
    }
}

fn place_in(state: &Body) -> Option<Place> {
    let collection = work::text(state, "collection")?.to_owned();
    let after = state.get("after").and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
    Some(Place { collection, after: after.unwrap_or(0) })
}

/// Indexes records that have numbers, of all collections or those of one repository.
async fn take_numbered(
    updates: &Updates<'_>,
    repository: Option<&str>,
    mut place: Option<Place>,
    until: Instant,
) -> Result<Step, Error> {
    let store = updates.store;
    let which = if repository.is_some() { Which::Every } else { Which::Next };
    let collections = collections(store, repository).await?;
    while let Some((chunk, reached)) = next_chunk(store, &collections, place.as_ref()).await? {
        if updates.update(which, &chunk).await? == Outcome::NoIndex {
            return Ok(Step::Lost);
        }
        if Instant::now() > until {
            let at = work::state([("collection", reached.collection.into()), ("after", reached.after.into())]);
            return Ok(Step::Paused(at));
        }
        place = Some(reached);
    }
    Ok(Step::Over)
}

/// Indexes the digitised files of ARCS.
async fn take_files(updates: &Updates<'_>, mut walk: Walk, until: Instant) -> Result<Step, Error> {
    loop {
        let (chunk, next) = walk.next(updates.store).await?;
        if !chunk.is_empty() && updates.update(Which::Next, &chunk).await? == Outcome::NoIndex {
            return Ok(Step::Lost);
        }
        let Some(next) = next else { return Ok(Step::Over) };
        if Instant::now() > until {
            return Ok(Step::Paused(next.state()?));
        }
        walk = next;
    }
}

/// Begins a new index beside the one that is searched.
async fn begin(store: &Store) -> Result<(), Error> {
    change_manifest(store, |manifest| {
        if manifest.format != FORMAT {
            FORMAT.clone_into(&mut manifest.format);
            manifest.current = None;
        }
        manifest.next = Some(Contents::default());
        true
    })
    .await
    .map(|_| ())
}

/// Puts the new index in the place of the old one; `false` when it got lost.
async fn complete(store: &Store) -> Result<bool, Error> {
    change_manifest(store, |manifest| {
        let next = manifest.next.take().filter(|_| manifest.format == FORMAT);
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
async fn collections(store: &Store, only: Option<&str>) -> Result<Vec<String>, Error> {
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

/// The next records to index, and where that leaves the work; `None` when all is done.
async fn next_chunk(
    store: &Store,
    collections: &[String],
    place: Option<&Place>,
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
        for number in members.live.iter().filter(|number| *number > after).take(CHUNK - chunk.len()) {
            chunk.insert(format!("{collection}/{number}"));
            after_all = number;
        }
        reached = Some(Place { collection: collection.clone(), after: after_all });
        if chunk.len() >= CHUNK {
            break;
        }
    }
    Ok(reached.filter(|_| !chunk.is_empty()).map(|reached| (chunk, reached)))
}
