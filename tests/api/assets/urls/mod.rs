//! Resources from addresses: what is fetched, and what is not.

mod fetched;
mod hostile;
mod refused;
pub(crate) mod site;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::Caller;

/// How long a job may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// Asks for a file; the path of the job.
async fn ask(caller: &Caller, url: &str, public: bool) -> String {
    let asked = caller.post("/api/resources", &json!({ "url": url, "public": public })).await.expect(202);
    format!("/api/jobs/{}", asked["id"].as_str().unwrap())
}

/// The job when it has one of these states.
pub(crate) async fn wait_for(caller: &Caller, job: &str, states: &[u64]) -> Value {
    let begun = Instant::now();
    loop {
        let shown = caller.get(job).await.ok();
        if states.contains(&shown["status"].as_u64().unwrap()) {
            return shown;
        }
        assert!(begun.elapsed() < PATIENCE, "{shown}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
