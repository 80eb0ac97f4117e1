//! `/config/enumerations`: lists of values, and what happens to records when they change.

use serde_json::{Value, json};

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds, REPO};

const EXTENTS: &str = "/config/enumerations/14";

fn measured(identifier: &str, kind: &str) -> Value {
    let mut body = accession(identifier);
    body["extents"] = json!([{ "portion": "whole", "number": "1", "extent_type": kind }]);
    body
}

#[tokio::test]
async fn a_new_value_holds_for_the_next_record() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    admin.post(ACCESSIONS, &measured("a", "boxes")).await.error(400);
    let mut list = admin.get(EXTENTS).await.ok();
    assert_eq!((&list["name"], &list["enumeration_values"][0]["id"]), (&json!("extent_extent_type"), &json!(273)));
    list["values"].as_array_mut().unwrap().push("boxes".into());
    list["default_value"] = "boxes".into();
    let answer = admin.post(EXTENTS, &list).await.ok();
    assert_eq!((&answer["id"], &answer["lock_version"]), (&json!(14), &json!(1)));
    assert_eq!(admin.post(EXTENTS, &list).await.status, 409);
    admin.create(ACCESSIONS, &measured("a", "boxes")).await;
    let list = fonds.anonymous().get("/config/enumerations/names/extent_extent_type").await.ok();
    assert_eq!(list["enumeration_values"][12]["uri"], "/config/enumeration_values/1798");
    assert_eq!(list["default_value"], "boxes");
}

#[tokio::test]
async fn a_value_in_use_stays_until_it_is_migrated() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &measured("a", "reels")).await;
    let other = admin.create(ACCESSIONS, &measured("b", "sheets")).await;
    let mut list = admin.get(EXTENTS).await.ok();
    list["values"].as_array_mut().unwrap().retain(|value| value != "reels");
    assert_eq!(admin.post(EXTENTS, &list).await.error(409), "Can't delete a value that's in use: reels");
    let migration = |from: &str, to: &str| json!({ "enum_uri": EXTENTS, "from": from, "to": to });
    let path = "/config/enumerations/migration";
    admin.post(path, &migration("reels", "nothing")).await.error(404);
    admin.post(path, &migration("reels", "reels")).await.error(400);
    let shown = admin.post(path, &migration("reels", "cubic_feet")).await.ok();
    assert!(!shown["values"].as_array().unwrap().contains(&json!("reels")));
    let migrated = admin.get(&uri).await.ok();
    assert_eq!(migrated["extents"][0]["extent_type"], "cubic_feet");
    assert_eq!(migrated["lock_version"], 0, "nobody's copy is outdated");
    assert_eq!(admin.get(&other).await.ok()["lock_version"], 0);
    admin.post(ACCESSIONS, &measured("c", "reels")).await.error(400);
    let deleted = fonds.indexer().await.get("/delete-feed?page=1").await.ok();
    assert_eq!(deleted["results"], json!(["/config/enumeration_values/281"]));
    // What nobody uses can just be removed.
    let mut list = admin.get(EXTENTS).await.ok();
    list["values"].as_array_mut().unwrap().retain(|value| value != "volumes");
    admin.post(EXTENTS, &list).await.ok();
}

#[tokio::test]
async fn lists_are_protected() {
    let fonds = Fonds::start().await;
    let (admin, reader) = (fonds.admin().await, fonds.reader().await);
    let list = admin.get(EXTENTS).await.ok();
    assert_eq!(reader.post(EXTENTS, &list).await.error(403), "Access denied");
    let mut fixed = admin.get("/config/enumerations/2").await.ok();
    fixed["values"].as_array_mut().unwrap().push("zz".into());
    assert_eq!(admin.post("/config/enumerations/2", &fixed).await.error(403), "Access denied");
    let mut labels = admin.get("/config/enumerations/35").await.ok();
    labels["values"].as_array_mut().unwrap().retain(|value| value != "existence");
    assert_eq!(admin.post("/config/enumerations/35", &labels).await.error(403), "Access denied");
    let created = admin.post("/config/enumerations", &json!({ "name": "moods", "values": ["a", "b", "a"] })).await.ok();
    assert_eq!(created["uri"], "/config/enumerations/103");
    assert_eq!(admin.get("/config/enumerations/103").await.ok()["values"], json!(["a", "b"]));
    admin.post("/config/enumerations", &json!({ "name": "moods", "values": [] })).await.error(400);
    assert_eq!(admin.get("/config/enumerations/63").await.error(404), "Enumeration not found");
    assert!(admin.get("/config/enumerations/csv").await.text().contains("\nmoods,moods,a,a,0,false\n"));
}

#[tokio::test]
async fn single_values_are_moved_suppressed_and_renamed() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &measured("a", "volumes")).await;
    let value = "/config/enumeration_values/284";
    let moved = admin.form(&format!("{value}/position"), &[("position", "0")]).await.ok();
    assert_eq!(moved, json!({ "status": "Updated", "id": 284, "lock_version": 1, "stale": null }));
    let hidden = admin.form(&format!("{value}/suppressed"), &[("suppressed", "true")]).await.ok();
    assert_eq!(hidden["suppressed_state"], 1);
    let list = admin.get(EXTENTS).await.ok();
    assert_eq!(list["enumeration_values"][0]["value"], "volumes");
    assert_eq!(list["enumeration_values"][11]["value"], "cassettes");
    assert!(!list["values"].as_array().unwrap().contains(&json!("volumes")));
    // Suppressed values are valid all the same, and survive an update of the list.
    admin.create(ACCESSIONS, &measured("b", "volumes")).await;
    admin.post(EXTENTS, &list).await.ok();
    let mut shown = admin.get(value).await.ok();
    shown["value"] = "tomes".into();
    admin.post(value, &shown).await.ok();
    assert_eq!(admin.get(&uri).await.ok()["extents"][0]["extent_type"], "tomes");
    assert_eq!(admin.get("/config/enumeration_values/9999").await.error(404), "EnumerationValue not found");
    assert_eq!(admin.get(&format!("{REPO}/accessions?all_ids=true")).await.ok(), json!([1, 2]));
}
