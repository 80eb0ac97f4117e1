//! Files that have arrived in the quarantine: the jobs that wait for them go on.

use arcs::Kind;
use arcs::kinds::Job;
use operations::resume;
use serde_json::Value;
use store::Store;
use store::quarantine::report_in;
use tokio::time::Instant;

use crate::jobs::KINDS;

/// Goes on with the job whose file an event of the bucket tells of. An error: somebody is at it and may not have seen the file yet; the
/// event is to be told again.
pub async fn arrive(store: &Store, event: &Value, until: Instant) -> Result<(), String> {
    let Some(place) = report_in(event) else { return Ok(()) };
    let job = format!("{}/{}", Job::COLLECTION, place.job);
    let resumed = resume(store, KINDS, &job, until).await.map_err(|problem| problem.to_string())?;
    if resumed { Ok(()) } else { Err(format!("somebody is at {job}")) }
}
