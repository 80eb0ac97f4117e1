//! Deleting many records at once.

use serde_json::{Value, json};
use tests::{Caller, Response};

use super::counting::wait_for;
use crate::harness::bodies::{accession, person, subject};
use crate::harness::{ACCESSIONS, Fonds, REPO};

async fn delete(caller: &Caller, uris: &[&str]) -> Response {
    let fields: Vec<(&str, &str)> = uris.iter().map(|uri| ("record_uris[]", *uri)).collect();
    caller.form("/batch_delete", &fields).await
}

/// An accession with these subjects.
fn about(identifier: &str, subjects: &[&str]) -> Value {
    let mut body = accession(identifier);
    body["subjects"] = subjects.iter().map(|uri| json!({ "ref": uri })).collect();
    body
}

#[tokio::test]
async fn records_of_all_kinds_go_together() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (one, two) =
        (admin.create("/subjects", &subject("One")).await, admin.create("/subjects", &subject("Two")).await);
    let agent = admin.create("/agents/people", &person("Woolf")).await;
    let kept = admin.create(ACCESSIONS, &about("kept", &[&one, &two])).await;
    let gone = admin.create(ACCESSIONS, &about("gone", &[&one])).await;
    let answer = delete(&admin, &[&one, &two, &agent, &gone]).await.ok();
    assert_eq!(answer["status"], "OK");
    let number = |uri: &str| uri.rsplit('/').next().unwrap().parse::<u64>().unwrap();
    assert_eq!(answer["results"][1], json!({ "status": "Deleted", "id": number(&two), "uri": two }));
    assert!(answer.get("job").is_none());
    for uri in [&one, &two, &agent, &gone] {
        admin.get(uri).await.error(404);
    }
    // Both references of one record are cut, though they go in one transaction.
    assert_eq!(admin.get(&kept).await.ok()["subjects"], json!([]));
    let feed = fonds.indexer().await.get("/delete-feed?page=1").await.ok();
    assert_eq!(feed["results"].as_array().unwrap().len(), 4, "{feed}");
    admin.get(&format!("{REPO}/jobs/1")).await.error(404);
}

#[tokio::test]
async fn one_that_may_not_go_keeps_all() {
    let fonds = Fonds::start().await;
    let (admin, reader, archivist) = (fonds.admin().await, fonds.reader().await, fonds.archivist().await);
    let first = admin.create(ACCESSIONS, &accession("1")).await;
    let nothing = format!("{ACCESSIONS}/9999");
    let failures = delete(&admin, &[&first, &nothing]).await.error(403)["failures"].take();
    assert_eq!(failures, json!([{ "response": ["{\"error\":\"Accession not found\"}\n"], "uri": nothing }]));
    let failures = delete(&reader, &[&first]).await.error(403)["failures"].take();
    assert_eq!(failures[0]["response"], json!(["{\"error\":\"Access denied\"}\n"]));
    for other in
        ["/nonsense/1", "nonsense", "/vocabularies/1", "/users/1", "/repositories/2", "/repositories/77/accessions/1"]
    {
        let failures = delete(&admin, &[&first, other]).await.error(403)["failures"].take();
        assert_eq!(failures.as_array().unwrap().len(), 1, "{other}: {failures}");
        assert_eq!(failures[0]["uri"], other);
    }
    // The second time it is gone already.
    assert_eq!(delete(&admin, &[&first, &first]).await.error(403)["failures"].as_array().unwrap().len(), 1);
    assert_eq!(
        delete(&admin, &[]).await.error(400),
        json!({ "record_uris": ["Parameter required but no value provided"] })
    );
    delete(&fonds.anonymous(), &[&first]).await.error(403);
    delete(&fonds.outsider().await, &[&first]).await.error(403);
    admin.get(&first).await.ok();
    archivist.get(&first).await.ok();
}

#[tokio::test]
async fn a_record_that_another_needs_goes_only_with_it() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let surveyor = admin.create("/agents/people", &person("Surveyor")).await;
    let reviewed = admin.create(ACCESSIONS, &accession("1")).await;
    let assessment = admin
        .create(
            &format!("{REPO}/assessments"),
            &json!({
                "jsonmodel_type": "assessment", "records": [{ "ref": reviewed }], "surveyed_by": [{ "ref": surveyor }],
                "survey_begin": "2020-01-01",
            }),
        )
        .await;
    let failures = delete(&admin, &[&reviewed]).await.error(403)["failures"].take();
    assert_eq!(failures.as_array().unwrap().len(), 1, "{failures}");
    delete(&admin, &[&reviewed, &surveyor, &assessment]).await.ok();
    admin.get(&reviewed).await.error(404);
}

#[tokio::test]
async fn many_records_go_as_an_operation() {
    let fonds = Fonds::hasty().await;
    let admin = fonds.admin().await;
    let mut uris = vec![];
    for number in 0..60 {
        uris.push(admin.create(ACCESSIONS, &accession(&number.to_string())).await);
    }
    let named: Vec<&str> = uris.iter().map(String::as_str).collect();
    let answer = delete(&admin, &named).await.ok();
    assert_eq!(answer["results"].as_array().unwrap().len(), 60);
    let job = wait_for(&admin, answer["job"].as_str().unwrap(), "completed").await;
    assert_eq!(job["job_type"], "batch_delete_job");
    assert_eq!(job["result"]["results"].as_array().unwrap().len(), 60);
    assert_eq!(admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([]));
    let feed = fonds.indexer().await.get("/delete-feed?page=1&page_size=100").await.ok();
    assert_eq!(feed["results"].as_array().unwrap().len(), 60);
}

#[tokio::test]
async fn a_record_that_many_refer_to_goes_as_an_operation() {
    let fonds = Fonds::hasty().await;
    let admin = fonds.admin().await;
    let subject = admin.create("/subjects", &subject("Everywhere")).await;
    let mut uris = vec![];
    for number in 0..90 {
        uris.push(admin.create(ACCESSIONS, &about(&number.to_string(), &[&subject])).await);
    }
    let answer = admin.delete(&subject).await.ok();
    assert_eq!((&answer["status"], &answer["id"]), (&json!("Deleted"), &json!(1)));
    wait_for(&admin, answer["job"].as_str().unwrap(), "completed").await;
    admin.get(&subject).await.error(404);
    for uri in [&uris[0], &uris[45], &uris[89]] {
        assert_eq!(admin.get(uri).await.ok()["subjects"], json!([]));
    }
}

#[tokio::test]
async fn a_few_records_cost_four_calls() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (one, two) = (admin.create(ACCESSIONS, &accession("1")).await, admin.create(ACCESSIONS, &accession("2")).await);
    let answer = delete(&admin, &[&one, &two]).await;
    answer.ok();
    assert_eq!(answer.usage().dynamodb, 4);
}
