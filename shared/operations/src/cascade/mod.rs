//! What is done to a record and to everything that stands below it: publishing, hiding.
//!
//! The record at the top changes first, so that what is hidden is hidden at once; then the components, a page at a time. What is as
//! wanted already is left alone, so a step that runs again does nothing twice.

mod routes;

use api::Problem;
use api::pipeline::repository_uri;
use api::write::{Attempts, Staging};
use records::Uri;
use records::links::references;
use records::record_type::Stored;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Key;

use crate::desk::Desk;
use crate::operation::{Operation, Size, Step};
use crate::walk::{Node, Walk};

pub use routes::{publish_endpoint, suppress_endpoint, unpublish_endpoint};

/// Components that change together with the top in one transaction, at most.
const FEW: usize = 10;

/// Items of a transaction that a group of records may take.
const ROOM: usize = 80;

/// How often a group is staged again because others change it at the same time.
const ATTEMPTS: usize = 20;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Published, or not any more.
    Publish(bool),
    /// Hidden, or not any more.
    Suppress(bool),
}

/// A change of a record and of everything below it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cascade {
    top: String,
    change: Change,
    /// What the request is answered with.
    answer: Value,
    #[serde(default)]
    is_top_done: bool,
    #[serde(default)]
    walk: Walk,
    /// The record at the top as the request found it, and then all of it, while it is so little that it goes into one transaction.
    #[serde(skip)]
    at_hand: Vec<Stored>,
    #[serde(skip)]
    is_small: bool,
}

impl Cascade {
    /// A change of this record, with the answer to give.
    pub fn new(top: &Stored, change: Change, answer: Value) -> Self {
        Self {
            top: top.uri.clone(),
            change,
            answer,
            is_top_done: false,
            walk: Walk::default(),
            at_hand: vec![top.clone()],
            is_small: false,
        }
    }

    /// Changes records, in as many transactions as they need. Those at the front change first.
    async fn apply(&self, desk: &Desk<'_>, records: Vec<Stored>) -> Result<(), Problem> {
        let mut group: Vec<Stored> = vec![];
        let mut room = ROOM;
        for record in records {
            let weight = self.weight(&record);
            if weight > room && !group.is_empty() {
                self.apply_group(desk, std::mem::take(&mut group)).await?;
                room = ROOM;
            }
            room = room.saturating_sub(weight);
            group.push(record);
        }
        if group.is_empty() { Ok(()) } else { self.apply_group(desk, group).await }
    }

    /// Items of a transaction that a record takes: itself, its card, its share in the counts of its parent; and what it tells others.
    fn weight(&self, record: &Stored) -> usize {
        let row = records::types::find(record.record_type);
        let references = || row.map_or(0, |row| references(row, &record.body).len());
        match self.change {
            Change::Publish(true) => 5 + references(),
            Change::Publish(false) => 5,
            // Those who refer to it are told, and events follow it, some dozens in the same transaction.
            Change::Suppress(_) if !record.inbound.is_empty() => 70,
            Change::Suppress(_) => 6 + references(),
        }
    }

    async fn apply_group(&self, desk: &Desk<'_>, mut group: Vec<Stored>) -> Result<(), Problem> {
        let home = Uri::parse(&self.top).and_then(|uri| uri.repository()).map(repository_uri);
        let home = home.map(|home| Key::record(&home));
        let read;
        let fetched = if let Some(fetched) = desk.read_ahead(&home) {
            fetched
        } else {
            read = desk.store.fetch(home).await?;
            &read
        };
        // The same all the time: it knows what is out of date, and waits longer from time to time.
        let mut attempts = desk.attempts(fetched);
        for _ in 0..ATTEMPTS {
            if self.try_group(&mut attempts, &group).await? {
                return Ok(());
            }
            let uris: Vec<&str> = group.iter().map(|record| record.uri.as_str()).collect();
            group = desk.store.read(&uris).await?.into_iter().flatten().collect();
        }
        Err(Problem::Unavailable(format!("what is below {} changes all the time", self.top)))
    }

    /// Whether the group has changed, with all that follows from it.
    async fn try_group(&self, attempts: &mut Attempts<'_>, group: &[Stored]) -> Result<bool, Problem> {
        let mut staging = attempts.start();
        let staged = self.stage(&mut staging, group).await;
        let Some(has_more) = attempts.staged(staged).await? else { return Ok(false) };
        Ok(attempts.commit(staging).await? && !has_more)
    }

    /// Says whether something is left for another transaction.
    async fn stage(&self, staging: &mut Staging<'_>, group: &[Stored]) -> Result<bool, Problem> {
        for record in group {
            let Some(row) = records::types::find(record.record_type) else { continue };
            staging.depend_on(&record.uri);
            match self.change {
                Change::Publish(publish) => {
                    staging.publish(row, record, publish).await?;
                }
                Change::Suppress(suppressed) if record.suppressed != suppressed => {
                    staging.suppress(record, suppressed).await?;
                }
                Change::Suppress(_) => {}
            }
        }
        match self.change {
            Change::Publish(_) => Ok(false),
            Change::Suppress(suppressed) => staging.follow(&group.iter().collect::<Vec<_>>(), suppressed).await,
        }
    }
}

/// Those of some records that are there.
async fn read(desk: &Desk<'_>, uris: &[String]) -> Result<Vec<Stored>, Problem> {
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    Ok(desk.store.read(&uris).await?.into_iter().flatten().collect())
}

impl Operation for Cascade {
    const KIND: &'static str = "cascade";

    async fn plan(&mut self, desk: &Desk<'_>) -> Result<Size, Problem> {
        let Some(node) = self.at_hand.first().and_then(Node::of) else {
            self.is_small = true;
            return Ok(Size::Small);
        };
        let children = node.children(desk).await?;
        self.walk = Walk::below(node.number).expect(children);
        let few = match usize::try_from(children) {
            Ok(0) => Some(vec![]),
            Ok(1..=FEW) => node.few_below(desk.store, FEW).await?,
            _ => None,
        };
        if let Some(few) = few {
            let below: Vec<String> = few.into_iter().map(|number| node.component(number)).collect();
            let below = if below.is_empty() { vec![] } else { read(desk, &below).await? };
            if self.at_hand.iter().chain(&below).map(|record| self.weight(record)).sum::<usize>() <= ROOM {
                self.at_hand.extend(below);
                self.is_small = true;
                return Ok(Size::Small);
            }
        }
        Ok(Size::Long { total: children + 1 })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        if self.is_small {
            self.apply(desk, self.at_hand.clone()).await?;
            return Ok(Step::Done(self.answer.clone()));
        }
        let Some(top) = desk.store.read(&[&self.top]).await?.pop().flatten() else {
            desk.note(format!("{} has been deleted meanwhile", self.top));
            return Ok(Step::Done(self.answer.clone()));
        };
        if !self.is_top_done {
            self.apply(desk, vec![top.clone()]).await?;
            self.is_top_done = true;
        }
        let Some(node) = Node::of(&top) else { return Ok(Step::Done(self.answer.clone())) };
        let cards = self.walk.next(desk.store, &node.root).await?;
        if cards.is_empty() {
            return Ok(Step::Done(self.answer.clone()));
        }
        let uris: Vec<String> = cards.iter().map(|card| node.component(card.number)).collect();
        self.apply(desk, read(desk, &uris).await?).await?;
        let done = self.walk.met + 1;
        Ok(Step::More { done, total: done + self.walk.ahead })
    }

    fn targets(&self) -> Vec<String> {
        vec![self.top.clone()]
    }
}
