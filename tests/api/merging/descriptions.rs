//! Finding aids and digital objects.

use serde_json::{Value, json};

use super::merge;
use crate::harness::bodies::{accession, person, resource, subject};
use crate::harness::{ACCESSIONS, Fonds, REPO};

fn digital_object(identifier: &str) -> Value {
    json!({ "jsonmodel_type": "digital_object", "title": format!("Scan {identifier}"), "digital_object_id": identifier })
}

#[tokio::test]
async fn relationships_of_both_are_those_of_one() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (agent, topic) =
        (admin.create("/agents/people", &person("Hamsun")).await, admin.create("/subjects", &subject("Novels")).await);
    let papers = admin.create(ACCESSIONS, &accession("a")).await;
    let resources = format!("{REPO}/resources");
    let kept = admin.create(&resources, &resource("ONE")).await;
    let mut body = resource("TWO");
    body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
    body["subjects"] = json!([{ "ref": topic }]);
    body["related_accessions"] = json!([{ "ref": papers }]);
    let gone = admin.create(&resources, &body).await;
    let component = json!({ "title": "Letters", "level": "series", "resource": { "ref": gone } });
    let component = admin.create(&format!("{REPO}/archival_objects"), &component).await;

    merge(&admin, "resource?repo_id=2", &kept, &[&gone]).await.ok();
    assert_eq!(admin.get(&gone).await.error(404), "Resource not found");
    let shown = admin.get(&kept).await.ok();
    assert_eq!(shown["linked_agents"][0]["ref"], agent.as_str());
    assert_eq!(shown["subjects"], json!([{ "ref": topic }]));
    assert_eq!(shown["related_accessions"], json!([{ "ref": papers }]));
    assert_eq!(admin.get(&papers).await.ok()["related_resources"], json!([{ "ref": kept }]));
    assert_eq!(admin.get(&component).await.ok()["resource"], json!({ "ref": kept }));
    let event = admin.get(shown["linked_events"][0]["ref"].as_str().unwrap()).await.ok();
    assert_eq!(event["event_type"], "component_transfer");
    assert_eq!(event["outcome"], "pass");
    assert_eq!(event["outcome_note"], "TWO -- Records TWO\n");
    assert_eq!(event["linked_records"], json!([{ "ref": kept, "role": "outcome" }]));
    assert_eq!(event["linked_agents"][0]["role"], "implementer");
    // The identifier of the one that is gone is free.
    admin.create(&resources, &resource("TWO")).await;
}

#[tokio::test]
async fn instances_show_the_object_that_is_left() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let objects = format!("{REPO}/digital_objects");
    let (kept, gone) =
        (admin.create(&objects, &digital_object("1")).await, admin.create(&objects, &digital_object("2")).await);
    let mut body = accession("a");
    body["instances"] = json!([{ "instance_type": "digital_object", "digital_object": { "ref": gone } }]);
    let papers = admin.create(ACCESSIONS, &body).await;
    merge(&admin, "digital_object?repo_id=2", &kept, &[&gone]).await.ok();
    let shown = admin.get(&papers).await.ok();
    assert_eq!(shown["instances"][0]["digital_object"], json!({ "ref": kept }));
    let shown = admin.get(&kept).await.ok();
    assert_eq!(shown["linked_instances"], json!([{ "ref": papers }]));
    assert_eq!(shown["collection"], json!([{ "ref": papers }]));
    let event = admin.get(shown["linked_events"][0]["ref"].as_str().unwrap()).await.ok();
    assert_eq!(event["outcome_note"], "2 -- Scan 2\n");
}
