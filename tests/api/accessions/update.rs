//! `POST /repositories/{repo_id}/accessions/{id}`.

use serde_json::{Value, json};

use crate::harness::bodies::{accession, subject};
use crate::harness::{ACCESSIONS, Fonds};

const STALE: &str = "The record you tried to update has been modified since you fetched it.";
const NO_VERSION: &str = "You must provide a lock_version in your request";

#[tokio::test]
async fn an_update_replaces_the_whole_record() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let subject = admin.create("/subjects", &subject("Letters")).await;
    let mut body = accession("a");
    body["provenance"] = json!("a family");
    body["subjects"] = json!([{ "ref": subject }]);
    let uri = admin.create(ACCESSIONS, &body).await;
    fonds.clock.advance(5);
    let mut replacement = accession("b");
    replacement["lock_version"] = json!(0);
    let updated = fonds.archivist().await.post(&uri, &replacement).await.ok();
    assert_eq!(
        (&updated["status"], &updated["lock_version"], &updated["uri"]),
        (&json!("Updated"), &json!(1), &json!(uri))
    );
    let shown = admin.get(&uri).await.ok();
    assert_eq!(shown["id_0"], "b");
    assert!(shown.get("provenance").is_none());
    assert_eq!(shown["subjects"], json!([]));
    assert_eq!((&shown["created_by"], &shown["last_modified_by"]), (&json!("admin"), &json!("archivist")));
    assert!(shown["create_time"].as_str().unwrap() < shown["user_mtime"].as_str().unwrap());
}

#[tokio::test]
async fn an_update_from_an_old_copy_is_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    let copy = admin.get(&uri).await.ok();
    admin.post(&uri, &copy).await.ok();
    assert_eq!(admin.post(&uri, &copy).await.error(409), STALE);
    let mut future = copy.clone();
    future["lock_version"] = json!(99);
    assert_eq!(admin.post(&uri, &future).await.error(409), STALE);
    assert_eq!(admin.get(&uri).await.ok()["lock_version"], 1);
}

#[tokio::test]
async fn an_update_needs_a_version() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    for version in [Value::Null, json!("")] {
        let mut body = accession("a");
        body["lock_version"] = version;
        assert_eq!(admin.post(&uri, &body).await.error(409), NO_VERSION);
    }
    assert_eq!(admin.post(&uri, &accession("a")).await.error(409), NO_VERSION);
    let mut as_text = accession("a");
    as_text["lock_version"] = json!("0");
    admin.post(&uri, &as_text).await.ok();
}

#[tokio::test]
async fn a_missing_one_is_not_found() {
    let fonds = Fonds::start().await;
    let mut body = accession("a");
    body["lock_version"] = json!(0);
    let answer = fonds.admin().await.post(&format!("{ACCESSIONS}/99"), &body).await;
    assert_eq!(answer.error(404), "Accession not found");
}

#[tokio::test]
async fn its_own_writer_reads_it_at_once() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    for version in 0..20 {
        let mut body = accession("a");
        body["title"] = json!(format!("Version {version}"));
        body["lock_version"] = json!(version);
        admin.post(&uri, &body).await.ok();
        assert_eq!(admin.get(&uri).await.ok()["title"], body["title"]);
    }
}
