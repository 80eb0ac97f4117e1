//! Repositories.

use serde_json::json;

use crate::harness::bodies::{accession, repository, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn the_first_repository_is_number_two_and_brings_its_agent() {
    let fonds = Fonds::empty().await;
    let admin = fonds.admin().await;
    assert_eq!(admin.get("/repositories").await.ok(), json!([]));
    let created = admin.post("/repositories", &repository("MAIN")).await.ok();
    assert_eq!(created["uri"], REPO);
    assert_eq!(created["status"], "Created");
    let shown = admin.get(REPO).await.ok();
    assert_eq!(shown["repo_code"], "MAIN");
    assert_eq!(shown["display_string"], "Archive of MAIN (MAIN)");
    let agent = shown["agent_representation"]["ref"].as_str().unwrap();
    assert_eq!(fonds.anonymous().get(agent).await.ok()["title"], "MAIN");
    assert_eq!(fonds.anonymous().get("/repositories").await.ok()[0]["uri"], REPO);
}

#[tokio::test]
async fn a_new_repository_has_six_groups() {
    let fonds = Fonds::start().await;
    let groups = fonds.admin().await.get(&format!("{REPO}/groups")).await.ok();
    let codes: Vec<&str> = groups.as_array().unwrap().iter().filter_map(|group| group["group_code"].as_str()).collect();
    assert_eq!(codes.len(), 6, "{codes:?}");
    assert!(codes.contains(&"repository-archivists"));
}

#[tokio::test]
async fn only_those_who_may_create_one() {
    let fonds = Fonds::start().await;
    assert_eq!(fonds.archivist().await.post("/repositories", &repository("X")).await.error(403), "Access denied");
    assert_eq!(fonds.anonymous().post("/repositories", &repository("X")).await.error(403), "Access denied");
}

#[tokio::test]
async fn a_code_belongs_to_one_repository() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let refused = admin.post("/repositories", &repository("MAIN")).await.error(400);
    assert!(refused["repo_code"][0].is_string(), "{refused}");
    assert_eq!(admin.get("/repositories").await.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_update_needs_the_version_that_was_seen() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = admin.get(REPO).await.ok();
    body["name"] = json!("Renamed");
    assert_eq!(admin.post(REPO, &body).await.ok()["lock_version"], 1);
    let stale = "The record you tried to update has been modified since you fetched it.";
    assert_eq!(admin.post(REPO, &body).await.error(409), stale);
    assert_eq!(admin.get(REPO).await.ok()["name"], "Renamed");
}

#[tokio::test]
async fn a_missing_one_is_not_found() {
    let fonds = Fonds::start().await;
    assert_eq!(fonds.admin().await.get("/repositories/99").await.error(404), "Repository not found");
}

#[tokio::test]
async fn a_deleted_repository_takes_its_records_along() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let mut body = accession("a");
    body["instances"] =
        json!([{ "instance_type": "audio", "sub_container": { "top_container": { "ref": container } } }]);
    let uri = admin.create(ACCESSIONS, &body).await;
    assert_eq!(admin.delete(REPO).await.ok()["status"], "Deleted");
    assert_eq!(admin.get(REPO).await.error(404), "Repository not found");
    let gone = json!({ "repo_id": ["Failed validation -- The Repository must exist"] });
    assert_eq!(admin.get(&uri).await.error(400), gone);
    assert_eq!(admin.get("/repositories").await.ok(), json!([]));
}
