//! Defaults and required fields of a repository, templates, and what harvesters read.

use serde_json::json;

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn default_values_are_kept_for_each_type() {
    let fonds = Fonds::start().await;
    let (admin, reader) = (fonds.admin().await, fonds.reader().await);
    let path = format!("{REPO}/default_values/accession");
    assert_eq!(reader.get(&path).await.error(404), "DefaultValues not found");
    let body = json!({ "record_type": "accession", "defaults": { "title": "Papers", "create_time": "kept" } });
    assert_eq!(reader.post(&path, &body).await.error(403), "Access denied");
    let answer = admin.post(&path, &body).await.ok();
    assert_eq!(answer, json!({ "status": "Updated", "id": "2_accession", "lock_version": 0, "stale": null }));
    let shown = reader.get(&path).await.ok();
    assert_eq!((&shown["defaults"], &shown["uri"]), (&body["defaults"], &json!(path)));
    assert_eq!(admin.post(&path, &body).await.ok()["lock_version"], 1);
    assert_eq!(fonds.outsider().await.get(&path).await.error(403), "Access denied");
    assert_eq!(admin.get(&format!("{REPO}/default_values/x%23y")).await.error(404), "DefaultValues not found");
}

#[tokio::test]
async fn only_agents_have_required_fields() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let body = |record_type: &str| json!({ "record_type": record_type, "subrecord_requirements": [] });
    let refused = admin.post(&format!("{REPO}/required_fields/resource"), &body("resource")).await.error(400);
    assert_eq!(refused, "You can only customize required fields for agents");
    admin.post(&format!("{REPO}/required_fields/agent_person"), &body("agent_person")).await.ok();
    let shown = admin.get(&format!("{REPO}/required_fields/agent_person")).await.ok();
    assert_eq!(shown["subrecord_requirements"], json!([]));
}

#[tokio::test]
async fn templates_are_written_by_those_who_manage_them() {
    let fonds = Fonds::start().await;
    let (admin, reader) = (fonds.admin().await, fonds.reader().await);
    let templates = format!("{REPO}/rde_templates");
    let body =
        json!({ "name": "T", "record_type": "archival_object", "order": ["a"], "visible": ["a"], "defaults": {} });
    assert_eq!(fonds.anonymous().post(&templates, &body).await.error(403), "Access denied");
    assert_eq!(reader.post(&templates, &body).await.error(403), "Access denied");
    let created = admin.post(&templates, &body).await.ok();
    assert!(created["lock_version"].is_null());
    let listed = reader.get(&templates).await.ok();
    assert_eq!((&listed[0]["name"], listed[0].get("lock_version")), (&json!("T"), None));
    let reports = format!("{REPO}/custom_report_templates");
    let body = json!({ "name": "R", "data": "{\"fields\":{}}", "limit": 5 });
    admin.create(&reports, &body).await;
    assert_eq!(admin.get(&format!("{reports}?page=1")).await.ok()["total"], 1);
    assert_eq!(reader.get(&format!("{reports}?page=1")).await.error(403), "Access denied");
}

#[tokio::test]
async fn harvesters_learn_how_the_archive_is_called() {
    let fonds = Fonds::empty().await;
    let admin = fonds.admin().await;
    let mut config = fonds.anonymous().get("/oai_config").await.ok()[0].clone();
    assert_eq!(config["oai_record_prefix"], "oai:archivesspace");
    config["oai_repository_name"] = "Our archive".into();
    fonds.anonymous().post("/oai_config", &config).await.error(403);
    admin.post("/oai_config", &config).await.ok();
    assert_eq!(admin.post("/oai_config", &config).await.status, 409);
    assert_eq!(fonds.anonymous().get("/oai_config").await.ok()[0]["oai_repository_name"], "Our archive");
}

#[tokio::test]
async fn the_update_feed_tells_new_deletions_once() {
    let fonds = Fonds::start().await;
    let (admin, indexer) = (fonds.admin().await, fonds.indexer().await);
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    admin.delete(&uri).await.ok();
    let entries = indexer.get("/update-feed").await.ok();
    assert_eq!((&entries[0]["uri"], &entries[0]["record"]), (&json!(uri), &json!("deleted")));
    let last = &entries[0]["sequence"];
    assert_eq!(indexer.get(&format!("/update-feed?last_sequence={last}")).await.ok(), json!([]));
    fonds.reader().await.get("/update-feed").await.error(403);
    assert_eq!(fonds.anonymous().get("/notifications").await.ok(), json!([]));
}
