//! What stands below a record that looks different now, or stands elsewhere.
//!
//! It is found by the cards of the tree, page by page. What is more than one step takes is written down as work, and comes back by the
//! stream. Who moves to a place that was walked past is written by that, and so indexed anyway.

use std::collections::BTreeSet;

use records::record_type::Stored;
use records::tree::{Tree, number_of, of_component, of_root, root_of};
use serde_json::Value;
use store::tree::Walk;
use store::{Key, Store};

use crate::affected::showing;
use crate::error::Error;
use crate::update::{Outcome, Updates, Which};
use crate::work;

/// Components after which a step begins no further page.
const STEP: usize = 300;

/// Before the URI of the record in the names of such work.
pub(crate) const PREFIX: &str = "below#";

/// The components below these records, and what shows them, as far as one step goes; the rest is written down.
pub(crate) async fn follow_all(store: &Store, nodes: &BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    let uris: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let records: Vec<Stored> = store.read(&uris).await?.into_iter().flatten().collect();
    let nodes: Vec<(&Stored, Node)> = records.iter().filter_map(|record| Some((record, Node::of(record)?))).collect();
    // Most have nothing below them: that is found out for all of them together.
    let lists = store.fetch(nodes.iter().map(|(record, node)| node.list_of(record))).await?;
    for (record, node) in nodes {
        found.extend(showing(record));
        if !lists.has(&node.list_of(record)) {
            continue;
        }
        let mut walk = Walk::below(node.number_of(record));
        while !walk.is_over() && found.len() < STEP {
            found.extend(page(store, &node, &mut walk).await?);
        }
        if !walk.is_over() {
            store.note_indexing(&format!("{PREFIX}{}", record.uri), &state(&walk)?).await?;
        }
    }
    Ok(found)
}

/// Goes on with work of this kind.
pub(crate) async fn resume(updates: &Updates<'_>, name: &str, uri: &str) -> Result<(), Error> {
    let store = updates.store;
    let Some(known) = store.read_indexing(name).await? else { return Ok(()) };
    let record = store.read(&[uri]).await?.into_iter().flatten().next();
    // Without the record there is nothing below it.
    let Some(node) = record.as_ref().and_then(Node::of) else { return Ok(store.end_indexing(name, &known).await?) };
    let walk = known.state.get("walk").cloned().unwrap_or_default();
    let mut walk: Walk = serde_json::from_value(walk)?;
    let mut found = BTreeSet::new();
    while !walk.is_over() && found.len() < STEP {
        found.extend(page(store, &node, &mut walk).await?);
    }
    // Without an index there is nothing to bring up to date: building it will.
    let outcome = updates.update(Which::Every, &found).await?;
    if walk.is_over() || outcome == Outcome::NoIndex {
        store.end_indexing(name, &known).await?;
    } else {
        store.continue_indexing(name, &known, &state(&walk)?).await?;
    }
    Ok(())
}

/// A record that something may stand below.
pub(crate) struct Node {
    tree: &'static Tree,
    root: String,
}

impl Node {
    pub(crate) fn of(record: &Stored) -> Option<Self> {
        if let Some(tree) = of_root(record.record_type) {
            return Some(Self { tree, root: record.uri.clone() });
        }
        Some(Self { tree: of_component(record.record_type)?, root: root_of(record)?.to_owned() })
    }

    fn component(&self, number: u64) -> String {
        let home = self.root.rsplitn(3, '/').nth(2).unwrap_or_default();
        format!("{home}/{}/{number}", self.tree.component.plural)
    }

    /// Under which number a record stands in its tree.
    pub(crate) fn number_of(&self, record: &Stored) -> u64 {
        if record.uri == self.root { 0 } else { number_of(&record.uri) }
    }

    /// Where it says which children a record has; nothing stands there when it has none.
    pub(crate) fn list_of(&self, record: &Stored) -> Key {
        Key::branch(&self.root, self.number_of(record))
    }

    /// The components of the next page.
    pub(crate) async fn page(&self, store: &Store, walk: &mut Walk) -> Result<Vec<String>, store::Error> {
        let cards = walk.next(store, &self.root).await?;
        Ok(cards.iter().map(|card| self.component(card.number)).collect())
    }
}

/// The components of the next page, and the records that show what these are in.
async fn page(store: &Store, node: &Node, walk: &mut Walk) -> Result<BTreeSet<String>, Error> {
    let components = node.page(store, walk).await?;
    let uris: Vec<&str> = components.iter().map(String::as_str).collect();
    let mut found: BTreeSet<String> = store.read(&uris).await?.iter().flatten().flat_map(showing).collect();
    found.extend(components);
    Ok(found)
}

/// What is written down of a walk.
pub(crate) fn state(walk: &Walk) -> Result<records::Body, Error> {
    let walk: Value = serde_json::to_value(walk)?;
    Ok(work::state([("walk", walk)]))
}
