//! Requests for one record.

use serde_json::json;

use crate::harness::bodies::{accession, person, resource, subject, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn each_step_of_a_records_life_has_its_price() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let collections = [
        (ACCESSIONS.to_owned(), accession("a")),
        (format!("{REPO}/resources"), resource("a")),
        (format!("{REPO}/top_containers"), top_container("1")),
        ("/subjects".to_owned(), subject("Letters")),
        ("/agents/people".to_owned(), person("Hamsun")),
    ];
    for (collection, body) in collections {
        let created = admin.post(&collection, &body).await;
        let uri = created.ok()["uri"].as_str().unwrap().to_owned();
        assert_eq!(created.usage().dynamodb, 2, "create in {collection}");
        let read = admin.get(&uri).await;
        let body = read.ok();
        assert_eq!(read.usage().dynamodb, 1, "read {uri}");
        assert!(read.usage().read_units <= 3.0, "read {uri}: {:?}", read.usage());
        assert!(read.usage().write_units.abs() < f64::EPSILON);
        let updated = admin.post(&uri, &body).await;
        updated.ok();
        assert_eq!(updated.usage().dynamodb, 2, "update {uri}");
        let deleted = admin.delete(&uri).await;
        deleted.ok();
        assert_eq!(deleted.usage().dynamodb, 2, "delete {uri}");
        assert_eq!(read.usage().s3 + created.usage().s3 + updated.usage().s3 + deleted.usage().s3, 0);
    }
}

#[tokio::test]
async fn a_linked_record_costs_no_more_calls() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let topic = admin.create("/subjects", &subject("Letters")).await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let mut body = accession("a");
    body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
    body["subjects"] = json!([{ "ref": topic }]);
    body["instances"] =
        json!([{ "instance_type": "audio", "sub_container": { "top_container": { "ref": container } } }]);
    let created = admin.post(ACCESSIONS, &body).await;
    let uri = created.ok()["uri"].as_str().unwrap().to_owned();
    assert_eq!(created.usage().dynamodb, 2);
    let read = admin.get(&uri).await;
    let body = read.ok();
    assert_eq!(read.usage().dynamodb, 1);
    let updated = admin.post(&uri, &body).await;
    updated.ok();
    assert_eq!(updated.usage().dynamodb, 2);
    let resolved = admin.get(&format!("{uri}?resolve[]=linked_agents")).await;
    assert_eq!(resolved.usage().dynamodb, 2);
    // One more call for each level, not for each property or record.
    let path = format!("{uri}?resolve[]=linked_agents&resolve[]=subjects&resolve[]=repository::agent_representation");
    assert_eq!(admin.get(&path).await.usage().dynamodb, 3);
    let deleted = admin.delete(&uri).await;
    deleted.ok();
    assert_eq!(deleted.usage().dynamodb, 2);
    // Linking wrote nothing to the neighbours that others would have to read again.
    assert_eq!(admin.get(&agent).await.ok()["lock_version"], 0);
}

#[tokio::test]
async fn refusals_are_cheap() {
    let fonds = Fonds::start().await;
    let (admin, anonymous) = (fonds.admin().await, fonds.anonymous());
    let calls = async |answer: tests::Response| answer.usage().dynamodb;
    assert_eq!(calls(admin.get("/nothing").await).await, 1);
    assert_eq!(calls(anonymous.get("/nothing").await).await, 0);
    assert_eq!(calls(anonymous.get("/version").await).await, 0);
    // A record that is there says that its repository is. Only for one that is not, the repository is asked for too.
    assert_eq!(calls(anonymous.get(&format!("{ACCESSIONS}/1")).await).await, 2);
    let malformed = anonymous.with_token("not a token");
    assert!(calls(malformed.get("/version").await).await <= 1);
    assert_eq!(calls(admin.post(ACCESSIONS, &json!({})).await).await, 1);
    assert_eq!(calls(admin.get(&format!("{ACCESSIONS}/99")).await).await, 2);
}
