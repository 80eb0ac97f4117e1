//! The records that are measured with: an ordinary accession, as archives have them by the thousand.

use serde_json::{Value, json};

/// An accession of about one kilobyte.
pub(crate) fn accession(identifier: &str, agent: &str) -> Value {
    json!({
        "jsonmodel_type": "accession",
        "id_0": identifier,
        "title": format!("Letters and papers, {identifier}"),
        "accession_date": "2012-05-03",
        "content_description": "Letters received from family and publishers, with drafts of the replies. ".repeat(6),
        "condition_description": "Good; a few letters are torn.",
        "extents": [{ "portion": "whole", "number": "5.5", "extent_type": "linear_feet" }],
        "dates": [{ "date_type": "inclusive", "label": "creation", "begin": "1899", "end": "1901" }],
        "linked_agents": [{ "ref": agent, "role": "creator" }],
    })
}

/// A person.
pub(crate) fn person(name: &str) -> Value {
    json!({
        "jsonmodel_type": "agent_person",
        "names": [{ "primary_name": name, "name_order": "inverted", "source": "local", "sort_name_auto_generate": true }],
    })
}
