//! Finding aids that become one.

use serde_json::{Value, json};
use tests::{Caller, Response};

use super::{add, grow, outline, plant};
use crate::harness::{Fonds, REPO};

async fn merge(caller: &Caller, kind: &str, destination: &str, candidates: &[&str]) -> Response {
    let candidates: Vec<Value> = candidates.iter().map(|uri| json!({ "ref": uri })).collect();
    let body = json!({ "merge_destination": { "ref": destination }, "merge_candidates": candidates });
    caller.post(&format!("/merge_requests/{kind}?repo_id=2"), &body).await
}

#[tokio::test]
async fn components_come_behind_those_of_the_destination() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (kept, one, two) = (plant(&admin, "KEPT").await, plant(&admin, "ONE").await, plant(&admin, "TWO").await);
    add(&admin, &kept, None, "There").await;
    let series = add(&admin, &one, None, "First").await;
    add(&admin, &one, Some(&series), "Below first").await;
    add(&admin, &one, None, "Second").await;
    let last = add(&admin, &two, None, "Last").await;
    grow(&admin, &two, &last, 60).await;
    let answer = merge(&admin, "resource", &kept, &[&one, &two]).await.ok();
    assert_eq!(answer["deleted_uris"], json!([one, two]));
    let lines = outline(&admin, &kept).await;
    assert_eq!(lines[..5], ["There", "First", "  Below first", "Second", "Last"].map(str::to_owned));
    assert_eq!(lines.len(), 65);
    admin.get(&one).await.expect(404);
    admin.get(&format!("{two}/tree/root")).await.expect(404);
    let shown = admin.get(&kept).await.ok();
    assert_eq!(shown["linked_events"].as_array().unwrap().len(), 1);
    let event = admin.get(shown["linked_events"][0]["ref"].as_str().unwrap()).await.ok();
    assert_eq!(event["outcome_note"], "ONE -- Records ONE\nTWO -- Records TWO\n");
    // The tree goes on growing.
    let below = admin.get(&last).await.ok();
    assert_eq!(below["resource"]["ref"], kept.as_str());
    add(&admin, &kept, Some(&last), "New").await;
    add(&admin, &kept, None, "New at the top").await;
    assert_eq!(outline(&admin, &kept).await.len(), 67);
}

#[tokio::test]
async fn the_same_name_in_both_is_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (kept, gone) = (plant(&admin, "KEPT").await, plant(&admin, "GONE").await);
    for root in [&kept, &gone] {
        let body = json!({ "title": "Twin", "level": "file", "resource": { "ref": root }, "ref_id": "twin" });
        admin.create(&format!("{REPO}/archival_objects"), &body).await;
    }
    merge(&admin, "resource", &kept, &[&gone]).await.expect(400);
    assert_eq!((outline(&admin, &kept).await.len(), outline(&admin, &gone).await.len()), (1, 1));
}

#[tokio::test]
async fn parts_of_digital_objects_follow() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let object = |identifier: &str| json!({ "title": identifier, "digital_object_id": identifier });
    let objects = format!("{REPO}/digital_objects");
    let (kept, gone) = (admin.create(&objects, &object("a")).await, admin.create(&objects, &object("b")).await);
    let parts = format!("{REPO}/digital_object_components");
    let part = admin.create(&parts, &json!({ "title": "Page", "digital_object": { "ref": gone } })).await;
    let body = json!({ "title": "Detail", "digital_object": { "ref": gone }, "parent": { "ref": part } });
    let detail = admin.create(&parts, &body).await;
    merge(&admin, "digital_object", &kept, &[&gone]).await.ok();
    let shown = admin.get(&detail).await.ok();
    assert_eq!((&shown["digital_object"]["ref"], &shown["parent"]["ref"]), (&json!(kept), &json!(part)));
    let tree = admin.get(&format!("{kept}/tree/root")).await.ok();
    assert_eq!(
        (&tree["child_count"], &tree["precomputed_waypoints"][""]["0"][0]["child_count"]),
        (&json!(1), &json!(1))
    );
}
