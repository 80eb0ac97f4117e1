//! Rules that a schema cannot say: properties that need each other, orders of dates, forms of numbers.
//!
//! A rule reads one record and names its findings by property, relative to that record. It sees bodies whose single
//! values may still be of the wrong kind (that is reported elsewhere), so it looks only at what it can read.

mod agents;
mod containers;
mod dated;
mod description;
mod notes;
mod numbers;
mod queries;
mod structured_dates;

use jiff::civil::Date;
use serde_json::Value;

use crate::{Body, Invalid};

type Rule = fn(&Body, &mut Invalid);

/// What the rules of a record type find in a record.
pub(super) fn check(record_type: &str, body: &Body, today: Date) -> Invalid {
    let mut found = Invalid::default();
    for rule in rules_of(record_type) {
        rule(body, &mut found);
    }
    match record_type {
        "event" => dated::event(body, &mut found, today),
        "assessment" => dated::assessment(body, &mut found, today),
        _ => {}
    }
    found
}

fn rules_of(record_type: &str) -> &'static [Rule] {
    match record_type {
        "accession" => &[description::identifier],
        "resource" => &[description::identifier, description::language, description::level],
        "archival_object" => &[description::identifier, description::level, description::title_or_date],
        "digital_object_component" => &[description::title_label_or_date],
        "rights_statement" => &[description::rights],
        "rights_statement_external_document" => &[description::rights_document],
        "date" => &[dated::date],
        "assessment" => &[numbers::assessment],
        "structured_date_label" => &[structured_dates::label],
        "structured_date_single" => &[structured_dates::single],
        "structured_date_range" => &[structured_dates::range],
        "location" => &[containers::location],
        "container_location" => &[containers::container_location],
        "instance" => &[containers::instance],
        "sub_container" => &[containers::sub_container],
        "container_profile" => &[numbers::container_profile],
        "location_profile" => &[numbers::location_profile],
        "collection_management" => &[numbers::collection_management],
        "user_defined" => &[numbers::user_defined],
        "agent_person" | "agent_family" | "agent_corporate_entity" => &[agents::existence],
        "agent_software" => &[agents::existence, agents::software],
        "name_person" | "name_family" | "name_corporate_entity" | "name_software" => &[agents::name, agents::authority],
        "agent_function" | "agent_place" | "agent_occupation" | "agent_topic" => &[agents::subjects],
        "used_language" => &[agents::language],
        "agent_sources" => &[agents::source],
        "agent_alternate_set" => &[agents::alternate_set],
        "note_multipart" => &[notes::subnotes, notes::restriction],
        "note_bioghist" => &[notes::subnotes],
        "field_query" | "date_field_query" => &[queries::value],
        "find_and_replace_job" => &[queries::property],
        _ => &[],
    }
}

fn has(body: &Body, key: &str) -> bool {
    body.contains_key(key)
}

fn text<'a>(body: &'a Body, key: &str) -> Option<&'a str> {
    body.get(key).and_then(Value::as_str)
}

/// The items of an array; none when there is no array.
fn items<'a>(body: &'a Body, key: &str) -> &'a [Value] {
    body.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether a property holds something: an array without items does not.
fn is_filled(body: &Body, key: &str) -> bool {
    body.get(key).is_some_and(|value| value.as_array().is_none_or(|items| !items.is_empty()))
}
