//! The fields that records of one type have besides the common ones.

use records::Body;
use serde_json::Value;

use super::{Source, containers, is_true, names, objects, string, target, targets};
use crate::Document;

pub(super) fn add(source: &Source<'_, '_>, document: &mut Document) {
    match source.kind {
        "archival_object" => archival_object(source, document),
        "resource" => resource(source, document),
        "accession" => accession(source, document),
        "digital_object" | "digital_object_component" => digital_object(source, document),
        "agent_person" | "agent_family" | "agent_corporate_entity" | "agent_software" => agent(source, document),
        "subject" => subject(source, document),
        "top_container" => containers::add(source, document),
        "location" | "location_profile" | "container_profile" => place(source, document),
        "classification" | "classification_term" => classification(source, document),
        "event" => event(source, document),
        "repository" => repository(source, document),
        "assessment" => assessment(source, document),
        "job" => job(source, document),
        _ => {}
    }
}

fn copy(record: &Body, document: &mut Document, fields: &[&str]) {
    for field in fields {
        document.add_all(field, record.get(*field).filter(|value| !value.is_object() && !value.is_array()).cloned());
    }
}

fn parts(record: &Body) -> Vec<&str> {
    ["id_0", "id_1", "id_2", "id_3"].iter().filter_map(|part| string(record, part)).collect()
}

/// The four parts of an identifier, in the ways that they are searched and sorted.
fn identify(record: &Body, document: &mut Document) {
    let parts = parts(record);
    document.add("four_part_id", parts.join(" "));
    document.add("identifier", parts.join("-"));
    document.add("identifier_sort", parts.join("-"));
}

fn archival_object(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    document.add_all("resource", target(record, "resource"));
    document.add_all("root_uri", target(record, "resource"));
    for field in ["identifier", "identifier_sort"] {
        document.add_all(field, string(record, "component_id"));
    }
}

fn resource(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    identify(record, document);
    copy(record, document, &["resource_type", "finding_aid_status"]);
    document.add_all("restrictions", record.get("restrictions").map(Value::to_string));
    management(record, document);
}

/// What the collection management of a record says about it.
fn management(record: &Body, document: &mut Document) {
    if let Some(part) = record.get("collection_management").and_then(Value::as_object) {
        copy(
            part,
            document,
            &[
                "processing_priority",
                "processing_status",
                "processors",
                "processing_hours_total",
                "processing_funding_source",
            ],
        );
    }
}

fn accession(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    identify(record, document);
    copy(record, document, &["acquisition_type", "resource_type"]);
    if let Some(date) = string(record, "accession_date") {
        // What archives write when they do not know.
        let is_unknown = date == "9999-12-31";
        document.add("accession_date", if is_unknown { "unknown" } else { date });
        document.add_all("accession_date_year", date.get(..4).and_then(|year| year.parse::<i64>().ok()));
    }
    management(record, document);
}

fn digital_object(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    copy(record, document, &["digital_object_type"]);
    for field in ["identifier", "identifier_sort"] {
        document.add_all(field, string(record, "digital_object_id").or_else(|| string(record, "component_id")));
    }
    document.add_all("digital_object", target(record, "digital_object"));
    document.add_all("root_uri", target(record, "digital_object"));
    document.add_all("linked_instance_uris", targets(record, "linked_instances"));
    document.add_all("collection_uri_u_sstr", targets(record, "collection"));
    document.add_all("restrictions", record.get("restrictions").map(Value::to_string));
}

fn agent(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    document.add("types", "agent");
    let name = record.get("display_name").and_then(Value::as_object);
    let name = name.or_else(|| objects(record, "names").next());
    if let Some(name) = name {
        let title = string(record, "title").or_else(|| string(name, "sort_name"));
        document.fields.remove("title");
        document.fields.remove("title_sort");
        document.add_all("title", title);
        document.add_all("title_sort", title.map(names::title_sort));
        copy(name, document, &["authority_id", "rules", "source"]);
    }
    let roles = record.get("linked_agent_roles").and_then(Value::as_array).into_iter().flatten();
    document.add_all("linked_agent_roles", roles.filter_map(Value::as_str));
    used_within(record, document);
    let is_user = record.get("is_user").is_some_and(|user| user.is_string() || user == true);
    document.add("is_user", is_user);
    if is_user {
        document.add("types", "agent_with_user");
    }
}

fn used_within(record: &Body, document: &mut Document) {
    let uses = [
        ("used_within_repository", "used_within_repositories"),
        ("used_within_published_repository", "used_within_published_repositories"),
    ];
    for (field, property) in uses {
        let found = record.get(property).and_then(Value::as_array).into_iter().flatten();
        document.add_all(field, found.filter_map(|item| item.as_str().or_else(|| item.get("ref")?.as_str())));
    }
}

fn subject(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    let kind = objects(record, "terms").next().and_then(|term| string(term, "term_type"));
    document.add_all("first_term_type", kind);
    copy(record, document, &["authority_id"]);
    used_within(record, document);
}

fn place(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    copy(record, document, &["building", "floor", "room", "area", "temporary"]);
    if document.text("title").is_none() {
        document.add_all("title", string(record, "name"));
        document.add_all("title_sort", string(record, "name").map(names::title_sort));
    }
    for name in ["owner_repo", "location_profile"] {
        if let Some(uri) = target(record, name) {
            document.add(&format!("{name}_uri_u_sstr"), uri);
            let shown = (source.neighbours)(uri)
                .and_then(|other| string(other, "display_string").or_else(|| string(other, "name")));
            document.add_all(&format!("{name}_display_string_u_sstr"), shown);
        }
    }
    for name in ["depth", "height", "width", "dimension_units", "extent_dimension", "url"] {
        document.add_all(&format!("{}_{name}_u_sstr", source.kind), string(record, name));
    }
}

fn classification(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    let path: Vec<&str> = objects(record, "path_from_root").filter_map(|step| string(step, "title")).collect();
    document.add("classification_path", path.join(" > "));
    document.add_all("classification", target(record, "classification"));
    document.add_all("has_classification_terms", record.get("has_classification_terms").and_then(Value::as_bool));
    for field in ["identifier", "identifier_sort"] {
        document.add_all(field, string(record, "identifier"));
    }
    document.add_all("linked_record_uris", targets(record, "linked_records"));
    if let Some(creator) = target(record, "creator") {
        document.add("agent_uris", creator);
        for field in ["agents", "creators"] {
            document.add_all(field, source.title_of(creator));
        }
    }
}

fn event(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    copy(record, document, &["event_type", "outcome"]);
    document.add_all("title", string(record, "event_type"));
    document.add_all("title_sort", string(record, "event_type").map(names::title_sort));
    for uri in targets(record, "linked_records") {
        document.add("linked_record_uris", uri);
        document.add_all("linked_record_titles", source.title_of(uri));
    }
}

fn repository(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    document.fields.remove("title");
    document.fields.remove("title_sort");
    document.add_all("title", string(record, "repo_code"));
    let shown = string(record, "display_string").or_else(|| string(record, "name"));
    document.add_all("title_sort", shown.map(names::title_sort));
    document.add_all("repo_sort", shown);
    document.add_all("position_int_sort", record.get("position").and_then(Value::as_i64));
}

fn assessment(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    let lists = [
        ("records", "assessment_record_uris", "assessment_records"),
        ("collections", "assessment_collection_uris", "assessment_collections"),
        ("surveyed_by", "assessment_surveyor_uris", "assessment_surveyors"),
        ("reviewer", "assessment_reviewer_uris", "assessment_reviewers"),
    ];
    for (property, uris, titles) in lists {
        for uri in targets(record, property) {
            document.add(uris, uri);
            document.add_all(titles, source.title_of(uri));
        }
    }
    let kinds = targets(record, "records").filter_map(records::types::of_uri).map(|kind| kind.name);
    document.add_all("assessment_record_types", kinds);
    for (field, property) in [("assessment_survey_begin", "survey_begin"), ("assessment_survey_end", "survey_end")] {
        let day = string(record, property).and_then(crate::moment::day);
        document.add_all(field, day.map(|day| format!("{day}T00:00:00Z")));
    }
    let year = string(record, "survey_begin").and_then(|date| date.get(..4)).and_then(|year| year.parse::<i64>().ok());
    document.add_all("assessment_survey_year", year);
    for name in ["review_required", "sensitive_material", "inactive"] {
        document.add(&format!("assessment_{name}"), is_true(record, name));
    }
    document.add("assessment_completed", string(record, "survey_end").is_some());
    document.add_all("assessment_id", source.uri.rsplit('/').next().and_then(|id| id.parse::<i64>().ok()));
    let chosen = |property: &str| {
        let ticked = objects(record, property)
            .filter(|item| item.get("value").is_some_and(|value| value == true || value == "true"));
        ticked.filter_map(|item| string(item, "label")).map(str::to_owned).collect::<Vec<_>>()
    };
    document.add_all("assessment_formats", chosen("formats"));
    document.add_all("assessment_conservation_issues", chosen("conservation_issues"));
    let rated = objects(record, "ratings").filter(|rating| rating.get("value").is_some_and(|value| !value.is_null()));
    document.add_all("assessment_ratings", rated.filter_map(|rating| string(rating, "label")));
}

fn job(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    copy(
        record,
        document,
        &["status", "job_type", "time_submitted", "time_started", "time_finished", "owner", "queue_position"],
    );
    document.add_all("title", string(record, "job_type"));
    let report = record.get("job").and_then(Value::as_object).and_then(|job| string(job, "report_type"));
    document.add_all("report_type", report);
    document.add_all("job_report_type", report);
    let files = record.get("files").and_then(Value::as_array).into_iter().flatten();
    document.add_all("files", files.filter_map(Value::as_str));
}
