//! `DELETE /repositories/{repo_id}/accessions/{id}`.

use serde_json::json;

use crate::harness::bodies::{accession, event, person};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn a_deleted_accession_is_gone_everywhere() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    let kept = admin.create(ACCESSIONS, &accession("b")).await;
    assert_eq!(admin.delete(&uri).await.ok(), json!({ "status": "Deleted", "id": 1 }));
    assert_eq!(admin.get(&uri).await.error(404), "Accession not found");
    assert_eq!(admin.delete(&uri).await.error(404), "Accession not found");
    let page = admin.get(&format!("{ACCESSIONS}?page=1")).await.ok();
    assert_eq!((&page["total"], &page["results"][0]["uri"]), (&json!(1), &json!(kept)));
    assert_eq!(admin.get(&format!("{ACCESSIONS}?id_set=1,2")).await.ok().as_array().unwrap().len(), 1);
    assert_eq!(admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([2]));
}

#[tokio::test]
async fn a_deletion_leaves_a_tombstone() {
    let fonds = Fonds::start().await;
    let (admin, indexer) = (fonds.admin().await, fonds.indexer().await);
    let mut uris = vec![];
    for number in 0..3 {
        uris.push(admin.create(ACCESSIONS, &accession(&number.to_string())).await);
    }
    for uri in &uris[..2] {
        admin.delete(uri).await.ok();
        fonds.clock.advance(10);
    }
    let moment = fonds.clock.now();
    admin.delete(&uris[2]).await.ok();
    let feed = indexer.get("/delete-feed?page=1").await.ok();
    assert_eq!(feed, json!({ "first_page": 1, "last_page": 1, "this_page": 1, "results": uris }));
    let second = indexer.get("/delete-feed?page=2&page_size=2").await.ok();
    assert_eq!((&second["last_page"], &second["results"]), (&json!(2), &json!([uris[2]])));
    let recent = indexer.get(&format!("/delete-feed?page=1&modified_since={moment}")).await.ok();
    assert_eq!(recent["results"], json!([uris[2]]));
    assert_eq!(fonds.archivist().await.get("/delete-feed?page=1").await.error(403), "Access denied");
}

#[tokio::test]
async fn its_identifier_and_its_number_are_treated_differently() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    admin.delete(&uri).await.ok();
    // The identifier is free again; the number is never given to another record.
    assert_ne!(admin.create(ACCESSIONS, &accession("a")).await, uri);
}

#[tokio::test]
async fn references_to_it_are_cut() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let mut with_agent = accession("a");
    with_agent["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
    let uri = admin.create(ACCESSIONS, &with_agent).await;
    let other = admin.create(ACCESSIONS, &accession("b")).await;
    let event = admin.create(&format!("{REPO}/events"), &event(&agent, &uri)).await;
    assert_eq!(admin.get(&uri).await.ok()["linked_events"], json!([{ "ref": event }]));
    admin.delete(&uri).await.ok();
    let left = admin.get(&event).await.ok();
    assert_eq!(left["linked_records"], json!([]), "a reference to a deleted record");
    admin.get(&agent).await.ok();
    admin.get(&other).await.ok();
}

#[tokio::test]
async fn what_goes_together_is_told_in_order() {
    let fonds = Fonds::start().await;
    let (admin, indexer) = (fonds.admin().await, fonds.indexer().await);
    let made = json!({ "jsonmodel_type": "user", "username": "ada", "name": "Ada" });
    let user = admin.post("/users?password=secret", &made).await.ok()["uri"].as_str().unwrap().to_owned();
    let agent = admin.get(&user).await.ok()["agent_record"]["ref"].clone();
    admin.delete(&user).await.ok();
    let feed = indexer.get("/delete-feed?page=1").await.ok();
    assert_eq!(feed["results"], json!([user, agent]));
}
