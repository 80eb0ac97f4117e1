//! Merging: everything that leads to some records leads to another one from now on, and they end.
//!
//! References are redirected a page at a time, found by the links into the candidates; when few are left, the rest of them and the
//! end of the candidates are one transaction. Whoever refers to a candidate while it ends did not see it go: the links are
//! looked at once more, after a pause that is longer than a write takes from its read to its commit.
//!
//! Nothing here is done twice by a step that runs again: a redirected reference leaves no link, and a candidate ends together
//! with what is recorded about its end.

mod answer;
mod event;
mod links;
mod plan;
mod routes;
mod trees;
mod unite;

pub(crate) use event::agent_of_user;
pub use routes::{agent_detail_endpoint, agent_endpoint, endpoint};
pub(crate) use trees::check_claims;

use api::Problem;
use records::Body;
use records::record_type::{RecordType, Stored};
use serde::{Deserialize, Serialize};

use crate::replanting::{Manner, Replanting};
use crate::{Desk, Operation, Size, Step};

/// Candidates that end in one transaction: of each go its record, guards, a tombstone and its membership.
const TOGETHER: usize = 5;

/// Records that are redirected in the transaction that ends the candidates.
const FEW: usize = 12;

/// Some records that become one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Merge {
    /// URI of the record that stays.
    destination: String,
    /// URIs of those that end.
    candidates: Vec<String>,
    /// What of the first candidate is kept, as the client marked it.
    #[serde(default)]
    selections: Option<Body>,
    /// What the event says about the candidates, for types whose merges are recorded as events.
    #[serde(default)]
    note: Option<String>,
    /// References redirected so far.
    #[serde(default)]
    moved: u64,
    /// References in all, as counted at the beginning.
    #[serde(default)]
    total: u64,
    /// Components that go below the destination.
    #[serde(default)]
    trees: Replanting,
}

/// The records of a merge as they are now.
struct Parties {
    row: &'static RecordType,
    destination: Stored,
    /// Those that are still there, in the order of the request.
    candidates: Vec<(&'static RecordType, Stored)>,
}

impl Operation for Merge {
    const KIND: &'static str = "merge";

    async fn plan(&mut self, desk: &Desk<'_>) -> Result<Size, Problem> {
        let parties = self.parties(desk).await?;
        self.check_all_there(&parties)?;
        plan::check(&parties)?;
        plan::check_selections(self, &parties)?;
        self.note = event::note(&parties);
        let components = trees::count(desk.store, &parties).await?;
        self.total = components + plan::count_links(desk.store, &parties).await?;
        let is_small = self.candidates.len() <= TOGETHER && components == 0 && self.total <= FEW as u64;
        Ok(if is_small { Size::Small } else { Size::Long { total: self.total } })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        let parties = self.parties(desk).await?;
        if parties.candidates.is_empty() {
            self.settle(desk).await?;
            return Ok(Step::Done(self.answer()));
        }
        if self.trees.is_over() {
            trees::begin(desk.store, &parties, &mut self.trees).await?;
        }
        if !self.trees.is_over() {
            self.moved += self.trees.step(desk, &Manner::Within).await?;
            return Ok(self.more());
        }
        let page = links::page(desk.store, &parties, links::PAGE).await?;
        if page.len() > FEW {
            self.moved += links::redirect(desk, &self.redirects(), page).await?;
            return Ok(self.more());
        }
        let used = parties.candidates.iter().any(|(_, candidate)| !candidate.inbound.is_empty());
        let is_last = unite::unite(self, desk, parties, page).await?;
        if !is_last {
            return Ok(self.more());
        }
        if used {
            self.settle(desk).await?;
        }
        Ok(Step::Done(self.answer()))
    }

    fn targets(&self) -> Vec<String> {
        [&self.destination].into_iter().chain(&self.candidates).take(50).cloned().collect()
    }
}

impl Merge {
    /// A merge of these records. `selections` says what of the first candidate is kept.
    pub fn new(destination: String, candidates: Vec<String>, selections: Option<Body>) -> Self {
        Self { destination, candidates, selections, ..Self::default() }
    }

    fn more(&self) -> Step {
        Step::More { done: self.moved, total: self.total.max(self.moved) }
    }

    fn redirects(&self) -> records::links::Redirects {
        self.candidates.iter().map(|candidate| (candidate.clone(), self.destination.clone())).collect()
    }

    /// Reads the records. The destination must be there.
    async fn parties(&self, desk: &Desk<'_>) -> Result<Parties, Problem> {
        let uris: Vec<&str> = [&self.destination].into_iter().chain(&self.candidates).map(String::as_str).collect();
        let mut found = desk.store.read(&uris).await?.into_iter();
        let row = answer::row_of(&self.destination)?;
        let destination = found.next().flatten().ok_or_else(|| Problem::missing(row.model))?;
        let mut candidates = vec![];
        for candidate in found.flatten() {
            candidates.push((answer::row_of(&candidate.uri)?, candidate));
        }
        Ok(Parties { row, destination, candidates })
    }

    fn check_all_there(&self, parties: &Parties) -> Result<(), Problem> {
        let is_there = |uri: &String| parties.candidates.iter().any(|(_, candidate)| candidate.uri == *uri);
        match self.candidates.iter().find(|uri| !is_there(uri)) {
            Some(missing) => Err(Problem::missing(answer::row_of(missing)?.model)),
            None => Ok(()),
        }
    }

    /// Redirects what refers to candidates that have ended: their links outlive them.
    async fn settle(&self, desk: &Desk<'_>) -> Result<(), Problem> {
        links::settle(desk, &self.redirects()).await
    }
}
