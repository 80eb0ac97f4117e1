//! ARCS jobs: what is done for each of their names.
//!
//! A job is an [`Operation`](operations::Operation): a state that can be written down, and a step that does a piece of the work and may be run
//! again. The state begins as the job's `data`, so what the steps note in it has a default; [`KINDS`] is the table of them.
//! Whoever asks for a job stages it with [`operations::task::stage`].
//!
//! What steps have to keep, and what becomes of their problems, says [`operations`]: a problem with a cause for the log is tried again,
//! any other one is the job's `error`, word for word.

mod confirm;
mod download;
mod email;
mod pictures;
mod reindex;
mod split;
mod zip;

use operations::kinds::Kind;
use operations::run_tasks;
use serde_json::Value;
use store::Store;
use store::journals::{Queue, is_handed_over};
use tokio::time::Instant;

/// What can be done. A job of another name waits for a newer version of this program.
pub const KINDS: &[Kind] = &[
    Kind::of::<download::DownloadFile>(),
    Kind::of::<confirm::ConfirmUpload>(),
    Kind::of::<reindex::SolrIndex>(),
    Kind::of::<reindex::SolrDelete>(),
    Kind::of::<email::Email>(),
    Kind::of::<zip::Zip>(),
    Kind::of::<pictures::Thumb>(),
    Kind::of::<pictures::Preview>(),
    Kind::of::<split::SplitPdf>(),
];

/// Whether an event is a reason to look for jobs: the schedule's always, the stream's when one was handed over.
pub fn wakes(event: &Value) -> bool {
    match event["Records"].as_array() {
        Some(records) => records.iter().any(|record| is_handed_over(Queue::Tasks, &record["dynamodb"])),
        None => true,
    }
}

/// Works on every job that nobody is at, until the moment has come.
pub async fn run(store: &Store, until: Instant) -> Result<(), String> {
    run_tasks(store, KINDS, until).await.map(|_| ()).map_err(|problem| problem.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_jobs_that_are_handed_over_wake() {
        let event = |pk: &str, until: &str| {
            json!({ "Records": [{ "dynamodb": {
                "Keys": { "pk": { "S": pk }, "sk": { "S": "open#/api/jobs/x" } },
                "NewImage": { "u": { "N": until } },
            } }] })
        };
        assert!(wakes(&event("tasks", "0")) && wakes(&json!({ "source": "aws.scheduler" })));
        assert!(!wakes(&event("tasks", "1767225600000")) && !wakes(&event("operations", "0")));
    }
}
