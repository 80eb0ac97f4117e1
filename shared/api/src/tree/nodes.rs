//! `tree/node`: one component in its place; `tree/node_from_root`: the way to it.

use std::collections::BTreeSet;

use records::record_type::Stored;
use records::tree::{self, Tree, WAYPOINT, number_of, page_of, show_step};
use serde_json::{Map, Value};
use store::{Fetched, Key, Store};

use super::page::{Containers, Page, counts, shown};
use super::root_uri;
use super::standpoints::{self, Chains};
use crate::call::Call;
use crate::generic::{collection, requested};
use crate::inputs::Inputs;
use crate::problem::Problem;
use crate::reply::Reply;

/// Components that one request may ask the way to.
const MOST_IDS: usize = 250;

/// A component with the first page of its children.
pub(super) async fn node(tree: &'static Tree, call: Call) -> Result<Reply, Problem> {
    let root = requested(tree.root, &call).await?;
    let node = super::component(tree, &call, &root, "node_uri").await?;
    let node = node.ok_or_else(|| Problem::missing(tree.component.model))?;
    let published_only = call.params.boolean("published_only").unwrap_or(false);
    let number = number_of(&node.uri);
    let branch = Store::branch_in(&call.fetched, &root.uri, number)?;
    let mut page = Page::read(&call.store, &root.uri, number, &branch, 0, published_only).await?;
    page.hide(&call).await?;
    // The containers on the page are read together with what tells the node's position.
    let containers: BTreeSet<Key> = page.container_keys().collect();
    let mut fetched = call.store.fetch(containers.iter().cloned().chain(standpoints::order_keys(&node))).await?;
    let position = standpoints::position(&call.store, &mut fetched, &node).await?;
    let containers = Containers::among(&call.store, &fetched, &containers).await?;
    let find = |uri: &str| containers.get(uri);
    let shown = shown(tree, &root, published_only, &find);
    Ok(Reply::json(&shown.node(&node, counts(&branch), position, page.show(&shown, Some(number)))))
}

/// The root and the components that the parameter names.
pub(super) fn keys_of_ids(tree: &'static Tree, inputs: &Inputs) -> Vec<Key> {
    let ids = inputs.array("node_ids");
    let numbers = ids.iter().take(MOST_IDS).filter_map(|id| id.parse::<u64>().ok());
    let collection = collection(tree.component, inputs.number("repo_id")).unwrap_or_default();
    let components = numbers.map(|number| Key::record(&format!("{collection}/{number}")));
    root_uri(tree.root, inputs).map(|root| Key::record(&root)).into_iter().chain(components).collect()
}

/// For each component the way to it: the root and all that lies between, each with the page of children that leads on.
pub(super) async fn node_from_root(tree: &'static Tree, call: Call) -> Result<Reply, Problem> {
    let root = requested(tree.root, &call).await?;
    let ids = call.params.integers("node_ids");
    if ids.len() > MOST_IDS {
        let what = format!("Failed validation -- must not name more than {MOST_IDS} ids");
        return Err(Problem::refused("node_ids", what));
    }
    let components = collection(tree.component, call.repository()).unwrap_or_default();
    let mut nodes = vec![];
    for id in ids {
        let stored = call.store.record_in(&call.fetched, &format!("{components}/{id}")).await?;
        nodes.push(super::in_tree(tree, &call, &root, stored).await?);
    }
    let mut fetched = Fetched::default();
    let chains = Chains::read(&call.store, &mut fetched, &nodes).await?;
    let ways: Vec<Vec<&Stored>> = nodes.iter().map(|node| chains.way(&root, node)).collect();
    let published_only = call.params.boolean("published_only").unwrap_or(false);
    let mut pages = Pages { store: &call.store, root: &root, fetched, published_only };
    pages.read_ahead(&ways).await?;
    let mut answer = Map::new();
    for (id, way) in ids.iter().zip(&ways) {
        let mut steps: Vec<Value> = vec![];
        for step in way.windows(2) {
            steps.push(show_step(&root.uri, step[0], pages.page(step[1]).await?));
        }
        answer.insert(id.to_string(), steps.into());
    }
    Ok(Reply::json(&Value::Object(answer)))
}

/// Tells on which page of its siblings a component stands.
struct Pages<'a> {
    store: &'a Store,
    root: &'a Stored,
    fetched: Fetched,
    published_only: bool,
}

impl Pages<'_> {
    /// Reads what tells the places of all the steps together.
    async fn read_ahead(&mut self, ways: &[Vec<&Stored>]) -> Result<(), Problem> {
        let keys: Vec<Key> = ways.iter().flatten().flat_map(|record| standpoints::order_keys(record)).collect();
        standpoints::fetch_new(self.store, &mut self.fetched, keys).await
    }

    async fn page(&mut self, component: &Stored) -> Result<u64, Problem> {
        let Some(place) = &component.place else { return Ok(0) };
        let parent = if tree::root_of(component) == Some(&place.parent) { 0 } else { number_of(&place.parent) };
        let branch = Store::branch_in(&self.fetched, &self.root.uri, parent)?;
        let total = if self.published_only { branch.published() } else { branch.count() };
        if total < WAYPOINT {
            return Ok(0);
        }
        let position = standpoints::position(self.store, &mut self.fetched, component).await?;
        if !self.published_only {
            return Ok(page_of(position));
        }
        let Some((leaf, ahead)) = branch.leaf_of(&standpoints::spot(component)) else { return Ok(0) };
        let before = branch.leaves().iter().take_while(|other| other.number != leaf.number);
        let before: u64 = before.map(|leaf| leaf.published).sum();
        let limit = usize::try_from(position - ahead.min(position)).unwrap_or(usize::MAX);
        let siblings = self.store.cards(&self.root.uri, parent, &leaf.from, limit.max(1)).await?;
        let published = siblings.iter().take(limit).filter(|card| card.published).count() as u64;
        Ok(page_of(before + published))
    }
}
