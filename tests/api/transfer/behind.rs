//! What stays behind.

use serde_json::json;

use super::{OTHER, other, there, transfer};
use crate::harness::bodies::{accession, event, person};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn an_event_about_several_is_copied() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let (going, staying) =
        (admin.create(ACCESSIONS, &accession("a")).await, admin.create(ACCESSIONS, &accession("b")).await);
    let mut body = event(&agent, &going);
    body["outcome_note"] = json!("a note");
    body["linked_records"] = json!([{ "ref": going, "role": "source" }, { "ref": staying, "role": "outcome" }]);
    let happened = admin.create(&format!("{REPO}/events"), &body).await;
    let assessed = json!({ "records": [{ "ref": going }, { "ref": staying }], "surveyed_by": [{ "ref": agent }],
        "survey_begin": "2020-01-01" });
    let assessment = admin.create(&format!("{REPO}/assessments"), &assessed).await;
    let group =
        json!({ "title": "Writers", "identifier": "W", "linked_records": [{ "ref": going }, { "ref": staying }] });
    let group = admin.create(&format!("{REPO}/classifications"), &group).await;

    transfer(&admin, &going, OTHER).await.ok();
    assert_eq!(admin.get(&happened).await.ok()["linked_records"], json!([{ "ref": staying, "role": "outcome" }]));
    assert_eq!(admin.get(&assessment).await.ok()["records"], json!([{ "ref": staying }]));
    assert_eq!(admin.get(&group).await.ok()["linked_records"], json!([{ "ref": staying }]));
    let shown = admin.get(&there(&going)).await.ok();
    assert_eq!(shown["classifications"], json!([]));
    let mut notes = vec![];
    for event in shown["linked_events"].as_array().unwrap() {
        let event = admin.get(event["ref"].as_str().unwrap()).await.ok();
        assert_eq!(event["linked_records"].as_array().unwrap().len(), 1);
        assert_eq!(event["linked_records"][0]["ref"], there(&going));
        notes.extend(event.get("outcome_note").cloned());
    }
    assert_eq!(notes, [json!("a note")]);
    assert_eq!(admin.get(&format!("{OTHER}/assessments?all_ids=true")).await.ok().as_array().unwrap().len(), 1);
    assert_eq!(admin.delete(&there(&going)).await.error(409), "linked_to_assessment");
    assert!(fonds.store.links(&going, "", 10).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_stay_let_go() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let (going, staying) =
        (admin.create(ACCESSIONS, &accession("a")).await, admin.create(ACCESSIONS, &accession("b")).await);
    let mut events = vec![];
    for _ in 0..60 {
        let mut body = event(&agent, &going);
        body["linked_records"] = json!([{ "ref": going, "role": "source" }, { "ref": staying, "role": "outcome" }]);
        events.push(admin.create(&format!("{REPO}/events"), &body).await);
    }
    transfer(&admin, &going, OTHER).await.ok();
    for uri in &events {
        assert_eq!(admin.get(uri).await.ok()["linked_records"].as_array().unwrap().len(), 1);
    }
    let copies = admin.get(&format!("{OTHER}/events?all_ids=true")).await.ok();
    assert_eq!(copies.as_array().unwrap().len(), 61);
    assert_eq!(fonds.store.links(&there(&going), "linked_records", 100).await.unwrap().len(), 61);
    assert!(fonds.store.links(&going, "", 10).await.unwrap().is_empty());
}
