//! The job `download_file`: a resource from an address.
//!
//! 1. The file is *sent for*: an errand, which the function `fetcher` runs. The request itself sends the first.
//! 2. The job *waits* for a report in the quarantine ([`crate::arrivals`]). None comes in time: it is sent for again.
//! 3. What came is *looked at* ([`adopt`]), becomes a blob, and the resource is made, under an id that follows from the job's: the
//!    step may be run again.
//!
//! A failure that may pass is waited for, longer each time; the others end the job with what the fetcher said.

mod adopt;
mod name;

use arcs::download::{Download, NAME, PATIENCE};
use arcs::entity::parse_id;
use operations::{Desk, Operation, Problem, Size, Step};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Transaction;
use store::errands::Errand;
use store::quarantine::Place;
use uuid::Uuid;

/// How often a file is sent for, in all.
const MOST: u32 = 5;

/// The pause before the second time, in milliseconds; each further one is twice as long.
const PAUSE: i64 = 30_000;

/// Characters of a report's text that are shown: the fetcher is not trusted with more.
const LONGEST: usize = 200;

/// A file that somebody wants fetched.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct DownloadFile(Download);

/// Why there is no file.
pub(crate) enum Failure {
    /// It may go better the next time.
    Passing(String),
    /// It will not.
    Lasting(String),
    /// The archive's own stores are in trouble.
    Trouble(Problem),
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::Trouble(error.into())
    }
}

impl Operation for DownloadFile {
    const KIND: &'static str = NAME;

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 1 })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        let job = desk.job().and_then(|uri| parse_id(uri.rsplit('/').next()?));
        let job = job.ok_or_else(|| Problem::Unavailable("a download without a job".to_owned()))?;
        let Some(until) = self.0.until else { return self.send(desk, job).await };
        let place = Place { job, attempt: self.0.attempt };
        let Some(report) = desk.store.read_report(place).await? else {
            if desk.is_hurried() {
                return self.send(desk, job).await;
            }
            let left = until - desk.store.clock().milliseconds();
            if left > 0 {
                return Ok(Step::Later { milliseconds: left, trouble: None });
            }
            return self.again(desk, place, "the file did not arrive".to_owned()).await;
        };
        match self.take(desk, place, &report).await {
            Ok(resource) => {
                clear(desk, place).await;
                Ok(Step::Done(json!({ "resource_id": resource })))
            }
            Err(Failure::Passing(text)) => self.again(desk, place, text).await,
            Err(Failure::Lasting(text)) => {
                clear(desk, place).await;
                Err(Problem::bad_request(text))
            }
            Err(Failure::Trouble(problem)) => Err(problem),
        }
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}

impl DownloadFile {
    /// Sends for the file. Should this be done twice, the same errand is sent twice.
    async fn send(&mut self, desk: &Desk<'_>, job: Uuid) -> Result<Step, Problem> {
        self.0.attempt += 1;
        let errand = Errand { job, attempt: self.0.attempt, address: self.0.wanted.url.clone() };
        let mut transaction = Transaction::new();
        transaction.send_errand(desk.store, &errand);
        desk.store.commit(transaction).await?;
        self.0.until = Some(desk.store.clock().milliseconds() + PATIENCE);
        Ok(Step::Later { milliseconds: PATIENCE, trouble: None })
    }

    /// Has the file sent for again, after a pause; not for ever.
    async fn again(&mut self, desk: &Desk<'_>, place: Place, trouble: String) -> Result<Step, Problem> {
        clear(desk, place).await;
        let failures = desk.failures();
        if failures + 1 >= MOST {
            return Err(Problem::bad_request(trouble));
        }
        self.0.until = None;
        Ok(Step::Later { milliseconds: PAUSE << failures, trouble: Some(trouble) })
    }

    /// Makes a resource of what came; its id.
    async fn take(&self, desk: &Desk<'_>, place: Place, report: &Value) -> Result<Uuid, Failure> {
        if let Some(text) = report.get("error") {
            let text = shown(text.as_str().unwrap_or_default());
            let is_passing = report["temporary"] == true;
            return Err(if is_passing { Failure::Passing(text) } else { Failure::Lasting(text) });
        }
        adopt::adopt(desk, &self.0.wanted, place, report).await
    }
}

/// A text of the fetcher, fit to be shown.
fn shown(text: &str) -> String {
    let text: String = text.chars().filter(|character| !character.is_control()).take(LONGEST).collect();
    if text.is_empty() { "the file could not be fetched".to_owned() } else { text }
}

/// Removes what an attempt brought. What stays goes by itself after a day.
async fn clear(desk: &Desk<'_>, place: Place) {
    if let Err(error) = desk.store.clear_quarantined(place).await {
        tracing::warn!(%error, job = %place.job, "what was fetched stays for a day");
    }
}
