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

pub use routes::{endpoint, repository_endpoint};

use std::collections::{BTreeMap, BTreeSet};

use api::Problem;
use api::write::Route;
use records::record_type::Stored;
use records::types::assessment::attributes;
use records::{Body, Uri};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Desk, Operation, Size, Step};

/// Records that move in one transaction.
const TOGETHER: usize = 4;

/// Records that move in one step.
const STEP: usize = 40;

/// Records on their way to another repository.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Transfer {
    from: u64,
    to: u64,
    /// The record that was asked for; everything when there is none.
    root: Option<String>,
    /// URIs of all that goes along, in the order in which it goes: the root is the last.
    group: Vec<String>,
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
            let total = whole::check(desk.store, self.from, self.to, &self.numbers()).await?;
            return Ok(Size::Long { total });
        };
        let root = desk.store.read(&[root]).await?.pop().flatten();
        let root = root.ok_or_else(|| Problem::NotFound("Record not found".to_owned()))?;
        let group = group::gather(desk.store, root).await?;
        self.group = group.iter().map(|record| record.uri.clone()).collect();
        let (names, numbers) = (self.names(), self.numbers());
        obstacles::check(desk.store, &group, &self.route(&|uri| names.contains(uri), &numbers)).await?;
        let is_small = group.len() <= TOGETHER;
        Ok(if is_small { Size::Small } else { Size::Long { total: group.len() as u64 } })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        if self.root.is_none() {
            return whole::step(self, desk).await;
        }
        let (names, numbers) = (self.names(), self.numbers());
        let goes_along = |uri: &str| names.contains(uri);
        let until = self.group.len().min(self.through + STEP);
        for batch in self.group[self.through..until].chunks(TOGETHER) {
            let custody = self.root.as_deref().filter(|root| batch.iter().any(|uri| uri == root));
            carry::carry(desk, &self.route(&goes_along, &numbers), batch, custody).await?;
        }
        self.through = until;
        let total = self.group.len();
        if until < total {
            return Ok(Step::More { done: until as u64, total: total as u64 });
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

    fn route<'a>(
        &self,
        goes_along: &'a (dyn Fn(&str) -> bool + Sync),
        definitions: &'a BTreeMap<u64, u64>,
    ) -> Route<'a> {
        Route { from: self.from, to: self.to, goes_along, definitions }
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

/// The row of a stored record.
fn row_of(record: &Stored) -> Result<&'static records::RecordType, Problem> {
    records::types::find(record.record_type)
        .ok_or_else(|| Problem::Unavailable(format!("no record type {}", record.record_type)))
}
