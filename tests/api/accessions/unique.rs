//! An identifier belongs to one accession of a repository.

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::bodies::{accession, repository, resource};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn an_identifier_is_unique_in_its_repository() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    admin.create("/repositories", &repository("OTHER")).await;
    admin.create(ACCESSIONS, &accession("a")).await;
    let refused = admin.post(ACCESSIONS, &accession("a")).await.expect(400);
    assert_eq!(refused, json!({ "error": { "id_0": ["That ID is already in use"] } }));
    admin.create("/repositories/3/accessions", &accession("a")).await;
    let mut four_parts = accession("a");
    four_parts["id_1"] = json!("1");
    admin.create(ACCESSIONS, &four_parts).await;
}

#[tokio::test]
async fn an_update_moves_the_claim() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    admin.create(ACCESSIONS, &accession("b")).await;
    let mut body = admin.get(&uri).await.ok();
    body["id_0"] = json!("b");
    admin.post(&uri, &body).await.expect(400);
    body["id_0"] = json!("c");
    admin.post(&uri, &body).await.ok();
    admin.create(ACCESSIONS, &accession("a")).await;
    admin.post(ACCESSIONS, &accession("c")).await.expect(400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_eight_writers_exactly_one_gets_an_identifier() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for round in 0..5 {
        let body = accession(&format!("race {round}"));
        let answers = join_all((0..8).map(|_| admin.post(ACCESSIONS, &body))).await;
        let created: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(created.len(), 1);
        assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 400)));
    }
    let ids = admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok();
    assert_eq!(ids.as_array().unwrap().len(), 5);
}

/// Everything that is taken is told at once, and before anything that is wrong with references.
#[tokio::test]
async fn all_clashes_are_told_first() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let resources = format!("{REPO}/resources");
    let mut body = resource("a");
    body["ead_id"] = json!("EAD");
    admin.create(&resources, &body).await;
    body["subjects"] = json!([{ "ref": "/subjects/99" }]);
    let refused = admin.post(&resources, &body).await.error(400);
    assert_eq!(refused, json!({ "id_0": ["That ID is already in use"], "ead_id": ["Must be unique"] }));
    body["id_0"] = json!("b");
    assert_eq!(admin.post(&resources, &body).await.error(400), json!({ "ead_id": ["Must be unique"] }));
    body["ead_id"] = json!("OTHER");
    assert_eq!(admin.post(&resources, &body).await.error(400), "Can't relate to non-existent record: /subjects/99");
}
