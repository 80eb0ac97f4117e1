//! Objects that an indexer wrote, and did not live to name.

use serde_json::json;

use super::{in_repository, objects, until_found};
use crate::harness::bodies::accession;
use crate::harness::faults::Plan;
use crate::harness::{ACCESSIONS, Fonds};

#[tokio::test]
async fn an_object_that_no_index_names_is_removed() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("mallow")).await;
    until_found(&admin, &in_repository("q=mallow"), 1).await;
    let before = fonds.store.list_segments().await.unwrap();
    // The object is uploaded, and the switch of the manifest fails.
    let (store, faults) = fonds.faulty_store(Plan { refused: 100, ..Plan::default() }).await;
    faults.begin();
    let written = json!({ "Keys": { "pk": { "S": uri }, "sk": { "S": "record" } } });
    let event = json!({ "Records": [{ "eventName": "INSERT", "dynamodb": written }] });
    assert!(local::wiring::indexer(store).handle(&event).await.is_err());
    let after = fonds.store.list_segments().await.unwrap();
    let named = objects(&fonds).await;
    let lost: Vec<&String> = after.iter().filter(|name| !before.contains(name) && !named.contains(name)).collect();
    assert!(!lost.is_empty(), "{after:?}");
    assert_eq!(admin.get(&in_repository("q=mallow")).await.ok()["total_hits"], 1);
    fonds.clock.advance(25 * 60 * 60);
    let admin = fonds.admin().await;
    admin.create(ACCESSIONS, &accession("orpine")).await;
    until_found(&admin, &in_repository("q=orpine"), 1).await;
    let started = std::time::Instant::now();
    while fonds.store.list_segments().await.unwrap().iter().any(|name| lost.contains(&name)) {
        assert!(started.elapsed() < super::PATIENCE, "it is still there");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    // What is in use stays.
    let kept = fonds.store.list_segments().await.unwrap();
    assert!(objects(&fonds).await.iter().all(|name| kept.contains(name)));
    assert_eq!(admin.get(&in_repository("q=mallow")).await.ok()["total_hits"], 1);
}
