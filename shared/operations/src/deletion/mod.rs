//! The end of records: of one that much refers to, or of many at once.
//!
//! A few records that little refers to end in one transaction, all or none. For more, everything that could be refused is looked at
//! before the first ends; then they go a group at a time, and what refers to them is cut first. What somebody else deletes or
//! begins to need meanwhile is left as it is, and the log says so.

mod routes;

use api::Problem;
use api::write::Staging;
use records::Uri;
use records::record_type::{RecordType, Stored};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Fetched;

use crate::desk::Desk;
use crate::operation::{Operation, Size, Step};

pub use routes::{delete_endpoint, record_endpoints};

/// Items that a group of records takes out of the hundred of a transaction.
const ROOM: usize = 90;

/// Items that go with a record: itself, membership, tombstone, unique values, look-ups.
const ALONE: usize = 8;

/// Items that go with a record that others refer to: each of the last references rewrites its holder.
const REFERRED_TO: usize = 45;

/// References that are cut in one step, ahead of the end of their target.
const CUT_AHEAD: usize = 60;

/// Records that one step looks at.
const LOOKED_AT: usize = 40;

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
        Step::More { done: self.gone as u64, total: self.uris.len() as u64 }
    }

    /// The next records that go in one transaction, and how many of the list they stand for: some may be gone.
    async fn next(&self, desk: &Desk<'_>) -> Result<(Vec<Ending>, usize), Problem> {
        let rest = &self.uris[self.gone..];
        let uris: Vec<&str> = rest.iter().take(LOOKED_AT).map(String::as_str).collect();
        let mut group: Vec<Ending> = vec![];
        let (mut room, mut count) = (ROOM, 0);
        for found in desk.store.read(&uris).await? {
            if let Some(record) = found {
                let weight = weight(&record);
                if weight > room {
                    break;
                }
                room -= weight;
                group.push(Ending::of(record)?);
            }
            count += 1;
        }
        Ok((group, count))
    }
}

fn number_of(uri: &str) -> u64 {
    Uri::parse(uri).map_or(0, |uri| uri.id())
}

/// A record that is about to end.
struct Ending {
    row: &'static RecordType,
    record: Stored,
}

impl Ending {
    fn of(record: Stored) -> Result<Self, Problem> {
        let row = records::types::find(record.record_type);
        let row = row.ok_or_else(|| Problem::bad_request(format!("{} cannot be deleted", record.uri)))?;
        Ok(Self { row, record })
    }
}

fn weight(record: &Stored) -> usize {
    if record.inbound.is_empty() { ALONE } else { REFERRED_TO }
}

impl Operation for Deletion {
    const KIND: &'static str = "batch_delete";

    async fn plan(&mut self, desk: &Desk<'_>) -> Result<Size, Problem> {
        let (group, count) = self.next(desk).await?;
        if count < self.uris.len() {
            return Ok(Size::Long { total: self.uris.len() as u64 });
        }
        let nothing = Fetched::default();
        let attempts = desk.attempts(&nothing);
        let mut staging = attempts.start();
        staging.announce_end(self.uris.iter().map(String::as_str));
        for ending in &group {
            if !staging.to_cut_ahead(&ending.record, 1).await?.is_empty() {
                return Ok(Size::Long { total: self.uris.len() as u64 });
            }
        }
        self.is_whole = true;
        Ok(Size::Small)
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        let nothing = Fetched::default();
        for _ in 0..ATTEMPTS {
            let (group, count) = self.next(desk).await?;
            let mut attempts = desk.attempts(&nothing);
            let mut staging = attempts.start();
            staging.announce_end(self.uris[self.gone..].iter().map(String::as_str));
            for ending in &group {
                let ahead = staging.to_cut_ahead(&ending.record, CUT_AHEAD).await?;
                for source in &ahead {
                    staging.cut_alone(source, &ending.record.uri).await?;
                }
                if !ahead.is_empty() {
                    return Ok(self.more());
                }
            }
            let mut left = stage(&mut staging, &group).await?;
            if (self.is_whole || self.is_single) && !left.is_empty() {
                return Err(left.remove(0).1);
            }
            for (uri, problem) in &left {
                desk.note(format!("{uri} is left: {problem}"));
            }
            if attempts.commit(staging).await? {
                let ended = group.iter().filter(|ending| !left.iter().any(|(uri, _)| *uri == ending.record.uri));
                cut_late(desk, ended.map(|ending| &ending.record)).await?;
                self.gone += count;
                self.left.extend(left.into_iter().map(|(uri, _)| uri));
                return Ok(if self.gone < self.uris.len() { self.more() } else { Step::Done(self.answer()) });
            }
        }
        Err(Problem::Unavailable("the records change all the time".to_owned()))
    }

    fn targets(&self) -> Vec<String> {
        self.uris.iter().take(50).cloned().collect()
    }
}

/// Stages the end of records. Those that others have come to need are left, and returned with the reason.
async fn stage(staging: &mut Staging<'_>, group: &[Ending]) -> Result<Vec<(String, Problem)>, Problem> {
    let mut left = vec![];
    for Ending { row, record } in group {
        staging.depend_on(&record.uri);
        match staging.check_kept(row, record).await {
            Ok(()) => staging.delete(row, record).await?,
            Err(problem @ Problem::Conflict(_)) => left.push((record.uri.clone(), problem)),
            Err(problem) => return Err(problem),
        }
    }
    Ok(left)
}

/// Cuts the references of those who began to refer to a record after its links were read, and did not see it go.
async fn cut_late(desk: &Desk<'_>, gone: impl Iterator<Item = &Stored>) -> Result<(), Problem> {
    let nothing = Fetched::default();
    for record in gone.filter(|record| !record.inbound.is_empty()) {
        let mut attempts = desk.attempts(&nothing);
        loop {
            let mut staging = attempts.start();
            staging.cut_inbound(record).await?;
            if attempts.commit(staging).await? {
                break;
            }
        }
    }
    Ok(())
}
