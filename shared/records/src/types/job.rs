//! Jobs: work that goes on after the request that asked for it.
//!
//! What a job says of itself is written by the archive alone; a client gives only `job` and `job_params`. Times are stored
//! as seconds and shown in the form that jobs have.

use serde_json::{Value, json};

use super::shared::{BLANK, VIEW, needs};
use crate::Body;
use crate::permissions::Permission::{CancelJob, CreateJob};
use crate::record_type::RecordType;

/// The row of jobs.
pub static JOB: RecordType = RecordType {
    name: "job",
    model: "Job",
    plural: "jobs",
    needs: needs(VIEW, &[CreateJob], &[CancelJob]),
    render: |body, view| show(body, &view.stored.body),
    ..BLANK
};

/// Statuses of jobs that are not over.
pub const ACTIVE: [&str; 2] = ["queued", "running"];

fn show(shown: &mut Body, stored: &Body) {
    for property in ["time_submitted", "time_started", "time_finished"] {
        if let Some(moment) = stored.get(property).and_then(Value::as_i64) {
            shown.insert(property.to_owned(), moment_text(moment).into());
        }
    }
    if stored.get("status").and_then(Value::as_str) == Some("queued") {
        // Jobs do not wait for each other.
        shown.insert("queue_position".to_owned(), json!(0));
    }
    if let Some(result) = stored.get("result") {
        shown.insert("result".to_owned(), result.clone());
    }
}

/// `2026-01-31 10:20:30 UTC`.
fn moment_text(seconds: i64) -> String {
    let text = crate::render::instant(seconds);
    format!("{} UTC", text.trim_end_matches('Z').replace('T', " "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn moments_have_the_form_of_jobs() {
        assert_eq!(super::moment_text(1_769_854_830), "2026-01-31 10:20:30 UTC");
    }
}
