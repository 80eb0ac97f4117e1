//! Transfers that cannot be.

use serde_json::{Value, json};

use super::{OTHER, digital_object, other, transfer, with_instances};
use crate::harness::bodies::{accession, resource, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn only_to_a_repository_that_is_there() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    for target in ["/repositories/99", "x", "/repositories/1", "/subjects/1", "/repositories/2/accessions/1"] {
        let refused = transfer(&admin, &uri, target).await.error(400);
        assert_eq!(refused, json!({ "target_repo": ["Repository not found"] }), "{target}");
    }
    let missing = admin.post(&format!("{uri}/transfer"), &Value::Null).await.error(400);
    assert_eq!(missing["target_repo"], json!(["Parameter required but no value provided"]));
    other(&admin).await;
    assert_eq!(transfer(&admin, &format!("{ACCESSIONS}/99"), OTHER).await.error(404), "Accession not found");
    transfer(&admin, "/repositories/77/accessions/1", OTHER).await.expect(400);
}

#[tokio::test]
async fn only_by_those_who_may_in_both() {
    let fonds = Fonds::start().await;
    let (admin, reader, archivist) = (fonds.admin().await, fonds.reader().await, fonds.archivist().await);
    let outsider = fonds.outsider().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    for caller in [&reader, &archivist, &outsider, &fonds.anonymous()] {
        assert_eq!(transfer(caller, &uri, OTHER).await.error(403), "Access denied");
        assert_eq!(transfer(caller, REPO, OTHER).await.error(403), "Access denied");
    }
    admin.get(&uri).await.ok();
}

#[tokio::test]
async fn what_others_use_stands_in_the_way() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let object = admin.create(&format!("{REPO}/digital_objects"), &digital_object("d")).await;
    let body = with_instances(resource("MS"), None, Some(&object));
    let root = admin.create(&format!("{REPO}/resources"), &body).await;
    let body = with_instances(accession("a"), None, Some(&object));
    let user = admin.create(ACCESSIONS, &body).await;
    let in_use = |message: &str| json!([{ "json_property": "instances", "message": message }]);
    assert_eq!(transfer(&admin, &root, OTHER).await.error(409), json!({ &user: in_use("DIGITAL_OBJECT_IN_USE") }));
    let linked = transfer(&admin, &object, OTHER).await.error(409);
    assert_eq!(linked, json!({ &root: in_use("DIGITAL_OBJECT_HAS_LINK"), &user: in_use("DIGITAL_OBJECT_HAS_LINK") }));
    let boxed = admin.create(ACCESSIONS, &with_instances(accession("b"), Some(&container), None)).await;
    admin.create(ACCESSIONS, &with_instances(accession("c"), Some(&container), None)).await;
    let refused = transfer(&admin, &boxed, OTHER).await.error(409);
    assert_eq!(refused, json!({ &container: [{ "message": "TOP_CONTAINER_IN_USE" }] }));
    for uri in [&root, &object, &boxed, &container] {
        admin.get(uri).await.ok();
    }
    assert_eq!(fonds.indexer().await.get("/delete-feed?page=1&modified_since=1").await.ok()["results"], json!([]));
}

#[tokio::test]
async fn what_clashes_over_there_stands_in_the_way() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    admin.create(&format!("{OTHER}/accessions"), &accession("a")).await;
    let refused = transfer(&admin, &uri, OTHER).await.error(409);
    let clash = json!([{ "json_property": "id_0", "message": "That ID is already in use" }]);
    assert_eq!(refused, json!({ &uri: clash }));
    let mut body = top_container("1");
    body["barcode"] = json!("b-1");
    let container = admin.create(&format!("{REPO}/top_containers"), &body).await;
    admin.create(&format!("{OTHER}/top_containers"), &body).await;
    let boxed = admin.create(ACCESSIONS, &with_instances(accession("b"), Some(&container), None)).await;
    let refused = transfer(&admin, &boxed, OTHER).await.error(409);
    assert_eq!(refused, json!({ &container: [{ "message": "BARCODE_IN_USE" }] }));
    // Everything is named at once when everything goes.
    let refused = transfer(&admin, REPO, OTHER).await.error(409);
    assert_eq!(refused, json!({ &uri: clash, &container: [{ "message": "BARCODE_IN_USE" }] }));
    admin.get(&uri).await.ok();
}
