//! `POST /repositories/{repo_id}/accessions`, and reading back.

use serde_json::{Value, json};
use tests::Caller;

use crate::harness::bodies::{self, Neighbours, accession, full_accession};
use crate::harness::{ACCESSIONS, Fonds, REPO};

async fn neighbours(caller: &Caller) -> Neighbours {
    Neighbours {
        agent: caller.create("/agents/people", &bodies::person("Hamsun")).await,
        subject: caller.create("/subjects", &bodies::subject("Letters")).await,
        container: caller.create(&format!("{REPO}/top_containers"), &bodies::top_container("1")).await,
        accession: caller.create(ACCESSIONS, &accession("other")).await,
        resource: caller.create(&format!("{REPO}/resources"), &bodies::resource("r")).await,
    }
}

/// That everything sent came back; what came back besides is the server's.
fn assert_contains(sent: &Value, shown: &Value, path: &str) {
    match (sent, shown) {
        (Value::Object(sent), Value::Object(shown)) => {
            for (name, value) in sent {
                let nested = shown.get(name).unwrap_or_else(|| panic!("{path}/{name} did not come back"));
                assert_contains(value, nested, &format!("{path}/{name}"));
            }
        }
        (Value::Array(sent), Value::Array(shown)) => {
            assert_eq!(sent.len(), shown.len(), "{path}");
            for (place, (sent, shown)) in sent.iter().zip(shown).enumerate() {
                assert_contains(sent, shown, &format!("{path}/{place}"));
            }
        }
        _ => assert_eq!(sent, shown, "{path}"),
    }
}

#[tokio::test]
async fn every_nested_record_comes_back_as_it_was_sent() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let near = neighbours(&admin).await;
    let sent = full_accession("full", &near);
    let created = admin.post(ACCESSIONS, &sent).await.ok();
    assert_eq!(created["warnings"], json!([]));
    let uri = created["uri"].as_str().unwrap();
    let shown = admin.get(uri).await.ok();
    assert_contains(&sent, &shown, "");
    assert_eq!(shown["display_string"], "Papers of Ålesund & 東京");
    assert_eq!(shown["repository"], json!({ "ref": REPO }));
    // Sending back what was read changes nothing.
    assert_eq!(admin.post(uri, &shown).await.ok()["lock_version"], 1);
    let again = admin.get(uri).await.ok();
    assert_contains(&sent, &again, "");
    assert_eq!(again["lock_version"], 1);
    // The other side of what it refers to.
    let container = admin.get(&near.container).await.ok();
    assert_eq!(container["collection"][0]["ref"], uri);
    let related = admin.get(&near.accession).await.ok();
    assert_eq!(related["related_accessions"][0]["ref"], uri);
}

#[tokio::test]
async fn the_smallest_accession_gets_its_defaults() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let created = archivist.post(ACCESSIONS, &json!({ "id_0": "a" })).await.ok();
    let expected = json!({
        "status": "Created", "id": 1, "lock_version": 0, "stale": true, "uri": "/repositories/2/accessions/1", "warnings": [],
    });
    assert_eq!(created, expected);
    let shown = archivist.get("/repositories/2/accessions/1").await.ok();
    assert_eq!(shown["accession_date"], "9999-12-31");
    assert_eq!(shown["suppressed"], false);
    assert_eq!(shown["jsonmodel_type"], "accession");
    assert_eq!(shown["created_by"], "archivist");
    assert_eq!(shown["last_modified_by"], "archivist");
    for list in ["dates", "extents", "instances", "linked_agents", "linked_events", "subjects", "external_ids"] {
        assert_eq!(shown[list], json!([]), "{list}");
    }
    for time in ["create_time", "system_mtime", "user_mtime"] {
        let text = shown[time].as_str().unwrap();
        assert_eq!((text.len(), &text[10..11], &text[19..]), (20, "T", "Z"), "{time}");
    }
    assert!(shown.as_object().unwrap().values().all(|value| !value.is_null() && value != ""));
}

#[tokio::test]
async fn empty_values_are_not_there() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    body["provenance"] = json!("");
    body["inventory"] = Value::Null;
    body["dates"] = json!([{}, Value::Null]);
    body["collection_management"] = json!({ "processors": "" });
    let uri = admin.create(ACCESSIONS, &body).await;
    let shown = admin.get(&uri).await.ok();
    assert!(shown.get("provenance").is_none() && shown.get("inventory").is_none());
    assert!(shown.get("collection_management").is_none());
    assert_eq!(shown["dates"], json!([]));
}

#[tokio::test]
async fn every_problem_of_a_body_is_told_at_its_path() {
    let fonds = Fonds::start().await;
    let mut body = accession("a");
    body["id_3"] = json!("gap");
    body["language"] = json!("klingon");
    body["title"] = json!("x".repeat(8193));
    body["publish"] = json!("true");
    body["dates"] = json!([{ "date_type": "single", "label": "creation", "begin": "May 2012" }]);
    body["extents"] = json!([{ "portion": "whole", "extent_type": "cassettes" }]);
    body["subjects"] = json!([{ "ref": "/agents/people/1" }]);
    let refused = fonds.admin().await.post(ACCESSIONS, &body).await.expect(400);
    let error = refused["error"].as_object().unwrap();
    let paths: Vec<&str> = error.keys().map(String::as_str).collect();
    for path in ["language", "title", "publish", "dates/0/begin", "extents/0/number", "subjects/0/ref", "identifier"] {
        assert!(error.contains_key(path), "{path} not among {paths:?}");
    }
    assert_eq!(error["title"], json!(["Must be 8192 characters or fewer"]));
    assert_eq!(error["publish"], json!(["Must be a boolean (you provided a String)"]));
    assert_eq!(error["dates/0/begin"], json!(["not a valid date"]));
    assert!(refused.get("invalid_object").is_some() && refused.get("warning").is_some());
    assert_eq!(fonds.admin().await.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([]));
}

/// Clients tell from the missing parts that nothing else was looked at.
#[tokio::test]
async fn an_item_whose_type_cannot_be_told_ends_the_check() {
    let fonds = Fonds::start().await;
    let mut body = accession("a");
    body["language"] = json!("klingon");
    body["related_accessions"] = json!([{ "relator": "sibling_of" }]);
    let refused = fonds.admin().await.post(ACCESSIONS, &body).await.expect(400);
    let error = refused["error"].as_object().unwrap();
    assert_eq!(error.keys().collect::<Vec<_>>(), ["record"]);
    assert_eq!((&refused["warning"], &refused["invalid_object"]), (&json!(null), &json!("nil")));
}

#[tokio::test]
async fn references_must_lead_somewhere_in_this_repository() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    body["subjects"] = json!([{ "ref": "/subjects/99" }]);
    let refused = admin.post(ACCESSIONS, &body).await.error(400);
    assert_eq!(refused, "Can't relate to non-existent record: /subjects/99");
    admin.create("/repositories", &bodies::repository("OTHER")).await;
    let elsewhere = admin.create("/repositories/3/accessions", &accession("b")).await;
    let mut body = accession("a");
    body["related_accessions"] = json!([{
        "jsonmodel_type": "accession_sibling_relationship", "ref": elsewhere, "relator": "sibling_of",
        "relator_type": "bound_with",
    }]);
    let refused = admin.post(ACCESSIONS, &body).await.error(400);
    assert_eq!(refused, format!("Invalid URI reference for this (2) repo: '{elsewhere}'"));
}
