//! Many containers at once.

use serde_json::json;

use crate::harness::bodies::{location, top_container};
use crate::harness::{Fonds, REPO};

#[tokio::test]
async fn several_containers_get_one_value() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let path = format!("{REPO}/top_containers");
    for indicator in 1..=20 {
        admin.create(&path, &top_container(&indicator.to_string())).await;
    }
    let shelf = admin.create("/locations", &location("East")).await;
    let numbers: Vec<String> = (1..=20).map(|number| number.to_string()).collect();
    let mut fields: Vec<(&str, &str)> = numbers.iter().map(|number| ("ids[]", number.as_str())).collect();
    fields.extend([("ids[]", "99"), ("location_uri", shelf.as_str())]);
    let answer = admin.form(&format!("{path}/batch/location"), &fields).await.ok();
    assert_eq!(answer, json!({ "records_updated": 20 }));
    let moved = admin.get(&format!("{path}/20")).await.ok();
    assert_eq!(moved["container_locations"][0]["ref"], shelf.as_str());
    assert_eq!(moved["long_display_string"], "Box 20, East, 1 [East]");
    let fields = [("ids[]", "1"), ("container_profile_uri", "/container_profiles/9")];
    let answer = admin.form(&format!("{path}/batch/container_profile"), &fields).await.ok();
    assert_eq!(answer["records_updated"], 0);
    assert!(answer["error"].is_string());
    admin.form(&format!("{path}/batch/ils_holding_id"), &[("ils_holding_id", "x")]).await.error(400);
}

#[tokio::test]
async fn barcodes_are_given_in_order() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let path = format!("{REPO}/top_containers");
    let one = admin.create(&path, &top_container("1")).await;
    let two = admin.create(&path, &top_container("2")).await;
    let bulk = format!("{path}/bulk/barcodes");
    assert_eq!(admin.post(&bulk, &json!({ &one: "A", &two: "B" })).await.ok(), json!({ "updated": [1, 2] }));
    // What the first gives up is free for the second.
    admin.post(&bulk, &json!({ &one: "C", &two: "A" })).await.ok();
    assert_eq!(admin.get(&two).await.ok()["barcode"], "A");
    let refused = admin.post(&bulk, &json!({ &one: "D", &two: "D" })).await.expect(400);
    assert_eq!(refused["uri"], two.as_str());
    assert_eq!(refused["error"], json!({ "barcode": ["A barcode must be unique within a repository"] }));
    assert_eq!(admin.get(&one).await.ok()["barcode"], "C");
}

/// One value for many is no edit of each; values of their own are.
#[tokio::test]
async fn copies_of_containers_stay_good_or_not() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let path = format!("{REPO}/top_containers");
    let one = admin.create(&path, &top_container("1")).await;
    let shelf = admin.create("/locations", &location("East")).await;
    admin.form(&format!("{path}/batch/ils_holding_id"), &[("ids[]", "1"), ("ils_holding_id", "x")]).await.ok();
    admin.form(&format!("{path}/batch/location"), &[("ids[]", "1"), ("location_uri", &shelf)]).await.ok();
    admin.post(&format!("{path}/bulk/locations"), &json!({ &one: shelf })).await.ok();
    assert_eq!(admin.get(&one).await.ok()["lock_version"], 0);
    admin.post(&format!("{path}/bulk/indicators"), &json!({ &one: "2" })).await.ok();
    admin.post(&format!("{path}/bulk/barcodes"), &json!({ &one: "A" })).await.ok();
    let shown = admin.get(&one).await.ok();
    assert_eq!((&shown["lock_version"], &shown["ils_holding_id"]), (&json!(2), &json!("x")));
}
