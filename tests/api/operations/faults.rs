//! Operations on DynamoDB's bad days.

use std::sync::atomic::Ordering;

use super::counting::wait_for;
use crate::harness::bodies::accession;
use crate::harness::faults::Plan;
use crate::harness::{ACCESSIONS, Fonds};

/// Deletes accessions while calls fail, are lost, or meet others; all go, each is told of once.
async fn survives(plan: Plan) {
    let (fonds, faults) = Fonds::faulty(plan).await;
    faults.end();
    let admin = fonds.admin().await;
    let mut uris = vec![];
    for number in 0..150 {
        uris.push(admin.create(ACCESSIONS, &accession(&number.to_string())).await);
    }
    let fields: Vec<(&str, &str)> = uris.iter().map(|uri| ("record_uris[]", uri.as_str())).collect();
    faults.begin();
    let answer = loop {
        let answer = admin.form("/batch_delete", &fields).await;
        // Before the journal is written nothing has begun.
        if answer.status != 503 {
            break answer.ok();
        }
    };
    assert_eq!(answer["results"].as_array().unwrap().len(), 150);
    assert!(faults.injected.load(Ordering::Relaxed) > 3);
    faults.end();
    if let Some(job) = answer["job"].as_str() {
        // Whoever was at it may have lost it in the middle: then its lease has to end first.
        fonds.clock.advance(61);
        wait_for(&admin, job, "completed").await;
    }
    let listed = admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok();
    assert_eq!(listed, serde_json::json!([]));
    let feed = fonds.indexer().await.get("/delete-feed?page=1&page_size=250").await.ok();
    assert_eq!(feed["results"].as_array().unwrap().len(), 150);
    assert!(fonds.store.open_journals().await.unwrap().is_empty());
}

#[tokio::test]
async fn trouble_and_conflicts_are_waited_out() {
    Box::pin(survives(Plan { errors: 10, throttled: 10, conflicts: 10, ..Plan::default() })).await;
}

#[tokio::test]
async fn a_step_whose_answer_is_lost_is_made_once() {
    Box::pin(survives(Plan { lost: 25, ..Plan::default() })).await;
}
