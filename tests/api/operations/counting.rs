//! An operation that counts, and what tests need to begin and watch one.

use std::time::Duration;

use operations::job::{NewJob, open};
use operations::kinds::{Kind, write_state};
use operations::{Acting, Desk, Operation, Problem, Size, Step, run_open};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Key;
use store::journals::Journal;
use tests::Caller;
use tokio::time::Instant;

use crate::harness::{Fonds, REPO};

/// The kinds that these tests know. The archive's own runner does not, and leaves them alone.
pub(super) const KINDS: &[Kind] = &[Kind::of::<Counting>()];

/// The job of the first operation of an archive.
pub(super) const JOB: &str = "/repositories/2/jobs/1";

/// Counts to a number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Counting {
    pub(super) to: u64,
    pub(super) at: u64,
    /// How long a step takes, in milliseconds.
    pub(super) pace: u64,
    /// The number at which it fails for good.
    pub(super) fails_at: Option<u64>,
    /// The number at which the stores are in trouble.
    pub(super) troubled_at: Option<u64>,
    /// What nobody else may work on.
    pub(super) target: String,
}

impl Operation for Counting {
    const KIND: &'static str = "counting";

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: self.to })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        tokio::time::sleep(Duration::from_millis(self.pace)).await;
        if self.fails_at == Some(self.at) {
            return Err(Problem::conflict("thirteen is bad luck"));
        }
        if self.troubled_at == Some(self.at) {
            return Err(Problem::Unavailable("a secret of the store".to_owned()));
        }
        self.at += 1;
        desk.note(format!("counted {}", self.at));
        if self.at < self.to {
            return Ok(Step::More { done: self.at, total: self.to });
        }
        Ok(Step::Done(json!({ "counted": self.at, "for": desk.acting.username })))
    }

    fn targets(&self) -> Vec<String> {
        vec![self.target.clone()]
    }
}

impl Counting {
    pub(super) fn to(to: u64) -> Self {
        Self { to, target: format!("{REPO}/resources/1"), ..Self::default() }
    }
}

/// Writes the journal and the job, as a request does that hands over at once.
pub(super) async fn begin(fonds: &Fonds, counting: Counting) -> Result<String, Problem> {
    let acting = Acting { username: Some("archivist".to_owned()), user: Some(901), repository: Some(2) };
    let new = NewJob {
        job_type: "counting_job".to_owned(),
        job: records::Body::new(),
        params: None,
        files: vec![],
        repository: 2,
        running: false,
    };
    let journal = Journal {
        kind: Counting::KIND.to_owned(),
        targets: counting.targets(),
        state: write_state(&counting)?,
        total: counting.to,
        ..acting.journal()
    };
    let fetched = fonds.store.fetch([Key::counter("job")]).await?;
    Ok(open(&fonds.store, &fetched, &acting, new, journal, |_| ()).await?.0.uri)
}

/// Works on what is open for so many milliseconds at most.
pub(super) async fn run(fonds: &Fonds, milliseconds: u64) -> usize {
    run_open(&fonds.store, KINDS, Instant::now() + Duration::from_millis(milliseconds)).await.unwrap()
}

/// A runner that dies after so many milliseconds: whatever it was doing ends there, unfinished.
pub(super) async fn run_and_die(fonds: &Fonds, milliseconds: u64) {
    let until = Instant::now() + Duration::from_hours(1);
    let died = tokio::time::timeout(Duration::from_millis(milliseconds), run_open(&fonds.store, KINDS, until)).await;
    assert!(died.is_err(), "it was over before it could die");
}

/// A job's status.
pub(super) async fn status(caller: &Caller, job: &str) -> String {
    caller.get(job).await.ok()["status"].as_str().unwrap().to_owned()
}

/// Waits until a job has this status; the job.
pub(super) async fn wait_for(caller: &Caller, job: &str, wanted: &str) -> Value {
    for _ in 0..400 {
        let shown = caller.get(job).await.ok();
        if shown["status"] == wanted {
            return shown;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{job} never was {wanted}: {}", caller.get(job).await.text());
}
