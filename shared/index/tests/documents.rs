//! What is indexed for records of each kind.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::HashMap;

use index::{Document, documents};
use records::Body;
use serde_json::{Value, json};

fn body(value: &Value) -> Body {
    value.as_object().cloned().unwrap()
}

/// The documents of a record among others.
fn documents_of(record: &Value, others: &[Value]) -> Vec<Document> {
    let others: HashMap<String, Body> =
        others.iter().map(|other| (other["uri"].as_str().unwrap().to_owned(), body(other))).collect();
    documents::of(&body(record), &|uri| others.get(uri))
}

fn texts(document: &Document, field: &str) -> Vec<String> {
    document.values(field).iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn repository() -> Value {
    json!({ "jsonmodel_type": "repository", "uri": "/repositories/2", "repo_code": "TST", "name": "Test", "publish": true })
}

fn resource() -> Value {
    json!({
        "jsonmodel_type": "resource", "uri": "/repositories/2/resources/1", "title": "<i>Great</i> Papers", "publish": true,
        "id_0": "MS", "id_1": "100", "level": "collection", "repository": { "ref": "/repositories/2" },
        "dates": [{ "begin": "1900", "end": "1902", "label": "creation" }],
        "linked_agents": [{ "ref": "/agents/people/1", "role": "creator" }, { "ref": "/agents/people/2", "role": "subject" }],
        "notes": [
            { "jsonmodel_type": "note_multipart", "type": "accessrestrict", "publish": true,
              "subnotes": [{ "jsonmodel_type": "note_text", "content": "Closed until spring", "publish": true },
                           { "jsonmodel_type": "note_text", "content": "Internal remark", "publish": false }] },
            { "jsonmodel_type": "note_singlepart", "type": "abstract", "publish": false, "content": ["Short story"] }],
        "collection_management": { "uri": "/repositories/2/collection_management/4", "processing_priority": "high", "processors": "Ann" },
    })
}

fn agents() -> [Value; 2] {
    [("1", "Smith, Ann", true), ("2", "Hidden, Bob", false)].map(|(id, title, publish)| {
        json!({ "jsonmodel_type": "agent_person", "uri": format!("/agents/people/{id}"), "title": title, "publish": publish,
            "display_name": { "sort_name": title, "source": "local", "rules": "dacs", "authority_id": "x1" },
            "agent_contacts": [{ "name": "Secret street" }], "linked_agent_roles": ["creator"], "is_user": "ann" })
    })
}

#[test]
fn resources_say_who_what_and_when() {
    let [ann, bob] = agents();
    let found = documents_of(&resource(), &[repository(), ann, bob]);
    let [resource, management] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(resource.text("identifier"), Some("MS-100"));
    assert_eq!(resource.text("four_part_id"), Some("MS 100"));
    assert_eq!(resource.text("title_sort"), Some("Great Papers"));
    assert_eq!(texts(resource, "types"), ["resource", "pui", "pui_resource", "pui_collection"]);
    assert_eq!(resource.values("years"), [json!(1900), json!(1901), json!(1902)]);
    assert_eq!(texts(resource, "agents"), ["Smith, Ann", "Hidden, Bob"]);
    assert_eq!(texts(resource, "published_agents"), ["Smith, Ann"]);
    assert_eq!(texts(resource, "creators"), ["Smith, Ann"]);
    // Its abstract is not published, and the record is.
    assert_eq!(resource.text("summary"), None);
    assert_eq!(texts(resource, "notes_published"), ["Closed until spring"]);
    assert_eq!(texts(resource, "level_enum_s"), ["collection"]);
    assert_eq!(resource.text("repository"), Some("/repositories/2"));
    let published = resource.text("fullrecord_published").unwrap();
    let rest = resource.text("fullrecord").unwrap();
    for (text, is_published) in [
        ("Closed until spring", true),
        ("MS100", true),
        ("Smith, Ann", true),
        ("Internal remark", false),
        ("Short story", false),
        ("Hidden, Bob", false),
    ] {
        assert_eq!((published.contains(text), rest.contains(text)), (is_published, !is_published), "{text}");
    }
    assert_eq!(management.id, "/repositories/2/collection_management/4");
    assert_eq!(management.text("parent_id"), Some("/repositories/2/resources/1"));
    assert_eq!(texts(management, "types"), ["collection_management"]);
}

#[test]
fn components_inherit_for_the_public() {
    let component = json!({
        "jsonmodel_type": "archival_object", "uri": "/repositories/2/archival_objects/5", "title": "Box", "display_string": "Box, 1901",
        "publish": true, "component_id": "A-1", "repository": { "ref": "/repositories/2" },
        "resource": { "ref": "/repositories/2/resources/1" }, "ancestors": [{ "ref": "/repositories/2/resources/1" }],
    });
    let [ann, _] = agents();
    let found = documents_of(&component, &[repository(), resource(), ann.clone()]);
    let [own, public] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((own.text("title"), own.text("identifier")), (Some("Box, 1901"), Some("A-1")));
    assert!(own.values("years").is_empty() && !texts(own, "types").contains(&"pui".to_owned()));
    assert_eq!(public.id, "/repositories/2/archival_objects/5#pui");
    assert_eq!(public.values("years").len(), 3);
    assert_eq!(texts(public, "creators"), ["Smith, Ann"]);
    assert!(
        texts(public, "types").contains(&"pui_only".to_owned()) && texts(public, "types").contains(&"pui".to_owned())
    );

    let names = documents::inherited_from(&body(&resource()));
    assert!(names.contains(&"/agents/people/1".to_owned()) && !names.contains(&"/agents/people/2".to_owned()));
    let above: Vec<String> = documents::inherits_from(&body(&component)).map(str::to_owned).collect();
    assert_eq!(above, ["/repositories/2/resources/1"]);
    assert_eq!(texts(public, "notes_published"), ["Closed until spring"]);
    assert!(texts(public, "notes").is_empty() && texts(public, "fullrecord").is_empty());

    let mut hidden = resource();
    hidden["publish"] = json!(false);
    assert_eq!(documents_of(&component, &[repository(), hidden, ann.clone()]).len(), 1);
    let mut closed = repository();
    closed["publish"] = json!(false);
    assert_eq!(documents_of(&component, &[closed, resource(), ann]).len(), 1);
}

#[test]
fn contacts_are_not_found() {
    let [ann, _] = agents();
    let found = documents_of(&ann, &[]);
    assert_eq!(
        texts(&found[0], "types"),
        ["agent_person", "agent", "agent_with_user", "pui", "pui_agent_person", "pui_agent", "pui_person"]
    );
    assert_eq!((found[0].text("source"), found[0].text("rules")), (Some("local"), Some("dacs")));
    assert_eq!(found[0].text("repository"), Some("global"));
    assert!(!format!("{found:?}").contains("Secret"));
}

#[test]
fn containers_know_their_surroundings() {
    let container = json!({
        "jsonmodel_type": "top_container", "uri": "/repositories/2/top_containers/3", "type": "box", "indicator": "7", "barcode": "b7",
        "display_string": "Box 7", "long_display_string": "Papers, Box 7", "repository": { "ref": "/repositories/2" },
        "is_linked_to_published_record": true,
        "collection": [{ "ref": "/repositories/2/resources/1", "identifier": "MS--100", "display_string": "Papers" }],
        "container_locations": [{ "ref": "/locations/1", "status": "current" }, { "ref": "/locations/2", "status": "previous" }],
        "container_profile": { "ref": "/container_profiles/1" },
    });
    let others = [
        repository(),
        json!({ "uri": "/locations/1", "title": "Shelf 1" }),
        json!({ "uri": "/container_profiles/1", "display_string": "Big box" }),
    ];
    let found = documents_of(&container, &others).remove(0);
    for (field, value) in [
        ("title", "Papers, Box 7"),
        ("indicator_u_icusort", "7"),
        ("barcode_u_sstr", "b7"),
        ("collection_uri_u_sstr", "/repositories/2/resources/1"),
        ("location_display_string_u_sstr", "Shelf 1"),
        ("container_profile_display_string_u_sstr", "Big box"),
    ] {
        assert_eq!(found.text(field), Some(value), "{field}");
    }
    assert_eq!(found.values("location_uri_u_sstr").len(), 1);
    assert_eq!((found.values("empty_u_sbool"), found.values("publish")), (&[json!(false)][..], &[json!(true)][..]));
}

/// The public finds a box by what it may see of what is in it.
#[test]
fn containers_have_a_document_for_the_public_when_not_all_in_them_is_public() {
    let container = json!({
        "jsonmodel_type": "top_container", "uri": "/repositories/2/top_containers/3", "type": "box", "indicator": "7",
        "display_string": "Box 7: Series X", "long_display_string": "Box 7, S--1, Secret, Series X",
        "repository": { "ref": "/repositories/2" }, "is_linked_to_published_record": true,
        "collection": [{ "ref": "/repositories/2/accessions/1", "identifier": "S--1", "display_string": "Secret" },
                       { "ref": "/repositories/2/resources/1", "identifier": "MS--100", "display_string": "Papers" }],
        "series": [{ "ref": "/repositories/2/archival_objects/9", "identifier": "X", "display_string": "Secret series",
                     "level_display_string": "Series", "publish": true }],
    });
    let accession = json!({ "uri": "/repositories/2/accessions/1", "publish": false });
    let series =
        json!({ "uri": "/repositories/2/archival_objects/9", "publish": true, "has_unpublished_ancestor": true });
    let needed = documents::needs(&body(&container));
    for uri in [&accession, &series] {
        assert!(needed.iter().any(|needed| uri["uri"] == needed.as_str()), "{uri}");
    }
    let found = documents_of(&container, &[repository(), resource(), accession, series]);
    let [own, public] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(texts(own, "types"), ["top_container"]);
    assert!(format!("{own:?}").contains("Secret"));
    assert_eq!(public.id, "/repositories/2/top_containers/3#pui");
    assert_eq!((public.text("title"), public.text("uri")), (Some("Box 7, MS--100, Papers"), own.text("uri")));
    assert!(
        !format!("{public:?}").contains("Secret") && public.text("fullrecord_published").unwrap().contains("Papers")
    );
    let types = ["top_container", "pui_only", "pui", "pui_top_container", "pui_container"];
    assert_eq!(texts(public, "types"), types);
}

#[test]
fn days_of_assessments_are_moments() {
    let assessment = json!({ "jsonmodel_type": "assessment", "uri": "/repositories/2/assessments/1",
        "survey_begin": "2021-02-03", "survey_end": "9999-12-31" });
    let found = documents_of(&assessment, &[]).remove(0);
    assert_eq!(found.text("assessment_survey_begin"), Some("2021-02-03T00:00:00Z"));
    assert_eq!(found.text("assessment_survey_end"), Some("9999-12-31T00:00:00Z"));
}

#[test]
fn other_kinds_have_their_names() {
    let others = [resource()];
    let event = json!({ "jsonmodel_type": "event", "uri": "/repositories/2/events/1", "event_type": "accession",
        "linked_records": [{ "ref": "/repositories/2/resources/1", "role": "source" }] });
    let event = documents_of(&event, &others).remove(0);
    assert_eq!(
        (event.text("title"), event.text("linked_record_titles")),
        (Some("accession"), Some("<i>Great</i> Papers"))
    );
    assert_eq!(event.values("publish"), [json!(false)]);
    let home = documents_of(&repository(), &[]).remove(0);
    assert_eq!(
        (home.text("title"), home.text("repository"), home.text("repo_sort")),
        (Some("TST"), Some("/repositories/2"), Some("Test"))
    );
    let accession = json!({ "jsonmodel_type": "accession", "uri": "/repositories/2/accessions/1", "accession_date": "9999-12-31", "id_0": "A" });
    assert_eq!(documents_of(&accession, &[]).remove(0).text("accession_date"), Some("unknown"));
    assert!(documents_of(&json!({ "jsonmodel_type": "term", "uri": "/terms/1" }), &[]).is_empty());
    assert!(documents_of(&json!({}), &[]).is_empty());
}

#[test]
fn every_field_of_a_document_is_in_the_table() {
    let [ann, bob] = agents();
    let all = [resource(), ann, bob, repository()];
    for record in &all {
        for document in documents_of(record, &all) {
            for field in document.fields.keys() {
                assert!(index::fields::find(field).is_some(), "{field} of {}", document.id);
            }
        }
    }
}
