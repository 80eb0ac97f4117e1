//! The fields that records of every type have.

use records::Body;
use serde_json::Value;

use super::{Source, names, notes, objects, people, string, target, targets, text};
use crate::Document;

/// Text that is indexed under its own name.
const COPIED: [&str; 10] = [
    "slug",
    "level",
    "component_id",
    "ref_id",
    "digital_object_id",
    "ead_id",
    "source",
    "create_time",
    "user_mtime",
    "system_mtime",
];
const COPIED_TOO: [&str; 2] = ["created_by", "last_modified_by"];
const FLAGS: [&str; 4] = ["is_slug_auto", "restrictions_apply", "access_restrictions", "use_restrictions"];

pub(super) fn add(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    document.add("uri", source.uri);
    document.add("primary_type", source.kind);
    document.add("types", source.kind);
    document.add("json", shown(source));
    document.add("suppressed", super::is_true(record, "suppressed"));
    document.add("system_generated", super::is_true(record, "system_generated"));
    let home = target(record, "repository").unwrap_or("global");
    document.add("repository", if source.kind == "repository" { source.uri } else { home });
    for property in COPIED.iter().chain(&COPIED_TOO) {
        document.add_all(property, string(record, property));
    }
    for property in FLAGS {
        document.add_all(property, record.get(property).and_then(Value::as_bool));
    }
    add_titles(source, document);
    document.add_all("external_id", objects(record, "external_ids").filter_map(|id| string(id, "external_id")));
    document.add_all("ancestors", source.ancestors());
    document.add_all("parent_id", target(record, "parent"));
    add_dates(record, document);
    document.add_all("extents", objects(record, "extents").map(extent));
    let languages =
        objects(record, "lang_materials").filter_map(|material| material.get("language_and_script")?.as_object());
    document.add_all("langcode", languages.filter_map(|language| string(language, "language")));
    document
        .add_all("ark_name", record.get("ark_name").and_then(Value::as_object).and_then(|ark| string(ark, "current")));
    add_subjects(source, document);
    people::add(source, document);
    let classifications: Vec<&str> = targets(record, "classifications").collect();
    document.add_all("classification_paths", classifications.iter().filter_map(|uri| source.title_of(uri)));
    document.add_all("classification_uris", classifications);
    for event in ["accession", "resource"] {
        let property = format!("related_{event}s");
        document.add_all(&format!("related_{event}_uris"), targets(record, &property));
    }
    add_instances(source, document);
    notes::add(source, document);
    text::add(source, document);
}

fn add_titles(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    document.add_all("display_string", string(record, "display_string"));
    for property in ["finding_aid_title", "finding_aid_filing_title"] {
        document.add_all(property, string(record, property));
    }
    let title = match source.kind {
        "archival_object" => string(record, "display_string"),
        _ => None,
    };
    let title = title.or_else(|| string(record, "title")).or_else(|| string(record, "display_string"));
    document.add_all("title", title);
    let sorted = string(record, "finding_aid_filing_title").or(title).map(names::title_sort);
    document.add_all("title_sort", sorted);
}

fn add_dates(record: &Body, document: &mut Document) {
    let mut years: Vec<String> = Vec::new();
    for date in objects(record, "dates") {
        let (begin, end) = (string(date, "begin"), string(date, "end"));
        let label = match (string(date, "expression"), begin, end) {
            (Some(expression), _, _) => Some(expression.to_owned()),
            (None, Some(begin), Some(end)) => Some(format!("{begin} - {end}")),
            (None, begin, end) => begin.or(end).map(str::to_owned),
        };
        document.add_all("dates", label);
        for year in names::years(begin, end) {
            if !years.contains(&year) {
                years.push(year);
            }
        }
    }
    years.sort_by_key(|year| year.parse::<i64>().unwrap_or_default());
    let span = years.first().zip(years.last()).map(|(first, last)| format!("{first:0>4} {last:0>4}"));
    document.add_all("year_sort", span);
    document.add_all("years", years.iter().filter_map(|year| year.parse::<i64>().ok()));
}

/// An extent as one text: number, kind, what it is made of.
fn extent(extent: &Body) -> String {
    let parts = ["number", "extent_type", "container_summary", "physical_details", "dimensions"];
    parts.iter().filter_map(|part| string(extent, part)).collect::<Vec<_>>().join(" ")
}

fn add_subjects(source: &Source<'_, '_>, document: &mut Document) {
    let uris: Vec<&str> = targets(source.record, "subjects").collect();
    document.add_all("subjects", uris.iter().filter_map(|uri| source.title_of(uri)));
    document.add_all("subject_uris", uris);
}

/// Containers, digital objects and places that the record has instances of.
fn add_instances(source: &Source<'_, '_>, document: &mut Document) {
    for instance in objects(source.record, "instances") {
        document.add_all("digital_object_uris", target(instance, "digital_object"));
        let Some(inside) = instance.get("sub_container").and_then(Value::as_object) else { continue };
        document.add_all("top_container_uri_u_sstr", target(inside, "top_container"));
        for (field, number) in [("child_container_u_sstr", 2), ("grand_child_container_u_sstr", 3)] {
            let part = |name: &str| string(inside, &format!("{name}_{number}"));
            let label: Vec<&str> = part("type").into_iter().chain(part("indicator")).collect();
            if part("indicator").is_some() {
                document.add(field, label.join(" "));
            }
        }
    }
    let mut locations: Vec<&str> = Vec::new();
    for location in containers(source.record).filter_map(|uri| (source.neighbours)(uri)).flat_map(places) {
        if !locations.contains(&location) {
            locations.push(location);
        }
    }
    document.add_all("location_uris", locations);
}

/// The containers that a record has instances in.
pub(super) fn containers(record: &Body) -> impl Iterator<Item = &str> {
    objects(record, "instances")
        .filter_map(|instance| target(instance.get("sub_container")?.as_object()?, "top_container"))
}

/// Where a container stands.
pub(super) fn places(container: &Body) -> impl Iterator<Item = &str> {
    let places = objects(container, "container_locations");
    let current = places.filter(|place| string(place, "status").is_none_or(|status| status == "current"));
    current.filter_map(|place| string(place, "ref"))
}

/// The record as text. Contacts are nobody's to find.
fn shown(source: &Source<'_, '_>) -> String {
    if !source.record.contains_key("agent_contacts") {
        return serde_json::to_string(source.record).unwrap_or_default();
    }
    let mut record = source.record.clone();
    record.insert("agent_contacts".to_owned(), Value::Array(Vec::new()));
    serde_json::to_string(&record).unwrap_or_default()
}
