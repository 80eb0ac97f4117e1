//! The event that records a merge of finding aids or digital objects.

use api::Problem;
use api::write::Draft;
use records::derive::display;
use records::record_type::Stored;
use records::types::EVENT;
use records::{Body, Uri, render};
use serde_json::{Value, json};

use super::{Merge, Parties};
use crate::Desk;

/// Types whose merges are recorded.
const RECORDED: [&str; 2] = ["resource", "digital_object"];

/// What the event says about the records that end, one line each; `None` for types whose merges are not recorded.
pub(super) fn note(parties: &Parties) -> Option<String> {
    RECORDED.contains(&parties.row.name).then(|| parties.candidates.iter().map(|(_, record)| line(record)).collect())
}

fn line(record: &Stored) -> String {
    let text = |name: &str| record.body.get(name).and_then(Value::as_str).unwrap_or_default();
    let identifier = match record.record_type {
        "resource" => display::four_part_identifier(&record.body, "--"),
        _ => text("digital_object_id").to_owned(),
    };
    format!("{identifier} -- {}\n", text("title"))
}

/// The agent of the user in whose name the merge is done, when it is recorded.
pub(super) async fn implementer(desk: &Desk<'_>, merge: &Merge) -> Result<Option<String>, Problem> {
    if merge.note.is_some() { agent_of_user(desk).await } else { Ok(None) }
}

/// The agent of the user in whose name an operation works.
pub(crate) async fn agent_of_user(desk: &Desk<'_>) -> Result<Option<String>, Problem> {
    let Some(user) = desk.acting.user else { return Ok(None) };
    let user = desk.store.read(&[&format!("/users/{user}")]).await?.pop().flatten();
    let agent = user.as_ref().and_then(|user| user.body.get("agent_record")?.get("ref")?.as_str());
    Ok(agent.map(str::to_owned))
}

/// The event.
pub(super) fn draft(desk: &Desk<'_>, destination: &str, note: &str, implementer: Option<&str>) -> Draft {
    let agents: Vec<Value> = implementer.iter().map(|agent| json!({ "role": "implementer", "ref": agent })).collect();
    let event = json!({
        "jsonmodel_type": "event",
        "event_type": "component_transfer",
        "outcome": "pass",
        "outcome_note": note,
        "timestamp": render::instant(desk.store.clock().now()),
        "linked_agents": agents,
        "linked_records": [{ "role": "outcome", "ref": destination }],
    });
    let body = event.as_object().cloned().unwrap_or_else(Body::new);
    let repository = Uri::parse(destination).and_then(|uri| uri.repository());
    Draft { row: &EVENT, repository, body, suppressed: false }
}
