//! Everything of a repository: collection after collection, until nothing is left in any.

use std::collections::BTreeMap;

use api::Problem;
use api::pipeline::repository_uri;
use api::write::Route;
use records::RecordType;
use records::record_type::Stored;
use records::tree::{TREES, number_of};
use records::types::{
    ACCESSION, ASSESSMENT, CLASSIFICATION, CUSTOM_REPORT_TEMPLATE, DIGITAL_OBJECT, EVENT, RDE_TEMPLATE, RESOURCE,
    TOP_CONTAINER,
};
use serde::{Deserialize, Serialize};
use store::{Key, Store};

use super::group::Conflicts;
use super::{TOGETHER, carry, obstacles};
use crate::Desk;
use crate::replanting::Replanting;

/// What goes, and the components of trees with their roots. Groups, preferences and jobs stay.
static CONTENTS: &[&RecordType] = &[
    &TOP_CONTAINER,
    &DIGITAL_OBJECT,
    &RESOURCE,
    &ACCESSION,
    &CLASSIFICATION,
    &EVENT,
    &ASSESSMENT,
    &RDE_TEMPLATE,
    &CUSTOM_REPORT_TEMPLATE,
];

/// Records that are read together.
const READ: usize = 100;

/// Records of one step.
const STEP: usize = 24;

/// How far the way has come.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The place of the collection.
    collection: usize,
    /// The number of its last record that is through.
    after: u32,
    /// Numbers of those that go next: written down before they go, so that a step that runs again knows whose trees follow.
    next: Vec<u32>,
    /// Records that went since the first collection was looked at last.
    went: u64,
    /// Records that went in all.
    done: u64,
}

impl Cursor {
    /// Records that went, without components.
    pub(super) fn done(&self) -> u64 {
        self.done
    }
}

/// Whether a record goes.
pub(super) fn goes(uri: &str) -> bool {
    records::types::of_uri(uri).is_some_and(|row| rows().any(|going| going.name == row.name))
}

fn rows() -> impl Iterator<Item = &'static RecordType> {
    CONTENTS.iter().copied().chain(TREES.iter().map(|tree| tree.component))
}

/// Refuses what clashes with records of the other repository; how many records go.
pub(super) async fn check(store: &Store, from: u64, to: u64, definitions: &BTreeMap<u64, u64>) -> Result<u64, Problem> {
    let route = Route { from, to, goes_along: &goes, definitions };
    let mut conflicts = Conflicts::default();
    let mut total = 0;
    for row in rows() {
        let collection = collection(from, row);
        let numbers = numbers(store, &collection).await?;
        total += numbers.len() as u64;
        if row.unique.is_empty() {
            continue;
        }
        for together in numbers.chunks(READ) {
            let records = read(store, &collection, together).await?;
            obstacles::find(store, &records, &route, &mut conflicts).await?;
        }
    }
    conflicts.refuse()?;
    Ok(total)
}

/// The next records; `false` when none is left.
pub(super) async fn step(
    cursor: &mut Cursor,
    trees: &mut Replanting,
    desk: &Desk<'_>,
    route: &Route<'_>,
) -> Result<bool, Problem> {
    if let Some(row) = CONTENTS.get(cursor.collection) {
        let next = std::mem::take(&mut cursor.next);
        let collection = collection(route.from, row);
        let uris: Vec<String> = next.iter().map(|number| format!("{collection}/{number}")).collect();
        for batch in uris.chunks(TOGETHER) {
            carry::carry(desk, route, batch, None, None).await?;
        }
        super::follow_trees(desk.store, route, trees, &uris).await?;
        cursor.after = next.last().copied().unwrap_or(cursor.after);
        cursor.went += next.len() as u64;
        cursor.done += next.len() as u64;
    }
    while let Some(row) = CONTENTS.get(cursor.collection) {
        let collection = collection(route.from, row);
        let after = cursor.after;
        let left = numbers(desk.store, &collection).await?.into_iter().filter(|number| *number > after);
        let left: Vec<u32> = left.take(STEP).collect();
        // A number without a record is on its way out of the list.
        let there = read(desk.store, &collection, &left).await?;
        cursor.next = there.iter().filter_map(|record| u32::try_from(number_of(&record.uri)).ok()).collect();
        if !cursor.next.is_empty() {
            return Ok(true);
        }
        if left.is_empty() {
            cursor.collection += 1;
        }
        cursor.after = left.last().copied().unwrap_or_default();
    }
    if cursor.went == 0 {
        return Ok(!trees.is_over());
    }
    // What was made meanwhile goes as well.
    *cursor = Cursor { done: cursor.done, ..Cursor::default() };
    Ok(true)
}

fn collection(repository: u64, row: &RecordType) -> String {
    format!("{}/{}", repository_uri(repository), row.plural)
}

async fn numbers(store: &Store, collection: &str) -> Result<Vec<u32>, Problem> {
    let fetched = store.fetch([Key::members(collection)]).await?;
    Ok(store.members(collection, &fetched).await?.live.iter().collect())
}

async fn read(store: &Store, collection: &str, numbers: &[u32]) -> Result<Vec<Stored>, Problem> {
    let uris: Vec<String> = numbers.iter().map(|number| format!("{collection}/{number}")).collect();
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    Ok(store.read(&uris).await?.into_iter().flatten().collect())
}
