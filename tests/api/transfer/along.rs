//! What goes along.

use serde_json::{Value, json};

use super::{OTHER, digital_object, other, there, transfer, with_instances};
use crate::harness::bodies::{accession, event, person, resource, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn a_resource_takes_along_what_only_it_uses() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let object = admin.create(&format!("{REPO}/digital_objects"), &digital_object("d")).await;
    let part = json!({ "title": "Page", "digital_object": { "ref": object }, "component_id": "p-1" });
    let part = admin.create(&format!("{REPO}/digital_object_components"), &part).await;
    let body = with_instances(resource("MS"), Some(&container), Some(&object));
    let root = admin.create(&format!("{REPO}/resources"), &body).await;
    let components = format!("{REPO}/archival_objects");
    let series = json!({ "title": "Letters", "level": "series", "resource": { "ref": root } });
    let series = admin.create(&components, &with_instances(series, Some(&container), None)).await;
    let file = json!({ "title": "1900", "level": "file", "resource": { "ref": root }, "parent": { "ref": series } });
    let file = admin.create(&components, &file).await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let happened = admin.create(&format!("{REPO}/events"), &event(&agent, &series)).await;
    let assessed =
        json!({ "records": [{ "ref": root }], "surveyed_by": [{ "ref": agent }], "survey_begin": "2020-01-01" });
    let assessment = admin.create(&format!("{REPO}/assessments"), &assessed).await;

    let answer = transfer(&admin, &root, OTHER).await.ok();
    assert_eq!(answer["status"], "Moved");
    for uri in [&container, &object, &part, &root, &series, &file, &happened, &assessment] {
        admin.get(uri).await.expect(404);
        assert_eq!(admin.get(&there(uri)).await.ok()["uri"], there(uri));
    }
    let shown = admin.get(&there(&file)).await.ok();
    assert_eq!((&shown["resource"]["ref"], &shown["parent"]["ref"]), (&json!(there(&root)), &json!(there(&series))));
    let shown = admin.get(&there(&root)).await.ok();
    assert_eq!(shown["instances"][0]["sub_container"]["top_container"]["ref"], there(&container));
    assert_eq!(shown["instances"][1]["digital_object"]["ref"], there(&object));
    let shown = admin.get(&there(&container)).await.ok();
    assert_eq!(shown["collection"].as_array().unwrap().len(), 1);
    assert_eq!(shown["collection"][0]["ref"], there(&root));
    assert_eq!(admin.get(&there(&object)).await.ok()["linked_instances"], json!([{ "ref": there(&root) }]));
    assert_eq!(admin.get(&there(&part)).await.ok()["digital_object"], json!({ "ref": there(&object) }));
    assert_eq!(admin.get(&there(&series)).await.ok()["linked_events"], json!([{ "ref": there(&happened) }]));
    assert_eq!(admin.get(&there(&assessment)).await.ok()["records"], json!([{ "ref": there(&root) }]));
    let feed = fonds.indexer().await.get("/delete-feed?page=1&page_size=50&modified_since=1").await.ok();
    assert_eq!(feed["results"].as_array().unwrap().len(), 8);
    // It comes back whole.
    transfer(&admin, &there(&root), REPO).await.ok();
    assert_eq!(admin.get(&container).await.ok()["collection"][0]["ref"], root.as_str());
    assert_eq!(admin.get(&file).await.ok()["parent"]["ref"], series.as_str());
    // Both changes of hands are recorded where it is.
    let listed = |kind: &str| {
        let (admin, kind) = (admin.clone(), kind.to_owned());
        async move { admin.get(&format!("{REPO}/{kind}?all_ids=true")).await.ok().as_array().unwrap().len() }
    };
    assert_eq!((listed("archival_objects").await, listed("resources").await, listed("events").await), (2, 1, 3));
}

#[tokio::test]
async fn assessments_find_the_definitions_of_the_other_repository() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let definitions = |labels: &[&str]| {
        let own: Vec<Value> = labels.iter().map(|label| json!({ "label": label, "type": "rating" })).collect();
        json!({ "definitions": own })
    };
    let path = "assessment_attribute_definitions";
    admin.post(&format!("{REPO}/{path}"), &definitions(&["Smell", "Mould"])).await.ok();
    admin.post(&format!("{OTHER}/{path}"), &definitions(&["Mould", "Noise"])).await.ok();
    let known = admin.get(&format!("{REPO}/{path}")).await.ok();
    let number = |label: &str| {
        let all = known["definitions"].as_array().unwrap();
        all.iter().find(|definition| definition["label"] == label).unwrap()["id"].clone()
    };
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let papers = admin.create(ACCESSIONS, &accession("a")).await;
    let assessed = json!({ "records": [{ "ref": papers }], "surveyed_by": [{ "ref": agent }],
        "survey_begin": "2020-01-01", "ratings": [
            { "definition_id": number("Smell"), "value": "1" }, { "definition_id": number("Mould"), "value": "3" },
            { "definition_id": 1, "value": "5" }] });
    let assessment = admin.create(&format!("{REPO}/assessments"), &assessed).await;
    transfer(&admin, &papers, OTHER).await.ok();
    let shown = admin.get(&there(&assessment)).await.ok();
    let rated: Vec<(&Value, &Value)> = shown["ratings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|rating| rating.get("value").is_some())
        .map(|rating| (&rating["label"], &rating["value"]))
        .collect();
    assert_eq!(rated, [(&json!("Reformatting Readiness"), &json!("5")), (&json!("Mould"), &json!("3"))]);
}
