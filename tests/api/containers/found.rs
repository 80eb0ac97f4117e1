//! Records found by their identifiers.

use serde_json::json;

use crate::harness::bodies::{accession, resource, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn containers_are_found_by_indicator_and_barcode() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let path = format!("{REPO}/top_containers");
    let one = admin.create(&path, &top_container("1")).await;
    let mut body = top_container("1");
    body["barcode"] = "b".into();
    let same = admin.create(&path, &body).await;
    let find = format!("{REPO}/find_by_id/top_containers");
    let found = admin.get(&format!("{find}?indicator[]=1&indicator[]=2")).await.ok();
    assert_eq!(found, json!({ "top_containers": [{ "ref": one }, { "ref": same }] }));
    let found = admin.get(&format!("{find}?indicator[]=1&barcode[]=b")).await.ok();
    assert_eq!(found, json!({ "top_containers": [{ "ref": same }] }));
    assert_eq!(admin.get(&find).await.ok(), json!({ "top_containers": [] }));
    admin.delete(&one).await.ok();
    let found = admin.get(&format!("{find}?indicator[]=1")).await.ok();
    assert_eq!(found, json!({ "top_containers": [{ "ref": same }] }));
}

#[tokio::test]
async fn resources_are_found_by_their_whole_identifier() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(&format!("{REPO}/resources"), &resource("MS")).await;
    let find = format!("{REPO}/find_by_id/resources");
    let found = admin.get(&format!("{find}?identifier[]=%5B%22MS%22%5D&resolve[]=resources")).await.ok();
    assert_eq!(found["resources"][0]["ref"], uri.as_str());
    assert_eq!(found["resources"][0]["_resolved"]["id_0"], "MS");
    admin.get(&format!("{find}?identifier[]=MS")).await.error(400);
}

#[tokio::test]
async fn other_systems_ids_lead_to_records() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    body["external_ids"] = json!([{ "external_id": "ext 1", "source": "ils" }]);
    let first = admin.create(ACCESSIONS, &body).await;
    let answer = admin.get("/by-external-id?eid=ext%201").await;
    assert_eq!(answer.status, 303);
    assert!(answer.header("location").ends_with(&first));
    body["id_0"] = "b".into();
    let second = admin.create(ACCESSIONS, &body).await;
    let several = admin.get("/by-external-id?eid=ext%201").await.expect(300);
    assert_eq!(several, json!([first, second]));
    let none = admin.get("/by-external-id?eid=ext%201&type[]=resource").await.expect(404);
    assert_eq!(none, json!([]));
}

#[tokio::test]
async fn a_part_with_a_number_is_shown_alone() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    body["collection_management"] = json!({ "processing_plan": "sort" });
    let uri = admin.create(ACCESSIONS, &body).await;
    let part = admin.get(&format!("{REPO}/collection_management/1")).await.ok();
    assert_eq!(part["parent"], json!({ "ref": uri }));
    assert_eq!(part["processing_plan"], "sort");
    admin.get(&format!("{REPO}/collection_management/2")).await.expect(404);
}
