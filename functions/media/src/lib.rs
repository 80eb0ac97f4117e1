//! What is looked for inside files: pictures of them, how large they are, their pages and their words.

pub mod arrivals;
pub mod decoder;
pub mod derive;
pub mod jobs;
pub mod pdf;
pub mod pictures;

use serde_json::Value;
use store::Store;
use store::quarantine::is_of_bucket;
use tokio::time::Instant;

/// Takes an event: of the bucket (a file has arrived), of the table's stream, or of the schedule.
pub async fn handle(store: &Store, event: &Value, until: Instant) -> Result<(), String> {
    if is_of_bucket(event) {
        // On the heap, here and below: what it takes to do a job is large.
        return Box::pin(arrivals::arrive(store, event, until)).await;
    }
    Box::pin(derive::take(store, event)).await.map_err(|error| error.to_string())?;
    if jobs::wakes(event) {
        Box::pin(jobs::run(store, until)).await?;
    }
    Ok(())
}
