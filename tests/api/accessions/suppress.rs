//! `POST /repositories/{repo_id}/accessions/{id}/suppressed`.

use serde_json::json;

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

#[tokio::test]
async fn a_suppressed_accession_is_hidden_and_cannot_be_changed() {
    let fonds = Fonds::start().await;
    let (admin, archivist, indexer) = (fonds.admin().await, fonds.archivist().await, fonds.indexer().await);
    let uri = archivist.create(ACCESSIONS, &accession("a")).await;
    archivist.create(ACCESSIONS, &accession("b")).await;
    let action = format!("{uri}/suppressed");
    assert_eq!(archivist.form(&action, &[("suppressed", "true")]).await.error(403), "Access denied");
    let answer = admin.form(&action, &[("suppressed", "true")]).await.ok();
    assert_eq!(answer, json!({ "status": "Suppressed", "id": 1, "suppressed_state": true }));
    assert_eq!(archivist.get(&uri).await.error(404), "Accession not found");
    assert_eq!(archivist.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([2]));
    assert_eq!(archivist.get(&format!("{ACCESSIONS}?page=1")).await.ok()["total"], 1);
    assert_eq!(archivist.get(&format!("{ACCESSIONS}?id_set=1,2")).await.ok().as_array().unwrap().len(), 1);
    // Those who index see it, and that it is suppressed.
    let shown = indexer.get(&uri).await.ok();
    assert_eq!(shown["suppressed"], true);
    assert_eq!(indexer.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([1, 2]));
    assert_eq!(admin.post(&uri, &shown).await.error(409), "Can't update an object that has been suppressed");
    admin.form(&action, &[("suppressed", "false")]).await.ok();
    let shown = archivist.get(&uri).await.ok();
    assert_eq!((&shown["suppressed"], &shown["title"]), (&json!(false), &json!("Papers a")));
    archivist.post(&uri, &shown).await.ok();
}
