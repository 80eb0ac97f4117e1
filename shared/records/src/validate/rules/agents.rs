//! Agents, their names, and what is known about their lives.

use serde_json::Value;

use super::{has, is_filled, items};
use crate::{Body, Invalid};

pub(super) fn existence(body: &Body, found: &mut Invalid) {
    let elsewhere = |date: &Value| {
        let label = date.get("date_label").and_then(Value::as_str);
        label.is_some_and(|label| label != "existence")
    };
    if items(body, "dates_of_existence").iter().any(elsewhere) {
        found.add("dates_of_existence", "Label must be 'existence' in this context");
    }
}

/// Software has no authority record, so nothing that describes one.
pub(super) fn software(body: &Body, found: &mut Invalid) {
    const REFUSED: [&str; 8] = [
        "agent_record_identifiers",
        "agent_record_controls",
        "agent_other_agency_codes",
        "agent_conventions_declarations",
        "agent_maintenance_histories",
        "agent_sources",
        "agent_alternate_sets",
        "agent_resources",
    ];
    for key in REFUSED.into_iter().filter(|key| is_filled(body, key)) {
        found.add(key, "subrecord not allowed for agent software");
    }
}

/// The request itself must ask for a generated sort name: the default is filled in later.
pub(super) fn name(body: &Body, found: &mut Invalid) {
    let generated = !matches!(body.get("sort_name_auto_generate"), None | Some(Value::Bool(false)));
    if !has(body, "sort_name") && !generated {
        found.add("sort_name", "Property is required but was missing");
    }
}

pub(super) fn authority(body: &Body, found: &mut Invalid) {
    if has(body, "authority_id") && !has(body, "source") {
        found.warn("source", "is required if there is an authority id");
    }
}

pub(super) fn subjects(body: &Body, found: &mut Invalid) {
    if !is_filled(body, "subjects") {
        found.add("subjects", "Must specify a primary subject");
    }
}

pub(super) fn language(body: &Body, found: &mut Invalid) {
    if !has(body, "language") && !is_filled(body, "notes") {
        found.add("language", "Must specify either language or a note.");
    }
}

pub(super) fn source(body: &Body, found: &mut Invalid) {
    one_of(body, "source_entry", "Must specify one of Source Entry, Descriptive Note or File URI", found);
}

pub(super) fn alternate_set(body: &Body, found: &mut Invalid) {
    one_of(body, "set_component", "Must specify one of Set Component, Descriptive Note or File URI", found);
}

fn one_of(body: &Body, key: &str, message: &str, found: &mut Invalid) {
    if ![key, "descriptive_note", "file_uri"].iter().any(|key| has(body, key)) {
        // Both types report under this key.
        found.add("agent_sources", message);
    }
}
