//! The archive about its own state: for administrators, and without secrets. And who edits what.

use serde_json::json;

use crate::harness::bodies::{accession, resource};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn its_state_is_for_administrators() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    for path in ["/system/info", "/system/log", "/system/events"] {
        assert_eq!(archivist.get(path).await.error(403), "Access denied");
        let answer = admin.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        for secret in [admin.token(), "fonds-on-one-machine", "AWS_", "argon2"] {
            assert!(!answer.text().contains(secret), "{path}");
        }
    }
    assert!(admin.get("/system/info").await.ok()["archivesSpaceVersion"].is_string());
    assert_eq!(admin.get("/system/events").await.ok(), json!([]));
    assert!(admin.get("/doc").await.text().contains("href=\"schemas\""));
}

#[tokio::test]
async fn front_ends_hear_who_edits_what() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    let now = |seconds: i64| records::render::instant(fonds.clock.now() - seconds);
    let tell = |user: &str, uri: &str, time: String| {
        let body = json!({ "active_edits": [{ "user": user, "uri": uri, "time": time }] });
        let admin = admin.clone();
        async move { admin.post("/update_monitor", &body).await.ok() }
    };
    assert_eq!(tell("ann", &uri, "2020-01-01T00:00:00Z".to_owned()).await, json!({}));
    let first = tell("ann", &uri, now(1)).await;
    assert_eq!(first[&uri]["lock_version"], 0);
    let both = tell("bob", &uri, now(0)).await;
    assert_eq!(both[&uri]["edited_by"].as_object().map(serde_json::Map::len), Some(2), "{both}");
    // What names no record, and what is nobody's, are passed over.
    assert_eq!(
        tell("eve", "/repositories/2/accessions/99", now(0)).await.as_object().map(serde_json::Map::len),
        Some(1)
    );
    assert_eq!(tell("eve", "unique#x", now(0)).await.as_object().map(serde_json::Map::len), Some(1));
    fonds.clock.advance(31);
    assert_eq!(admin.post("/update_monitor", &json!({ "active_edits": [] })).await.ok(), json!({}));
    assert_eq!(fonds.archivist().await.post("/update_monitor", &json!({})).await.status, 403);
}

#[tokio::test]
async fn arks_are_off() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(&format!("{REPO}/resources"), &resource("a")).await;
    let path = format!("{uri}/ark_name");
    assert_eq!(admin.get(&path).await.error(404), "ArkName not found");
    let refused = admin.post(&path, &json!({ "current": "ark:/99999/1" })).await.error(400);
    assert_eq!(refused, json!({ "ark": ["ARKs are not enabled"] }));
    assert_eq!(fonds.archivist().await.get(&path).await.status, 403);
    let unknown = format!("{REPO}/archival_objects/9/ark_name");
    assert_eq!(admin.get(&unknown).await.error(404), "ArchivalObject not found");
    assert_eq!(admin.post(&unknown, &json!({})).await.status, 404);
}
