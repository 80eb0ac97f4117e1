//! A whole tree in one answer: read from its partition page by page, put together in memory, and written as it is walked.

use std::collections::{BTreeSet, HashSet};

use records::record_type::Stored;
use records::render::repository_of;
use records::tree::{Card, Families, Found, Shown, Tree, Whole, number_of, of_component, of_root, root_of, write_tree};
use serde_json::{Value, json};
use store::{Key, Store};

use super::page::{Containers, child, own_containers, shown};
use crate::call::Call;
use crate::endpoint::{Endpoint, get};
use crate::generic::{item_key, item_path, requested};
use crate::preferences::sees_suppressed;
use crate::problem::Problem;
use crate::reply::Reply;

/// Containers that are read side by side: some batches, and not as many as a large tree has.
const CONTAINERS_AT_ONCE: usize = 2000;

/// Answers made of a whole tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The public records in their order, with their depth.
    Ordered,
    /// The top containers of these.
    Containers,
    /// The tree from which spreadsheets are filled in.
    Small,
}

/// `GET …/tree`, which the original has retired and clients still call.
pub(super) fn tree_endpoint(tree: &'static Tree) -> Endpoint {
    get(format!("{}/tree", item_path(tree.root)))
        .needs_all(tree.root.needs.read)
        .reads(move |inputs| item_key(tree.root, inputs).into_iter().collect())
        .to(move |call| full(tree, call))
}

/// A route at this path that answers with a part of a whole tree.
pub fn whole_endpoint(tree: &'static Tree, path: &str, part: Part) -> Endpoint {
    get(path)
        .needs_all(tree.root.needs.read)
        .reads(move |inputs| item_key(tree.root, inputs).into_iter().collect())
        .to(move |call| answer(tree, part, call))
}

async fn full(tree: &'static Tree, call: Call) -> Result<Reply, Problem> {
    let root = requested(tree.root, &call).await?;
    let cards = Cards::read(&call.store, &root.uri).await?;
    let hides = cards.has_suppressed && !sees_suppressed(&call).await?;
    Ok(Reply::bytes("application/json", cards.full(&call.store, tree, &root, !hides).await?))
}

/// The full tree as JSON, for who sees what is suppressed or does not.
pub(crate) async fn full_tree(
    store: &Store,
    tree: &'static Tree,
    root: &Stored,
    suppressed: bool,
) -> Result<Vec<u8>, Problem> {
    Cards::read(store, &root.uri).await?.full(store, tree, root, suppressed).await
}

/// The URIs of all components below a root or a component, depth first; nothing below a record of another type.
pub async fn components_below(store: &Store, record: &Stored) -> Result<Vec<String>, Problem> {
    let (tree, root, start) = match (of_root(record.record_type), of_component(record.record_type)) {
        (Some(tree), _) => (tree, record.uri.as_str(), 0),
        (None, Some(tree)) => (tree, root_of(record).unwrap_or_default(), number_of(&record.uri)),
        (None, None) => return Ok(vec![]),
    };
    let cards = Cards::read(store, root).await?;
    let collection = format!("{}/{}", repository_of(root), tree.component.plural);
    Ok(cards.whole.walk(start, |_| true).map(|found| format!("{collection}/{}", found.child.number)).collect())
}

/// The types of records that the components below a node of a tree hold.
pub(super) async fn families_below(store: &Store, root: &str, start: u64) -> Result<Families, Problem> {
    let cards = Cards::read(store, root).await?;
    Ok(cards.whole.walk(start, |_| true).fold(Families::default(), |all, found| all.or(found.child.card.families)))
}

async fn answer(tree: &'static Tree, part: Part, call: Call) -> Result<Reply, Problem> {
    let root = requested(tree.root, &call).await?;
    let is_public = !root.suppressed && root.body.get("publish") == Some(&Value::Bool(true));
    if part == Part::Small {
        let cards = Cards::read(&call.store, &root.uri).await?;
        let hides = cards.has_suppressed && !sees_suppressed(&call).await?;
        return Ok(Reply::bytes("application/json", cards.small(&call.store, tree, &root, !hides).await?));
    }
    let cards = if is_public { Some(Cards::read(&call.store, &root.uri).await?) } else { None };
    let walk = cards.into_iter().flat_map(|cards| cards.whole.walk(0, Card::is_public));
    let none = |_: &str| None;
    let of = shown(tree, &root, true, &none);
    let json = match part {
        Part::Ordered => ordered(&of, &root, is_public, walk),
        Part::Containers | Part::Small => containers(&root, is_public, walk),
    };
    Ok(Reply::bytes("application/json", json))
}

/// All cards of a tree.
struct Cards {
    whole: Whole,
    has_suppressed: bool,
    containers: BTreeSet<Key>,
}

impl Cards {
    async fn read(store: &Store, root: &str) -> Result<Self, Problem> {
        let mut cards = Self { whole: Whole::default(), has_suppressed: false, containers: BTreeSet::new() };
        let mut damaged = None;
        store
            .every_card(root, |parent, stored| match child(&stored) {
                Ok(child) => {
                    cards.has_suppressed |= child.card.suppressed;
                    cards.containers.extend(child.card.containers().map(Key::record));
                    cards.whole.add(parent, child);
                }
                Err(problem) => damaged = Some(problem),
            })
            .await?;
        damaged.map_or(Ok(cards), Err)
    }

    /// The containers that are named anywhere in the tree.
    async fn read_containers(&self, store: &Store, root: &Stored) -> Result<Containers, Problem> {
        let mut keys = self.containers.clone();
        keys.extend(own_containers(root));
        let keys: Vec<Key> = keys.into_iter().collect();
        let mut containers = Containers::default();
        for some in keys.chunks(CONTAINERS_AT_ONCE) {
            containers.extend(Containers::read(store, some.iter().cloned().collect()).await?);
        }
        Ok(containers)
    }

    async fn full(
        self,
        store: &Store,
        tree: &'static Tree,
        root: &Stored,
        suppressed: bool,
    ) -> Result<Vec<u8>, Problem> {
        let containers = self.read_containers(store, root).await?;
        let find = |uri: &str| containers.get(uri);
        let of = shown(tree, root, false, &find);
        let mut walk = self.whole.walk(0, |card| suppressed || !card.suppressed).peekable();
        let top = of.full_root(root, walk.peek().is_some());
        Ok(line(write_tree(&top, walk, |found| of.full_node(found))))
    }

    async fn small(
        self,
        store: &Store,
        tree: &'static Tree,
        root: &Stored,
        suppressed: bool,
    ) -> Result<Vec<u8>, Problem> {
        let containers = self.read_containers(store, root).await?;
        let find = |uri: &str| containers.get(uri);
        let of = shown(tree, root, false, &find);
        let walk = self.whole.walk(0, |card| suppressed || !card.suppressed);
        Ok(line(write_tree(&of.small_root(root), walk, |found| of.small_node(found))))
    }
}

/// The public records of a tree in their order.
fn ordered(of: &Shown<'_>, root: &Stored, is_public: bool, walk: impl Iterator<Item = Found>) -> Vec<u8> {
    let top = is_public.then(|| of.ordered_root(root));
    let below = walk.map(|found| of.ordered_node(&found));
    let mut json = b"{\"uris\":".to_vec();
    list(&mut json, top.into_iter().chain(below).map(Value::Object));
    json.extend_from_slice(b",\"jsonmodel_type\":\"resource_ordered_records\"}");
    line(json)
}

/// The top containers of the public records, each once.
fn containers(root: &Stored, is_public: bool, walk: impl Iterator<Item = Found>) -> Vec<u8> {
    let own = if is_public { own_containers(root) } else { vec![] };
    let below = walk.flat_map(|found| found.child.card.containers().map(ToOwned::to_owned).collect::<Vec<_>>());
    let mut seen = HashSet::new();
    let each = own.into_iter().map(|key| key.pk).chain(below).filter(|uri| seen.insert(uri.clone()));
    let mut json = vec![];
    list(&mut json, each.map(|uri| json!({ "ref": uri })));
    line(json)
}

/// Writes an array item by item: a list of a hundred thousand is not put together first.
fn list(json: &mut Vec<u8>, items: impl Iterator<Item = Value>) {
    json.push(b'[');
    for (index, item) in items.enumerate() {
        if index > 0 {
            json.push(b',');
        }
        json.extend(item.to_string().into_bytes());
    }
    json.push(b']');
}

fn line(mut json: Vec<u8>) -> Vec<u8> {
    json.push(b'\n');
    json
}
