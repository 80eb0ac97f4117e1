//! The records that refer to a record that looks different now.
//!
//! They are found by the links into it. There may be any number of them: what is more than one step takes is written down as work,
//! and comes back by the stream.

use std::collections::BTreeSet;

use records::record_type::Link;
use records::types;
use store::Store;

use crate::affected::showing;
use crate::below;
use crate::error::Error;
use crate::searched::is_searched;
use crate::update::{Outcome, Updates, Which};
use crate::work;

/// Links that one step follows.
const STEP: usize = 300;

/// Before the URI of the record in the names of such work.
pub(crate) const PREFIX: &str = "links#";

/// Follows the links into these records, as far as one step goes; the rest is written down.
pub(crate) async fn follow_all(store: &Store, targets: &BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    for target in targets {
        let next = if found.len() >= STEP {
            Some(String::new())
        } else {
            let (records, next) = follow(store, target, "").await?;
            found.extend(records);
            next
        };
        if let Some(next) = next {
            store.note_indexing(&format!("{PREFIX}{target}"), &work::state([("from", next.into())])).await?;
        }
    }
    Ok(found)
}

/// Goes on with work of this kind.
pub(crate) async fn resume(updates: &Updates<'_>, name: &str, target: &str) -> Result<(), Error> {
    let store = updates.store;
    let Some(known) = store.read_indexing(name).await? else { return Ok(()) };
    let (found, next) = follow(store, target, work::text(&known.state, "from").unwrap_or_default()).await?;
    // Without an index there is nothing to bring up to date: building it will.
    let outcome = updates.update(Which::Every, &found).await?;
    match next.filter(|_| outcome == Outcome::Done) {
        Some(next) => {
            store.continue_indexing(name, &known, &work::state([("from", next.into())])).await?;
        }
        None => store.end_indexing(name, &known).await?,
    }
    Ok(())
}

/// The records that show something of this one, by a step of the links into it from a place on; and the place to go on from.
async fn follow(store: &Store, target: &str, from: &str) -> Result<(BTreeSet<String>, Option<String>), Error> {
    let (links, next) = store.links_from(target, from, STEP).await?;
    let inheriting: BTreeSet<String> =
        links.iter().filter(|link| is_inherited(link)).map(|link| link.source.clone()).collect();
    let mut found: BTreeSet<String> = links.into_iter().map(|link| link.source).collect();
    found.extend(below::follow_all(store, &inheriting).await?);
    // What a record is in shows it as well.
    found.extend(store.read(&[target]).await?.iter().flatten().flat_map(showing));
    found.retain(|uri| types::of_uri(uri).is_some_and(|row| is_searched(row.name)));
    Ok((found, next))
}

/// Whether what stands below a record shows this as its own when it says nothing itself: subjects, and those who created it.
fn is_inherited(link: &Link) -> bool {
    let is_description =
        types::of_uri(&link.source).is_some_and(|row| ["resource", "archival_object"].contains(&row.name));
    is_description
        && match link.relation.as_str() {
            "subjects" => true,
            "linked_agents" => link.extra.get("role").is_none_or(|role| role == "creator"),
            _ => false,
        }
}
