//! The records that show something of a record that looks different now.
//!
//! They are found by the links into it. There may be any number of them: what is more than one step takes is written down as work,
//! and comes back by the stream.

use std::collections::BTreeSet;

use records::record_type::Link;
use records::types;
use store::Store;

use crate::affected::showing;
use crate::error::Error;
use crate::searched::is_searched;
use crate::update::{Outcome, Updates, Which};
use crate::work;

/// Links that one step follows.
const STEP: usize = 300;

/// Before the URI of the record in the names of such work.
pub(crate) const PREFIX: &str = "links#";

/// How a component names the one that it is in. The whole is named by all its components, so from there nothing has to be followed down.
const PARENT: &str = "parent";

/// The record that is below another one in a tree names it so.
const BELOW: [&str; 4] = [PARENT, "resource", "digital_object", "classification"];

/// Follows the links into these records, and further down the trees that they stand in, as far as one step goes; the rest is written
/// down.
pub(crate) async fn follow_all(store: &Store, roots: &BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    let mut followed = BTreeSet::new();
    let mut waiting: Vec<String> = roots.iter().cloned().collect();
    while let Some(root) = waiting.pop() {
        if !followed.insert(root.clone()) {
            continue;
        }
        let next = if found.len() >= STEP {
            Some(String::new())
        } else {
            let reached = follow(store, &root, "").await?;
            found.extend(reached.records);
            waiting.extend(reached.children);
            reached.next
        };
        if let Some(next) = next {
            store.note_indexing(&format!("{PREFIX}{root}"), &work::state([("from", next.into())])).await?;
        }
    }
    Ok(found)
}

/// Goes on with work of this kind.
pub(crate) async fn resume(updates: &Updates<'_>, name: &str, root: &str) -> Result<(), Error> {
    let store = updates.store;
    let Some(known) = store.read_indexing(name).await? else { return Ok(()) };
    let reached = follow(store, root, work::text(&known.state, "from").unwrap_or_default()).await?;
    let mut found = reached.records;
    found.extend(follow_all(store, &reached.children).await?);
    // Without an index there is nothing to bring up to date: building it will.
    let outcome = updates.update(Which::Every, &found).await?;
    match reached.next.filter(|_| outcome == Outcome::Done) {
        Some(next) => store.note_indexing(name, &work::state([("from", next.into())])).await?,
        None => store.end_indexing(name, &known).await?,
    }
    Ok(())
}

/// Where the links into a record lead.
struct Reached {
    /// Records that show something of it.
    records: BTreeSet<String>,
    /// Those among them that are parents themselves, perhaps: what is below them shows it as well.
    children: BTreeSet<String>,
    /// The place to go on from.
    next: Option<String>,
}

/// Follows the links into a record from a place on.
async fn follow(store: &Store, root: &str, from: &str) -> Result<Reached, Error> {
    let (links, next) = store.links_from(root, from, STEP).await?;
    let mut found: BTreeSet<String> = links.iter().map(|link| link.source.clone()).collect();
    // What a record is in shows it as well, and what its components are in shows the whole that they belong to.
    let is_below = |link: &&Link| BELOW.contains(&link.relation.as_str());
    let mut inside: BTreeSet<&str> = links.iter().filter(is_below).map(|link| link.source.as_str()).collect();
    inside.insert(root);
    let inside: Vec<&str> = inside.into_iter().collect();
    for record in store.read(&inside).await?.iter().flatten() {
        found.extend(showing(record));
    }
    found.retain(|uri| types::of_uri(uri).is_some_and(|row| is_searched(row.name)));
    let children = links.into_iter().filter(|link| link.relation == PARENT).map(|link| link.source).collect();
    Ok(Reached { records: found, children, next })
}
