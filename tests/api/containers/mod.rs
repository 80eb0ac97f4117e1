//! Top containers and where they stand.

mod bulk;
mod calculators;
mod context;
mod found;
mod places;

use serde_json::json;

use crate::harness::bodies::{accession, location, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn a_container_stands_in_a_location() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let shelf = admin.create("/locations", &location("East")).await;
    let mut body = top_container("7");
    body["container_locations"] = json!([{ "ref": shelf, "status": "current", "start_date": "2020-01-01" }]);
    let created = admin.post(&format!("{REPO}/top_containers"), &body).await.ok();
    assert!(created["stale"].is_null());
    let uri = created["uri"].as_str().unwrap();
    let shown = admin.get(&format!("{uri}?resolve[]=container_locations")).await.ok();
    assert_eq!(shown["container_locations"][0]["_resolved"]["building"], "East");
    assert_eq!(shown["display_string"], "Box 7");
    assert_eq!(shown["collection"], json!([]));
}

#[tokio::test]
async fn an_accession_tells_which_containers_it_is_in() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    let mut containers = vec![];
    for indicator in ["1", "2"] {
        containers.push(admin.create(&format!("{REPO}/top_containers"), &top_container(indicator)).await);
    }
    let instance =
        |uri: &String| json!({ "instance_type": "audio", "sub_container": { "top_container": { "ref": uri } } });
    body["instances"] = json!([instance(&containers[1]), instance(&containers[0]), instance(&containers[1])]);
    let uri = admin.create(ACCESSIONS, &body).await;
    let listed = admin.get(&format!("{uri}/top_containers")).await.ok();
    assert_eq!(listed, json!([{ "ref": containers[1] }, { "ref": containers[0] }]));
    // A container that goes away leaves the accession without a dangling reference.
    admin.delete(&containers[1]).await.ok();
    let left = admin.get(&format!("{uri}/top_containers")).await.ok();
    assert_eq!(left, json!([{ "ref": containers[0] }]));
    let shown = admin.get(&uri).await;
    assert!(!shown.text().contains(&format!("\"{}\"", containers[1])), "{}", shown.text());
}

#[tokio::test]
async fn a_location_must_be_findable() {
    let fonds = Fonds::start().await;
    let refused = fonds.admin().await.post("/locations", &json!({ "building": "East" })).await.error(400);
    assert_eq!(refused, json!({ "coded_errors": ["location_fields_error"] }));
}
