//! The end of records: of one that much refers to, of one with a tree below it, or of many at once.
//!
//! A few records that little refers to end in one transaction, all or none. For more, everything that could be refused is looked at
//! before the first ends; then they go a group at a time. What refers to them is cut first, and what stands below them ends first,
//! from the deepest on. What somebody else begins to need meanwhile is left as it is, and the log says so.

mod group;
mod repository;
mod routes;
mod subtree;

use api::Problem;
use records::Uri;
use records::tree::{of_component, of_root};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Fetched;

use crate::desk::Desk;
use crate::operation::{Operation, Size, Step};
use crate::walk::{Node, Walk};
use group::{Group, cut_late};

pub use repository::RepositoryDeletion;
pub use routes::{delete_endpoint, record_endpoints};

/// References that are cut in one step, ahead of the end of their target: forty transactions, four at a time, which take a second or
/// two. What a step reads and writes besides is little beside them, and a step that runs again finds only what is left.
const CUT_AHEAD: usize = 1600;

/// Pages of trees that one step checks.
const CHECKED_AT_ONCE: usize = 5;

/// How often a group is staged again because others changed something meanwhile.
const ATTEMPTS: usize = 12;

/// The deletion of records by their URIs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Deletion {
    uris: Vec<String>,
    /// Records that are gone, counted from the first.
    #[serde(default)]
    gone: usize,
    /// Those among them that were left after all.
    #[serde(default)]
    left: Vec<String>,
    /// Components that have ended with the records that they stood below.
    #[serde(default)]
    below: u64,
    /// Records whose trees were looked through, counted from the first, and where the next walk is.
    #[serde(default)]
    checked: usize,
    #[serde(default)]
    walk: Option<Walk>,
    /// Whether it was asked for by a DELETE of the record itself.
    #[serde(default)]
    is_single: bool,
    /// All go in one transaction: who is kept keeps the others.
    #[serde(skip)]
    is_whole: bool,
}

impl Deletion {
    /// The deletion of these records, each named once.
    pub fn new(uris: Vec<String>) -> Self {
        Self { uris, ..Self::default() }
    }

    /// The deletion of one record, answered like any DELETE.
    pub fn of_one(uri: String) -> Self {
        Self { uris: vec![uri], is_single: true, ..Self::default() }
    }

    /// As clients read it, whether it is over or goes on.
    pub fn answer(&self) -> Value {
        if let ([uri], true) = (self.uris.as_slice(), self.is_single) {
            return json!({ "status": "Deleted", "id": number_of(uri) });
        }
        let is_left = |uri: &&String| !self.left.contains(uri);
        let deleted = |uri: &String| json!({ "status": "Deleted", "id": number_of(uri), "uri": uri });
        json!({ "status": "OK", "results": self.uris.iter().filter(is_left).map(deleted).collect::<Vec<_>>() })
    }

    fn more(&self) -> Step {
        let ahead = self.walk.as_ref().map_or(0, |walk| walk.met + walk.ahead);
        let done = self.gone as u64 + self.below;
        Step::More { done, total: (self.uris.len() as u64 + self.below).max(done + ahead) }
    }

    fn is_over(&self) -> bool {
        self.gone >= self.uris.len()
    }

    /// Looks through some of what stands below the records; `true` when all has been looked through.
    async fn check(&mut self, desk: &Desk<'_>) -> Result<bool, Problem> {
        for _ in 0..CHECKED_AT_ONCE {
            // Only these have others below them.
            let is_node = |uri: &String| {
                let name = Uri::parse(uri).and_then(|uri| uri.record_type()).unwrap_or_default();
                of_root(name).or_else(|| of_component(name)).is_some()
            };
            while self.uris.get(self.checked).is_some_and(|uri| !is_node(uri)) {
                self.checked += 1;
            }
            let Some(uri) = self.uris.get(self.checked) else { return Ok(true) };
            let record = desk.store.read(&[uri]).await?.pop().flatten();
            let Some(node) = record.as_ref().and_then(Node::of) else {
                self.checked += 1;
                continue;
            };
            let walk = self.walk.get_or_insert_with(|| Walk::below(node.number));
            if subtree::check_page(desk, &node, walk, &self.uris).await? {
                self.checked += 1;
                self.walk = None;
            }
        }
        Ok(false)
    }

    /// Ends some of the records, or of what stands in their way.
    async fn advance(&mut self, desk: &Desk<'_>) -> Result<(), Problem> {
        let nothing = Fetched::default();
        for _ in 0..ATTEMPTS {
            let rest = &self.uris[self.gone..];
            let group = Group::first_of(desk, rest).await?;
            if let Some(node) = &group.tree {
                self.below += subtree::end_lowest(desk, node, rest).await?;
                return Ok(());
            }
            let mut attempts = desk.attempts(&nothing);
            let mut staging = attempts.start();
            staging.announce_end(rest.iter().map(String::as_str));
            for ending in &group.endings {
                let ahead = staging.to_cut_ahead(&ending.record, CUT_AHEAD).await?;
                staging.cut_ahead(&ahead, &ending.record.uri).await?;
                if !ahead.is_empty() {
                    return Ok(());
                }
            }
            let staged = group.stage(&mut staging).await;
            let Some(mut left) = attempts.staged(staged).await? else { continue };
            if (self.is_whole || self.is_single) && !left.is_empty() {
                return Err(left.remove(0).1);
            }
            for (uri, problem) in &left {
                desk.note(format!("{uri} is left: {problem}"));
            }
            if attempts.commit(staging).await? {
                let is_left = |uri: &str| left.iter().any(|(left, _)| left == uri);
                let ended = group.endings.iter().map(|ending| &ending.record).filter(|record| !is_left(&record.uri));
                cut_late(desk, ended).await?;
                self.gone += group.count;
                self.left.extend(left.into_iter().map(|(uri, _)| uri));
                return Ok(());
            }
        }
        Err(Problem::Unavailable("the records change all the time".to_owned()))
    }
}

fn number_of(uri: &str) -> u64 {
    Uri::parse(uri).map_or(0, |uri| uri.id())
}

impl Operation for Deletion {
    const KIND: &'static str = "batch_delete";

    async fn plan(&mut self, desk: &Desk<'_>) -> Result<Size, Problem> {
        let long = Size::Long { total: self.uris.len() as u64 };
        let group = Group::first_of(desk, &self.uris).await?;
        if group.count < self.uris.len() || group.tree.is_some() {
            return Ok(long);
        }
        let nothing = Fetched::default();
        let mut staging = desk.attempts(&nothing).start();
        staging.announce_end(self.uris.iter().map(String::as_str));
        for ending in &group.endings {
            if !staging.to_cut_ahead(&ending.record, 1).await?.is_empty() {
                return Ok(long);
            }
        }
        self.is_whole = true;
        Ok(Size::Small)
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        if self.is_whole || self.check(desk).await? {
            Box::pin(self.advance(desk)).await?;
        }
        Ok(if self.is_over() { Step::Done(self.answer()) } else { self.more() })
    }

    fn targets(&self) -> Vec<String> {
        self.uris.iter().take(50).cloned().collect()
    }
}
