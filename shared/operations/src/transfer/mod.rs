//! Transfers: a record goes to another repository with what belongs to it, or everything of a repository goes.
//!
//! A record keeps its number; its URI names the other repository from now on. Each record moves in one transaction with its
//! links, so that a transfer that stopped half-way has moved some records whole. What is small moves as one.
//!
//! A step that runs again finds what it moved under the new URIs, and goes on with what is left.

mod carry;
mod group;
mod obstacles;
mod outside;
mod routes;
mod whole;

pub(crate) use carry::carry;
pub use routes::{endpoint, repository_endpoint};

use std::collections::{BTreeMap, BTreeSet};

use api::Problem;
use api::write::Route;
use records::record_type::Stored;
use records::tree::of_root;
use records::types::assessment::attributes;
use records::{Body, Uri};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Key, Store};

use crate::replanting::{Manner, Replanting};
use crate::{Desk, Operation, Size, Step};

/// Records that move in one transaction.
pub(crate) const TOGETHER: usize = 4;

/// Records on their way to another repository.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Transfer {
    from: u64,
    to: u64,
    /// The record that was asked for; everything when there is none.
    root: Option<String>,
    /// URIs of all that goes along but components, in the order in which it goes.
    group: Vec<String>,
    /// Types of the components that go with their roots.
    components: BTreeSet<String>,
    /// Records in all, components among them.
    total: u64,
    /// Records that are through.
    done: u64,
    /// The trees of roots that are through.
    trees: Replanting,
    /// How many of them are through.
    through: usize,
    /// How far the way through the whole repository has come.
    whole: whole::Cursor,
    /// What the definitions of assessments are in the other repository.
    definitions: BTreeMap<String, u64>,
}

impl Operation for Transfer {
    const KIND: &'static str = "transfer";

    async fn plan(&mut self, desk: &Desk<'_>) -> Result<Size, Problem> {
        self.definitions = definitions(desk, self.from, self.to).await?;
        let Some(root) = &self.root else {
            self.total = whole::check(desk.store, self.from, self.to, &self.numbers()).await?;
            return Ok(Size::Long { total: self.total });
        };
        let root = desk.store.read(&[root]).await?.pop().flatten();
        let root = root.ok_or_else(|| Problem::NotFound("Record not found".to_owned()))?;
        let gathered = group::gather(desk.store, root, self.to, &self.numbers()).await?;
        (self.group, self.components) = (gathered.group, gathered.component_types);
        self.total = self.group.len() as u64 + gathered.components;
        let is_small = gathered.components == 0 && self.group.len() <= TOGETHER;
        Ok(if is_small { Size::Small } else { Size::Long { total: self.total } })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        let (names, components, numbers) = (self.names(), self.components.clone(), self.numbers());
        let goes_along = |uri: &str| match self.root {
            Some(_) => {
                names.contains(uri) || components.contains(records::types::of_uri(uri).map_or("", |row| row.name))
            }
            None => whole::goes(uri),
        };
        let route = Route { from: self.from, to: self.to, goes_along: &goes_along, definitions: &numbers };
        if !self.trees.is_over() {
            self.done += self.trees.step(desk, &Manner::Across(&route)).await?;
            return Ok(self.more());
        }
        if self.root.is_none() {
            if !whole::step(&mut self.whole, &mut self.trees, desk, &route).await? {
                return Ok(Step::Done(self.answer()));
            }
            self.done = self.done.max(self.whole.done());
            return Ok(self.more());
        }
        let until = self.group.len().min(self.through + TOGETHER);
        let batch = &self.group[self.through..until];
        let custody = self.root.as_deref().filter(|root| batch.iter().any(|uri| uri == root));
        carry::carry(desk, &route, batch, custody, None).await?;
        follow_trees(desk.store, &route, &mut self.trees, batch).await?;
        self.done += batch.len() as u64;
        self.through = until;
        if until < self.group.len() || !self.trees.is_over() {
            return Ok(self.more());
        }
        Ok(Step::Done(self.answer()))
    }

    fn targets(&self) -> Vec<String> {
        match &self.root {
            Some(root) => vec![root.clone()],
            None => [self.from, self.to].map(api::pipeline::repository_uri).to_vec(),
        }
    }
}

impl Transfer {
    /// A record's, or with no `root` everything's, to another repository.
    pub fn new(from: u64, to: u64, root: Option<String>) -> Self {
        Self { from, to, root, ..Self::default() }
    }

    fn more(&self) -> Step {
        Step::More { done: self.done, total: self.total.max(self.done) }
    }

    fn names(&self) -> BTreeSet<String> {
        self.group.iter().cloned().collect()
    }

    /// Keys of JSON are texts.
    fn numbers(&self) -> BTreeMap<u64, u64> {
        self.definitions.iter().filter_map(|(own, there)| Some((own.parse().ok()?, *there))).collect()
    }

    fn answer(&self) -> serde_json::Value {
        match self.root.as_deref().and_then(Uri::parse) {
            Some(root) => json!({ "status": "Moved", "id": root.id(), "merge_destination": self.to }),
            None => json!({ "status": "OK" }),
        }
    }
}

/// The definitions that both repositories have.
async fn definitions(desk: &Desk<'_>, from: u64, to: u64) -> Result<BTreeMap<String, u64>, Problem> {
    let uris = [from, to].map(|number| attributes::definitions_uri(&api::pipeline::repository_uri(number)));
    let found = desk.store.read(&[&uris[0], &uris[1]]).await?;
    let body =
        |place: usize| found.get(place).and_then(Option::as_ref).map_or_else(Body::new, |found| found.body.clone());
    let equal = attributes::equals(&body(0), &body(1));
    Ok(equal.into_iter().map(|(own, there)| (own.to_string(), there)).collect())
}

/// Lets the components of roots that have moved follow them.
async fn follow_trees(
    store: &Store,
    route: &Route<'_>,
    trees: &mut Replanting,
    uris: &[String],
) -> Result<(), Problem> {
    let is_root = |uri: &&String| records::types::of_uri(uri).and_then(|row| of_root(row.name)).is_some();
    let roots: Vec<&String> = uris.iter().filter(is_root).collect();
    let lists = store.fetch(roots.iter().map(|root| Key::branch(root, 0))).await?;
    for root in roots.into_iter().rev().filter(|root| lists.has(&Key::branch(root, 0))) {
        if let Some(destination) = route.destination(root) {
            trees.add(root, &destination, 0);
        }
    }
    Ok(())
}

/// The row of a stored record.
fn row_of(record: &Stored) -> Result<&'static records::RecordType, Problem> {
    records::types::find(record.record_type)
        .ok_or_else(|| Problem::Unavailable(format!("no record type {}", record.record_type)))
}
