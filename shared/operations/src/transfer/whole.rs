//! Everything of a repository: collection after collection, until nothing is left in any.

use std::collections::BTreeMap;

use api::Problem;
use api::pipeline::repository_uri;
use api::write::Route;
use records::RecordType;
use records::record_type::Stored;
use records::types::{
    ACCESSION, ARCHIVAL_OBJECT, ASSESSMENT, CLASSIFICATION, CLASSIFICATION_TERM, CUSTOM_REPORT_TEMPLATE,
    DIGITAL_OBJECT, DIGITAL_OBJECT_COMPONENT, EVENT, RDE_TEMPLATE, RESOURCE, TOP_CONTAINER,
};
use serde::{Deserialize, Serialize};
use store::{Key, Store};

use super::group::Conflicts;
use super::{STEP, TOGETHER, Transfer, carry, obstacles};
use crate::{Desk, Step};

/// What goes. Groups, preferences and jobs stay.
static CONTENTS: &[&RecordType] = &[
    &TOP_CONTAINER,
    &DIGITAL_OBJECT_COMPONENT,
    &DIGITAL_OBJECT,
    &ARCHIVAL_OBJECT,
    &RESOURCE,
    &ACCESSION,
    &CLASSIFICATION_TERM,
    &CLASSIFICATION,
    &EVENT,
    &ASSESSMENT,
    &RDE_TEMPLATE,
    &CUSTOM_REPORT_TEMPLATE,
];

/// Records that are read together.
const READ: usize = 100;

/// How far the way has come.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// The place of the collection.
    collection: usize,
    /// The number of its last record that is through.
    after: u32,
    /// Records that went since the first collection was looked at last.
    went: u64,
    /// Records that went in all.
    done: u64,
    /// Records in all, as counted at the beginning.
    total: u64,
}

/// Whether a record goes.
pub(super) fn goes(uri: &str) -> bool {
    records::types::of_uri(uri).is_some_and(|row| CONTENTS.iter().any(|going| going.name == row.name))
}

/// Refuses what clashes with records of the other repository; how many records go.
pub(super) async fn check(store: &Store, from: u64, to: u64, definitions: &BTreeMap<u64, u64>) -> Result<u64, Problem> {
    let route = Route { from, to, goes_along: &goes, definitions };
    let mut conflicts = Conflicts::default();
    let mut total = 0;
    for row in CONTENTS {
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

/// The next records.
pub(super) async fn step(transfer: &mut Transfer, desk: &Desk<'_>) -> Result<Step, Problem> {
    let definitions = transfer.numbers();
    let route = Route { from: transfer.from, to: transfer.to, goes_along: &goes, definitions: &definitions };
    while let Some(row) = CONTENTS.get(transfer.whole.collection) {
        let collection = collection(transfer.from, row);
        let after = transfer.whole.after;
        let left: Vec<u32> =
            numbers(desk.store, &collection).await?.into_iter().filter(|number| *number > after).take(STEP).collect();
        let Some(last) = left.last().copied() else {
            transfer.whole.collection += 1;
            transfer.whole.after = 0;
            continue;
        };
        let there: Vec<String> =
            read(desk.store, &collection, &left).await?.into_iter().map(|found| found.uri).collect();
        for batch in there.chunks(TOGETHER) {
            carry::carry(desk, &route, batch, None).await?;
        }
        let cursor = &mut transfer.whole;
        cursor.after = last;
        cursor.went += there.len() as u64;
        cursor.done += there.len() as u64;
        cursor.total = cursor.total.max(cursor.done);
        return Ok(Step::More { done: cursor.done, total: cursor.total });
    }
    if transfer.whole.went > 0 {
        // What was made meanwhile goes as well.
        let Cursor { done, total, .. } = transfer.whole;
        transfer.whole = Cursor { done, total, ..Cursor::default() };
        return Ok(Step::More { done, total });
    }
    Ok(Step::Done(transfer.answer()))
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
