//! Bodies of records as clients send them.

use serde_json::{Value, json};

pub(crate) fn repository(code: &str) -> Value {
    json!({ "jsonmodel_type": "repository", "repo_code": code, "name": format!("Archive of {code}") })
}

/// An accession with an identifier of its own, and nothing else that is not needed.
pub(crate) fn accession(identifier: &str) -> Value {
    json!({ "jsonmodel_type": "accession", "id_0": identifier, "title": format!("Papers {identifier}") })
}

pub(crate) fn person(name: &str) -> Value {
    json!({
        "jsonmodel_type": "agent_person",
        "names": [{
            "jsonmodel_type": "name_person",
            "primary_name": name,
            "name_order": "inverted",
            "source": "local",
            "sort_name": name,
            "sort_name_auto_generate": true,
        }],
    })
}

pub(crate) fn subject(term: &str) -> Value {
    json!({
        "jsonmodel_type": "subject",
        "source": "local",
        "vocabulary": "/vocabularies/1",
        "terms": [{
            "jsonmodel_type": "term",
            "term": term,
            "term_type": "topical",
            "vocabulary": "/vocabularies/1",
        }],
    })
}

pub(crate) fn top_container(indicator: &str) -> Value {
    json!({ "jsonmodel_type": "top_container", "type": "box", "indicator": indicator })
}

pub(crate) fn location(building: &str) -> Value {
    json!({ "jsonmodel_type": "location", "building": building, "room": "1", "barcode": building })
}

/// A resource with what it must have.
pub(crate) fn resource(identifier: &str) -> Value {
    json!({
        "jsonmodel_type": "resource",
        "title": format!("Records {identifier}"),
        "id_0": identifier,
        "level": "collection",
        "finding_aid_language": "eng",
        "finding_aid_script": "Latn",
        "lang_materials": [{ "language_and_script": { "language": "eng" } }],
        "dates": [{ "date_type": "single", "label": "creation", "begin": "1900" }],
        "extents": [{ "portion": "whole", "number": "1", "extent_type": "linear_feet" }],
    })
}

/// An event about a record.
pub(crate) fn event(agent: &str, record: &str) -> Value {
    json!({
        "jsonmodel_type": "event",
        "event_type": "accession",
        "date": { "date_type": "single", "label": "event", "begin": "2012-05-14" },
        "linked_agents": [{ "ref": agent, "role": "recipient" }],
        "linked_records": [{ "ref": record, "role": "source" }],
    })
}

/// Records that a full accession refers to.
pub(crate) struct Neighbours {
    pub(crate) agent: String,
    pub(crate) subject: String,
    pub(crate) container: String,
    pub(crate) accession: String,
    pub(crate) resource: String,
}

/// An accession with every writable property and every kind of nested record.
pub(crate) fn full_accession(identifier: &str, near: &Neighbours) -> Value {
    let date = json!({
        "jsonmodel_type": "date", "date_type": "inclusive", "label": "creation", "certainty": "approximate",
        "expression": "around 1900", "begin": "1899-05", "end": "1901", "era": "ce", "calendar": "gregorian",
    });
    let extent = json!({
        "jsonmodel_type": "extent", "portion": "whole", "number": "5.5", "extent_type": "linear_feet",
        "container_summary": "11 boxes", "physical_details": "mouldy", "dimensions": "10 x 20",
    });
    json!({
        "jsonmodel_type": "accession",
        "title": "Papers of Ålesund & 東京",
        "id_0": identifier, "id_1": "b", "id_2": "c", "id_3": "d",
        "accession_date": "2012-05-03",
        "content_description": "letters", "condition_description": "good", "disposition": "kept",
        "inventory": "a list", "provenance": "a family", "general_note": "a note",
        "retention_rule": "for ever",
        "acquisition_type": "gift", "resource_type": "papers", "language": "eng", "script": "Latn",
        "publish": true,
        "restrictions_apply": true,
        "access_restrictions": true, "access_restrictions_note": "closed",
        "use_restrictions": true, "use_restrictions_note": "ask first",
        "external_ids": [{ "jsonmodel_type": "external_id", "external_id": "x-1", "source": "elsewhere" }],
        "extents": [extent],
        "dates": [date],
        "lang_materials": [
            { "jsonmodel_type": "lang_material", "language_and_script": {
                "jsonmodel_type": "language_and_script", "language": "nor", "script": "Latn" } },
            { "jsonmodel_type": "lang_material", "notes": [{
                "jsonmodel_type": "note_langmaterial", "type": "langmaterial", "content": ["in Norwegian"],
                "label": "Language", "publish": true, "persistent_id": "abc123" }] },
        ],
        "external_documents": [{
            "jsonmodel_type": "external_document", "title": "Deed", "location": "https://example.org/deed",
            "publish": false }],
        "rights_statements": [{
            "jsonmodel_type": "rights_statement", "rights_type": "copyright", "identifier": "rs-1",
            "status": "copyrighted", "jurisdiction": "NO", "start_date": "1990-01-01",
            "determination_date": "1991-01-01", "end_date": "2040-01-01",
            "acts": [{
                "jsonmodel_type": "rights_statement_act", "act_type": "disseminate", "restriction": "allow",
                "start_date": "1990-01-01" }],
            "notes": [{
                "jsonmodel_type": "note_rights_statement", "type": "additional_information", "content": ["more"] }],
            "linked_agents": [{ "ref": near.agent }],
        }],
        "deaccessions": [{
            "jsonmodel_type": "deaccession", "scope": "part", "description": "two letters", "reason": "doubles",
            "disposition": "given back", "notification": true, "date": date, "extents": [extent] }],
        "collection_management": {
            "jsonmodel_type": "collection_management", "processing_hours_per_foot_estimate": "4",
            "processing_total_extent": "10", "processing_total_extent_type": "cassettes",
            "processing_hours_total": "3.5", "processing_plan": "slowly", "processing_priority": "high",
            "processing_funding_source": "none", "processors": "two", "rights_determined": true,
            "processing_status": "new" },
        "user_defined": {
            "jsonmodel_type": "user_defined", "boolean_1": true, "integer_1": "-20", "real_1": "1.5",
            "string_1": "s", "text_1": "t", "date_1": "2010-08-13", "enum_1": "novalue" },
        "metadata_rights_declarations": [{
            "jsonmodel_type": "metadata_rights_declaration", "license": "public_domain",
            "descriptive_note": "free", "file_uri": "https://example.org/licence" }],
        "subjects": [{ "ref": near.subject }],
        "linked_agents": [{
            "ref": near.agent, "role": "creator", "relator": "aut", "title": "Herself", "is_primary": true,
            "terms": [{
                "jsonmodel_type": "term", "term": "Diaries", "term_type": "topical",
                "vocabulary": "/vocabularies/1" }] }],
        "instances": [{
            "jsonmodel_type": "instance", "instance_type": "mixed_materials", "is_representative": true,
            "sub_container": {
                "jsonmodel_type": "sub_container", "top_container": { "ref": near.container },
                "type_2": "folder", "indicator_2": "3", "barcode_2": "b2", "type_3": "object", "indicator_3": "4" } }],
        "related_accessions": [{
            "jsonmodel_type": "accession_parts_relationship", "ref": near.accession,
            "relator": "forms_part_of", "relator_type": "part" }],
        "related_resources": [{ "ref": near.resource }],
    })
}
