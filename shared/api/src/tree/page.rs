//! One page of a parent's children: read from its cards, and shown with the containers that they name.

use std::collections::{BTreeSet, HashMap};

use records::Body;
use records::record_type::Stored;
use records::render::repository_of;
use records::tree::{Card, Child, Counts, Instance, Shown, Tree, WAYPOINT};
use serde_json::Value;
use store::tree::Branch;
use store::{Fetched, Key, Store};

use crate::call::Call;
use crate::preferences::sees_suppressed;
use crate::problem::Problem;

/// Cards of one page, with their positions among all siblings, or among the published ones.
pub(super) struct Page {
    entries: Vec<(u64, Child)>,
}

impl Page {
    /// Reads a page, counted from 0. Past the last one there is nothing.
    pub(super) async fn read(
        store: &Store,
        root: &str,
        parent: u64,
        branch: &Branch,
        page: u64,
        published_only: bool,
    ) -> Result<Self, Problem> {
        let total = if published_only { branch.published() } else { branch.count() };
        let first = page.saturating_mul(WAYPOINT);
        let Some((leaf, ahead)) = branch.leaf_at(first, published_only) else { return Ok(Self { entries: vec![] }) };
        let last = (first + WAYPOINT).min(total).saturating_sub(1);
        let limit = if published_only { between(branch, first, last) } else { ahead + WAYPOINT };
        let cards = store.cards(root, parent, &leaf.from, usize::try_from(limit).unwrap_or(usize::MAX)).await?;
        let counted = cards.into_iter().filter(|card| !published_only || card.published);
        let skipped = usize::try_from(ahead).unwrap_or(usize::MAX);
        let kept = counted.skip(skipped).take(usize::try_from(WAYPOINT).unwrap_or(usize::MAX));
        let children = kept.map(|card| child(&card)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { entries: (first..).zip(children).collect() })
    }

    /// Leaves out what is suppressed, unless the caller sees it.
    pub(super) async fn hide(&mut self, call: &Call) -> Result<(), Problem> {
        let has_suppressed = self.entries.iter().any(|(_, child)| child.card.suppressed);
        if has_suppressed && !sees_suppressed(call).await? {
            self.entries.retain(|(_, child)| !child.card.suppressed);
        }
        Ok(())
    }

    /// The records of the top containers that the cards name.
    pub(super) fn container_keys(&self) -> impl Iterator<Item = Key> {
        self.entries.iter().flat_map(|(_, child)| child.card.containers()).map(Key::record)
    }

    /// The entries as clients read them.
    pub(super) fn show(&self, shown: &Shown<'_>, parent: Option<u64>) -> Vec<Value> {
        self.entries.iter().map(|(position, child)| shown.entry(child, *position, parent)).collect()
    }
}

/// How many cards have to be read to have the published ones from one place to another: leaves are read whole.
fn between(branch: &Branch, first: u64, last: u64) -> u64 {
    let place = |position| branch.leaf_at(position, true).map(|(leaf, _)| leaf.number);
    let (first, last) = (place(first), place(last));
    let mut wanted = 0;
    let from_first = branch.leaves().iter().skip_while(|leaf| Some(leaf.number) != first);
    for leaf in from_first {
        wanted += leaf.count;
        if Some(leaf.number) == last {
            break;
        }
    }
    wanted
}

/// A card of the store as trees show it.
pub(super) fn child(stored: &store::tree::Card) -> Result<Child, Problem> {
    let damaged = |error: serde_json::Error| Problem::Unavailable(format!("damaged card: {error}"));
    let card: Card = serde_json::from_str(&stored.text).map_err(damaged)?;
    let children = Counts { all: stored.children.all, published: stored.children.published };
    Ok(Child { number: stored.number, card, children })
}

/// How many children a branch has.
pub(super) fn counts(branch: &Branch) -> Counts {
    Counts { all: branch.count(), published: branch.published() }
}

/// Top containers by URI.
#[derive(Default)]
pub(super) struct Containers {
    bodies: HashMap<String, Body>,
}

impl Containers {
    /// Those among fetched items.
    pub(super) async fn among(store: &Store, fetched: &Fetched, keys: &BTreeSet<Key>) -> Result<Self, Problem> {
        let mut bodies = HashMap::new();
        for key in keys {
            if let Some(stored) = store.record_in(fetched, &key.pk).await? {
                bodies.insert(stored.uri, stored.body);
            }
        }
        Ok(Self { bodies })
    }

    /// Reads those that these keys name.
    pub(super) async fn read(store: &Store, keys: BTreeSet<Key>) -> Result<Self, Problem> {
        if keys.is_empty() {
            return Ok(Self { bodies: HashMap::new() });
        }
        let fetched = store.fetch(keys.iter().cloned()).await?;
        Self::among(store, &fetched, &keys).await
    }

    /// Takes over others.
    pub(super) fn extend(&mut self, other: Self) {
        self.bodies.extend(other.bodies);
    }

    /// One of them.
    pub(super) fn get(&self, uri: &str) -> Option<&Body> {
        self.bodies.get(uri)
    }
}

/// The containers that a record itself names.
pub(super) fn own_containers(record: &Stored) -> Vec<Key> {
    let instances = Instance::all(&record.body);
    instances.iter().filter_map(|instance| instance.container.as_deref()).map(Key::record).collect()
}

/// How to show a tree with these containers.
pub(super) fn shown<'a>(
    tree: &'static Tree,
    root: &'a Stored,
    published_only: bool,
    containers: &'a dyn Fn(&str) -> Option<&'a Body>,
) -> Shown<'a> {
    Shown { tree, repository: repository_of(&root.uri), published_only, containers }
}
