//! Jobs: work that goes on after the answer.
//!
//! While a job is open, its *journal* ([`store::journals`]) says who works on it, how far that is, and what went wrong the last time;
//! the job's record is written when it begins and when it is over. So a job as clients see it is made of both, and
//! the work itself writes one item a step.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::journals::Journal;

use crate::entity::{Entity, Kind};
use crate::moment;

/// How a job is. The numbers are those that clients see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Status {
    /// It is done.
    Done,
    /// It waits, or is being worked on. Of a stored job: its journal says how it is.
    Pending,
    /// It failed, and will be tried again.
    Failing,
    /// It failed for good.
    Failed,
    /// Somebody stopped it, or who worked on it died.
    Interrupted,
}

impl From<Status> for u8 {
    fn from(status: Status) -> Self {
        match status {
            Status::Done => 0,
            Status::Pending => 1,
            Status::Failing => 2,
            Status::Failed => 3,
            Status::Interrupted => 4,
        }
    }
}

impl TryFrom<u8> for Status {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        let all = [Self::Done, Self::Pending, Self::Failing, Self::Failed, Self::Interrupted];
        all.get(usize::from(number)).copied().ok_or_else(|| format!("no job has the status {number}"))
    }
}

/// What a job's body holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// URI of the user who asked for it.
    pub user: String,
    /// What is to be done: `split_pdf`.
    pub name: String,
    /// What it is to be done with: an object.
    pub data: Value,
    /// How it is.
    pub status: Status,
    /// How often it was tried and failed.
    pub attempts: u32,
    /// How far it is, in percent.
    pub progress: u8,
    /// When it failed last, in seconds since 1970.
    pub failed_at: Option<i64>,
    /// Why it failed, fit to be shown.
    pub error: Option<String>,
    /// What it has made: `{"resource_id": …}`.
    pub result: Value,
    /// Where to go on from when a job that failed is tried again: what its steps wrote down.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub state: Value,
}

/// Who works on jobs, as clients are told.
const WORKER: &str = "media";

impl Kind for Job {
    const RECORD_TYPE: &'static str = "arcs_job";
    const COLLECTION: &'static str = "/api/jobs";
    const NAME: &'static str = "job";

    fn author(&self) -> &str {
        &self.user
    }
}

impl Entity<Job> {
    /// The job as clients see it. `journal` is its journal while it is open; `now` is in milliseconds since 1970.
    pub fn show(&self, journal: Option<&Journal>, now: i64) -> Value {
        let facts = journal.map_or_else(|| self.facts.clone(), |journal| self.facts_in(journal, now));
        let locked_at = journal.and_then(|journal| journal.since).map(|since| moment::show(since / 1000));
        json!({
            "id": self.id,
            "name": facts.name,
            "data": facts.data,
            "status": u8::from(facts.status),
            "attempts": facts.attempts,
            "progress": facts.progress,
            "locked_by": locked_at.as_ref().map(|_| WORKER),
            "locked_at": locked_at,
            "failed_at": facts.failed_at.map(moment::show),
            "error": facts.error,
            "result": facts.result,
            "created": moment::show(self.stored.create_time),
        })
    }

    /// What an open job's journal says of it.
    fn facts_in(&self, journal: &Journal, now: i64) -> Job {
        // Who works on it says so again and again.
        let is_left = journal.since.is_some() && journal.until <= now;
        let status = match &journal.trouble {
            Some(_) => Status::Failing,
            None if is_left => Status::Interrupted,
            None => Status::Pending,
        };
        Job {
            status,
            attempts: journal.failures,
            progress: progress(journal),
            failed_at: journal.trouble.as_ref().map(|trouble| trouble.at),
            error: journal.trouble.as_ref().map(|trouble| trouble.text.clone()),
            ..self.facts.clone()
        }
    }
}

/// How far the work is, in percent. Only what is over is complete.
pub fn progress(journal: &Journal) -> u8 {
    let percent = (journal.done * 100).checked_div(journal.total).unwrap_or(0);
    u8::try_from(percent.min(99)).unwrap_or(99)
}

#[cfg(test)]
mod tests {
    use store::journals::Trouble;

    use super::*;

    #[test]
    fn an_open_job_is_as_its_journal_says() {
        let job = Job {
            user: "/users/7".to_owned(),
            name: "split_pdf".to_owned(),
            data: json!({}),
            status: Status::Pending,
            attempts: 0,
            progress: 0,
            failed_at: None,
            error: None,
            result: Value::Null,
            state: Value::Null,
        };
        let stored = serde_json::to_value(&job).unwrap();
        assert_eq!(serde_json::from_value::<Job>(stored).unwrap(), job);
        let author = crate::Author { uri: "/users/7", username: "eva" };
        let store = store::Store::new(store::Config::from_environment());
        let job = Entity::with_id(&store, uuid::Uuid::from_u128(1), author, job).unwrap();
        let shown = |journal: &Journal| job.show(Some(journal), 1_000_000);
        let waiting = Journal { total: 3, done: 1, ..Journal::default() };
        assert_eq!((&shown(&waiting)["status"], &shown(&waiting)["progress"]), (&json!(1), &json!(33)));
        assert_eq!(shown(&waiting)["locked_at"], Value::Null);
        let locked = Journal { since: Some(900_000), until: 1_060_000, done: 3, ..waiting.clone() };
        assert_eq!((&shown(&locked)["status"], &shown(&locked)["progress"]), (&json!(1), &json!(99)));
        assert_eq!(shown(&locked)["locked_at"], "1970-01-01 00:15:00");
        let left = Journal { until: 999_999, ..locked };
        assert_eq!(shown(&left)["status"], 4);
        let trouble = Trouble { text: "no answer".to_owned(), at: 60 };
        let failing = Journal { trouble: Some(trouble), failures: 2, ..waiting };
        assert_eq!((&shown(&failing)["status"], &shown(&failing)["attempts"]), (&json!(2), &json!(2)));
        assert_eq!(
            (&shown(&failing)["error"], &shown(&failing)["failed_at"]),
            (&json!("no answer"), &json!("1970-01-01 00:01:00"))
        );
    }
}
