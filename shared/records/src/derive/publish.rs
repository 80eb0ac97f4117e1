//! Who may see what: the `publish` flag where a client did not set it.

use serde_json::{Map, Value};

use super::objects_mut;
use crate::record_type::Draft;

/// Nested records that follow the default of new records.
const LIKE_RECORDS: [&str; 3] = ["external_documents", "file_versions", "revision_statements"];
/// Nested records of agents that are published with their agent.
const LIKE_THE_AGENT: [&str; 5] =
    ["agent_functions", "agent_occupations", "agent_places", "agent_resources", "agent_topics"];
/// Parts of notes that have no flag.
const WITHOUT_FLAG: [&str; 2] = ["note_index_item", "note_outline_level"];

/// Fills the flag of the record and of everything inside.
///
/// The default is for what is new: an update that leaves the flag of the record out clears it. What is nested is made
/// anew by every update.
pub(crate) fn fill(draft: &mut Draft<'_>) {
    let default = draft.publish_default;
    set_if_absent(&mut draft.body, default && draft.previous.is_none());
    fill_nested(&mut draft.body, default);
}

/// Fills the flags of nested records and notes only, for records without a flag of their own.
pub(crate) fn fill_nested(object: &mut Map<String, Value>, default: bool) {
    for (property, value) in object {
        let Some(items) = value.as_array_mut() else {
            if let Some(nested) = value.as_object_mut() {
                fill_nested(nested, default);
            }
            continue;
        };
        for item in items.iter_mut().filter_map(Value::as_object_mut) {
            match property.as_str() {
                // Notes are hidden until somebody publishes them, whatever the preference; their parts follow it.
                "notes" => set_if_absent(item, false),
                "subnotes" if !lacks_flag(item) => set_if_absent(item, default),
                property if LIKE_RECORDS.contains(&property) => set_if_absent(item, default),
                _ => {}
            }
            fill_nested(item, default);
        }
    }
}

/// Gives the agent's flag to the parts that are shown with it.
pub(crate) fn follow_agent(agent: &mut Map<String, Value>) {
    let publish = agent.get("publish").cloned().unwrap_or(Value::Bool(false));
    for property in LIKE_THE_AGENT {
        for part in objects_mut(agent, property) {
            part.insert("publish".to_owned(), publish.clone());
        }
    }
}

/// Sets the flag of the record and of everything inside that has one, as publishing and unpublishing do.
pub fn set_everywhere(object: &mut Map<String, Value>, publish: bool) {
    if object.contains_key("publish") {
        object.insert("publish".to_owned(), publish.into());
    }
    for (_, value) in object {
        match value {
            Value::Array(items) => {
                items.iter_mut().filter_map(Value::as_object_mut).for_each(|item| set_everywhere(item, publish));
            }
            Value::Object(nested) => set_everywhere(nested, publish),
            _ => {}
        }
    }
}

fn set_if_absent(object: &mut Map<String, Value>, publish: bool) {
    object.entry("publish").or_insert(Value::Bool(publish));
}

fn lacks_flag(part: &Map<String, Value>) -> bool {
    super::text(part, "jsonmodel_type").is_some_and(|kind| WITHOUT_FLAG.contains(&kind))
}
