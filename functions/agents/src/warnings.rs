//! Which warnings about an agent its writer reads: those about the name it is shown under, and about related agents' dates.
//! The others are the schema's business with itself, and clients have never seen them.

use std::sync::Arc;

use api::{Call, Endpoint};
use records::Body;
use serde_json::{Map, Value};

/// Keeps the warnings that are shown.
pub(crate) fn shown(endpoint: Endpoint) -> Endpoint {
    let write = Arc::clone(&endpoint.handler);
    Endpoint {
        handler: Arc::new(move |mut call: Call| {
            call.warnings = Value::Object(keep(&call.warnings, &call.body));
            write(call)
        }),
        ..endpoint
    }
}

fn keep(warnings: &Value, agent: &Body) -> Map<String, Value> {
    let display = format!("names/{}/", display_name(agent));
    let warnings = warnings.as_object().into_iter().flatten();
    warnings
        .filter_map(|(path, messages)| {
            let path = if let Some(rest) = path.strip_prefix(&display) {
                format!("display_name/{rest}")
            } else if path.starts_with("related_agents/") && path.contains("/dates/") {
                path.clone()
            } else {
                return None;
            };
            Some((path, messages.clone()))
        })
        .collect()
}

/// The place of the name that the agent will be shown under: the chosen one, else the authorized one, else the first.
fn display_name(agent: &Body) -> usize {
    let names = agent.get("names").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let marked = |flag: &str| names.iter().position(|name| name.get(flag) == Some(&Value::Bool(true)));
    marked("is_display_name").or_else(|| marked("authorized")).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn warnings_about_other_names_are_not_shown() {
        let agent = json!({ "names": [{}, { "is_display_name": true }] });
        let warnings = json!({
            "names/0/source": ["a"],
            "names/1/source": ["b"],
            "dates_of_existence/0/x": ["c"],
            "related_agents/0/dates/x": ["d"],
        });
        let kept = keep(&warnings, agent.as_object().unwrap());
        assert_eq!(Value::Object(kept), json!({ "display_name/source": ["b"], "related_agents/0/dates/x": ["d"] }));
    }
}
