//! The agents of a record.

use serde_json::Value;

use super::{Source, is_true, objects, string, targets};
use crate::Document;

pub(super) fn add(source: &Source<'_, '_>, document: &mut Document) {
    for link in objects(source.record, "linked_agents") {
        let Some(uri) = string(link, "ref") else { continue };
        let title = source.title_of(uri);
        let is_published = (source.neighbours)(uri).is_some_and(|agent| is_true(agent, "publish"));
        document.add("agent_uris", uri);
        document.add_all("agents", title);
        if is_published {
            document.add("published_agent_uris", uri);
            document.add_all("published_agents", title);
        }
        if string(link, "role") == Some("creator") {
            document.add_all("creators", title);
        }
    }
    document.add_all("related_agent_uris", targets(source.record, "related_agents"));
    for statement in objects(source.record, "rights_statements") {
        document.add_all("rights_statement_agent_uris", targets(statement, "linked_agents"));
    }
    for field in ["agents", "creators", "published_agents", "agent_uris", "published_agent_uris", "subjects"] {
        once(document, field);
    }
}

/// Keeps the first of equal values.
fn once(document: &mut Document, field: &str) {
    if let Some(values) = document.fields.get_mut(field) {
        let mut seen: Vec<Value> = Vec::with_capacity(values.len());
        values.retain(|value| {
            let is_new = !seen.contains(value);
            if is_new {
                seen.push(value.clone());
            }
            is_new
        });
    }
}
