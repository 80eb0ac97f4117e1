//! Goes on with long operations that nobody works on: those that a request handed over, and those whose process died.
//!
//! Woken by the table's stream when one is handed over, and by a schedule for what nobody handed over. Both do the same: every
//! open journal whose lease is over is taken.
//!
//! Another schedule, once an hour, has it clear away what was begun and never finished ([`uploads::sweep`]).

use operations::kinds::KINDS;
use operations::run_open;
use serde_json::Value;
use store::Store;
use store::journals::{Queue, is_handed_over};
use tokio::time::Instant;
use uploads::sweep::Swept;

/// Whether an event is a reason to look: the schedule's always, the stream's when an operation was handed over.
pub fn wakes(event: &Value) -> bool {
    match event["Records"].as_array() {
        Some(records) => records.iter().any(|record| is_handed_over(Queue::Operations, &record["dynamodb"])),
        None => true,
    }
}

/// Works on every operation that nobody is at, until the moment has come.
pub async fn run(store: &Store, until: Instant) -> Result<(), String> {
    let stretches = run_open(store, KINDS, until).await.map_err(|problem| problem.to_string())?;
    if stretches > 0 {
        tracing::info!(stretches, "operations went on");
    }
    Ok(())
}

/// Whether an event asks to clear away what was never finished: that of the hourly schedule.
pub fn sweeps(event: &Value) -> bool {
    event["sweep"] == true
}

/// Clears away what was begun more than a day ago and never finished, until the moment has come.
pub async fn sweep(store: &Store, until: Instant) -> Result<Swept, String> {
    // Boxed: the futures of the SDKs are deep.
    let swept = Box::pin(uploads::sweep::sweep(store, until)).await.map_err(|error| error.to_string())?;
    if swept != Swept::default() {
        tracing::info!(?swept, "cleared away what was never finished");
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_handed_over_wakes() {
        let event = |pk: &str, until: &str| {
            json!({ "Records": [{ "dynamodb": {
                "Keys": { "pk": { "S": pk }, "sk": { "S": "open#/repositories/2/jobs/1" } },
                "NewImage": { "u": { "N": until } },
            } }] })
        };
        assert!(wakes(&event("operations", "0")));
        assert!(!wakes(&event("operations", "1767225600000")));
        assert!(!wakes(&event("/subjects/1", "0")));
        assert!(wakes(&json!({ "source": "aws.scheduler" })));
        assert!(!sweeps(&json!({ "source": "aws.scheduler" })) && !sweeps(&event("operations", "0")));
        assert!(sweeps(&json!({ "sweep": true })));
    }
}
