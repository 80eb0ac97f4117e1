//! Subjects that become one.

use serde_json::json;

use super::{merge, number};
use crate::harness::bodies::{accession, person, resource, subject};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn whoever_has_the_subject_has_the_other_one() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let kept = admin.create("/subjects", &subject("Harbours")).await;
    let gone = admin.create("/subjects", &subject("Ports")).await;
    let unrelated = admin.create("/subjects", &subject("Ships")).await;
    let mut body = accession("a");
    body["subjects"] = json!([{ "ref": gone }, { "ref": unrelated }]);
    let papers = admin.create(ACCESSIONS, &body).await;
    body["id_0"] = json!("b");
    body["subjects"] = json!([{ "ref": kept }, { "ref": gone }]);
    let both = admin.create(ACCESSIONS, &body).await;
    let mut body = resource("MS");
    body["subjects"] = json!([{ "ref": gone }]);
    let records = admin.create(&format!("{REPO}/resources"), &body).await;
    let mut body = person("Hamsun");
    body["agent_occupations"] = json!([{ "subjects": [{ "ref": gone }], "places": [{ "ref": gone }] }]);
    let agent = admin.create("/agents/people", &body).await;

    let answer = merge(&admin, "subject", &kept, &[&gone]).await.ok();
    assert_eq!(
        answer,
        json!({ "status": "Merged", "id": number(&kept), "selections": [], "merge_destination_uri": kept,
            "deleted_uris": [gone] })
    );
    assert_eq!(admin.get(&gone).await.error(404), "Subject not found");
    assert_eq!(admin.get(&papers).await.ok()["subjects"], json!([{ "ref": kept }, { "ref": unrelated }]));
    assert_eq!(admin.get(&both).await.ok()["subjects"], json!([{ "ref": kept }]));
    assert_eq!(admin.get(&records).await.ok()["subjects"], json!([{ "ref": kept }]));
    let occupation = &admin.get(&agent).await.ok()["agent_occupations"][0];
    assert_eq!(
        (&occupation["subjects"], &occupation["places"]),
        (&json!([{ "ref": kept }]), &json!([{ "ref": kept }]))
    );
    assert_eq!(admin.get(&kept).await.ok()["used_within_repositories"], json!([REPO]));
    // The links lead to the one that is left, and none to the other: agents keep the subject from being deleted.
    assert_eq!(fonds.store.links(&kept, "", 100).await.unwrap().len(), 5);
    assert!(fonds.store.links(&gone, "", 100).await.unwrap().is_empty());
    admin.delete(&kept).await.expect(409);
    let listed = admin.get("/subjects?all_ids=true").await.ok();
    assert_eq!(listed, json!([number(&kept), number(&unrelated)]));
    let deleted = fonds.indexer().await.get("/delete-feed?page=1&modified_since=1").await.ok();
    assert_eq!(deleted["results"], json!([gone]));
}

#[tokio::test]
async fn what_was_unique_to_it_may_be_used_again() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let kept = admin.create("/subjects", &subject("Harbours")).await;
    let gone = admin.create("/subjects", &subject("Ports")).await;
    admin.post("/subjects", &subject("Ports")).await.expect(400);
    merge(&admin, "subject", &kept, &[&gone]).await.ok();
    let again = admin.create("/subjects", &subject("Ports")).await;
    assert_ne!(again, gone);
    admin.post("/subjects", &subject("Harbours")).await.expect(400);
}

#[tokio::test]
async fn several_go_at_once() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let kept = admin.create("/subjects", &subject("Harbours")).await;
    let mut gone = vec![];
    let mut refs = vec![];
    for number in 0..12 {
        let uri = admin.create("/subjects", &subject(&format!("Port {number}"))).await;
        refs.push(json!({ "ref": uri }));
        gone.push(uri);
    }
    let mut body = accession("a");
    body["subjects"] = json!(refs);
    let papers = admin.create(ACCESSIONS, &body).await;
    let named: Vec<&str> = gone.iter().chain([&gone[0]]).map(String::as_str).collect();
    let answer = merge(&admin, "subject", &kept, &named).await.ok();
    assert_eq!(answer["deleted_uris"], json!(gone));
    assert_eq!(admin.get(&papers).await.ok()["subjects"], json!([{ "ref": kept }]));
    assert_eq!(admin.get("/subjects?all_ids=true").await.ok(), json!([number(&kept)]));
}
