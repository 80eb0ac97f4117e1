//! Events and assessments.

use serde_json::{Value, json};

use crate::harness::bodies::{accession, person};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn records_show_their_events() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let record = admin.create(ACCESSIONS, &accession("a")).await;
    let agent = admin.create("/agents/people", &person("Ada")).await;
    let event = json!({
        "event_type": "accession",
        "timestamp": "2020-05-05T10:00:00Z",
        "linked_agents": [{ "ref": agent, "role": "authorizer" }],
        "linked_records": [{ "ref": record, "role": "source" }],
    });
    let uri = admin.create(&format!("{REPO}/events"), &event).await;
    assert_eq!(admin.get(&record).await.ok()["linked_events"], json!([{ "ref": uri }]));
    let both = json!({ "date": { "date_type": "single", "label": "event", "expression": "2020" } });
    let mut refused = event.clone();
    refused["date"] = both["date"].clone();
    let errors = admin.post(&format!("{REPO}/events"), &refused).await.error(400);
    assert_eq!(errors["date"], json!(["Can't specify both a date and a timestamp"]));
}

#[tokio::test]
async fn an_assessment_shows_every_definition() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let path = format!("{REPO}/assessment_attribute_definitions");
    let own = |definitions: Value| json!({ "definitions": definitions });
    let clash = own(json!([{ "label": "Interest", "type": "rating" }]));
    admin.post(&path, &clash).await.expect(409);
    admin.post(&path, &own(json!([{ "label": "Smell", "type": "rating" }]))).await.ok();
    let record = admin.create(ACCESSIONS, &accession("a")).await;
    let agent = admin.create("/agents/people", &person("Ada")).await;
    let assessment = json!({
        "records": [{ "ref": record }],
        "surveyed_by": [{ "ref": agent }],
        "survey_begin": "2020-01-01",
        "ratings": [{ "definition_id": 34, "value": "5" }, { "definition_id": 6, "value": "3" }],
    });
    let uri = admin.create(&format!("{REPO}/assessments"), &assessment).await;
    let answer = admin.get(&uri).await;
    assert_eq!(answer.usage().dynamodb, 1);
    let ratings = answer.ok()["ratings"].clone();
    assert_eq!(ratings.as_array().unwrap().len(), 9);
    assert_eq!(ratings[7]["value"], "3");
    let smell = json!({ "global": false, "label": "Smell", "value": "5", "readonly": false, "definition_id": 34 });
    assert_eq!(ratings[8], smell);
    // A definition that is in use stays; its record and its surveyor stay with the assessment.
    assert_eq!(admin.post(&path, &own(json!([]))).await.expect(409)["error"], "RECORD_IN_USE");
    assert_eq!(admin.delete(&record).await.expect(409)["error"], "linked_to_assessment");
    admin.delete(&uri).await.ok();
    admin.post(&path, &own(json!([]))).await.ok();
}
