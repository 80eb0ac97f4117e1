//! Jobs: work that goes on after the answer.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::entity::{Entity, Kind};
use crate::moment;

/// How a job is. The numbers are those that clients see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Status {
    /// It is done.
    Done,
    /// It waits, or is being worked on.
    Pending,
    /// It failed, and will be tried again.
    Failing,
    /// It failed for good.
    Failed,
    /// Somebody stopped it.
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
    /// What it is to be done with.
    pub data: Value,
    /// How it is.
    pub status: Status,
    /// How often it was tried and failed.
    pub attempts: u32,
    /// How far it is, in percent.
    pub progress: u8,
    /// Until when somebody works on it, in milliseconds since 1970; 0 for nobody.
    pub locked_until: i64,
    /// Who works on it.
    pub locked_by: Option<String>,
    /// When it failed last, in seconds since 1970.
    pub failed_at: Option<i64>,
    /// Why it failed, fit to be shown.
    pub error: Option<String>,
    /// What it has made: `{"resource_id": …}`.
    pub result: Value,
    /// Where to go on from: what the job's own steps wrote down.
    pub state: Value,
}

impl Kind for Job {
    const RECORD_TYPE: &'static str = "arcs_job";
    const COLLECTION: &'static str = "/api/jobs";
    const NAME: &'static str = "job";

    fn author(&self) -> &str {
        &self.user
    }
}

impl Entity<Job> {
    /// The job as clients see it.
    pub fn show(&self) -> Value {
        let (facts, stored) = (&self.facts, &self.stored);
        let locked = facts.locked_by.as_ref().map(|_| moment::show(stored.system_mtime));
        json!({
            "id": self.id,
            "name": facts.name,
            "data": facts.data,
            "status": u8::from(facts.status),
            "attempts": facts.attempts,
            "progress": facts.progress,
            "locked_at": locked,
            "locked_by": facts.locked_by,
            "failed_at": facts.failed_at.map(moment::show),
            "error": facts.error,
            "result": facts.result,
            "created": moment::show(stored.create_time),
        })
    }
}
