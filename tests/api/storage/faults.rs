//! The accessions' life on DynamoDB's bad days: no wrong answer, and no acknowledged write is lost.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use tests::{Caller, Response};

use crate::harness::bodies::{accession, person};
use crate::harness::faults::Plan;
use crate::harness::{ACCESSIONS, Fonds};

/// Asks again while the archive says that it cannot answer now, as clients do.
async fn patiently(mut ask: impl AsyncFnMut() -> Response) -> Response {
    for _ in 0..30 {
        let answer = ask().await;
        if answer.status != 503 {
            return answer;
        }
        assert_eq!(answer.header("retry-after"), "1");
        assert!(!answer.text().contains("injected"), "the cause is told: {}", answer.text());
    }
    panic!("never answered")
}

/// Creates, changes, reads, lists and deletes accessions, and keeps book.
async fn live(fonds: &Fonds, caller: &Caller, rounds: u64) {
    let agent = patiently(async || caller.post("/agents/people", &person("Hamsun")).await).await;
    // A create whose answer was lost may meet itself: then the refusal names what it made.
    let agent = match agent.status {
        200 => agent.ok()["uri"].as_str().unwrap().to_owned(),
        _ => agent.error(400)["conflicting_record"][0].as_str().unwrap().to_owned(),
    };
    let mut expected: Vec<(String, Value)> = vec![];
    for round in 0..rounds {
        let mut body = accession(&round.to_string());
        body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
        let created = caller.post(ACCESSIONS, &body).await;
        if created.status == 503 {
            continue;
        }
        let created = created.ok();
        assert_eq!(created["lock_version"], 0);
        let uri = created["uri"].as_str().unwrap().to_owned();
        let shown = patiently(async || caller.get(&uri).await).await.ok();
        assert_eq!((&shown["title"], &shown["lock_version"]), (&body["title"], &json!(0)));
        body["title"] = json!(format!("Changed {round}"));
        body["lock_version"] = json!(0);
        let updated = caller.post(&uri, &body).await;
        match updated.status {
            200 => {
                assert_eq!(updated.ok()["lock_version"], 1);
                let stale = patiently(async || caller.post(&uri, &body).await).await;
                stale.error(409);
                expected.push((uri, body["title"].clone()));
            }
            503 => {
                let shown = patiently(async || caller.get(&uri).await).await.ok();
                expected.push((uri, shown["title"].clone()));
            }
            other => panic!("{other}: {}", updated.text()),
        }
        if round % 4 == 3 {
            let (gone, _) = expected.remove(0);
            let deleted = patiently(async || caller.delete(&gone).await).await;
            // 404 says that the delete whose answer said 503 was done all the same.
            assert!(matches!(deleted.status, 200 | 404), "{}", deleted.text());
            patiently(async || caller.get(&gone).await).await.error(404);
        }
        let page = patiently(async || caller.get(&format!("{ACCESSIONS}?page=1&page_size=250")).await).await.ok();
        let results = page["results"].as_array().unwrap();
        assert_eq!(page["total"], results.len(), "a page with holes");
        for (uri, title) in &expected {
            let listed = results.iter().find(|record| record["uri"] == **uri);
            assert_eq!(listed.map(|record| &record["title"]), Some(title), "{uri}");
        }
    }
    // Through the store itself, past the faults: what was acknowledged is there, once.
    let uris: Vec<&str> = expected.iter().map(|(uri, _)| uri.as_str()).collect();
    let stored = fonds.store.read(&uris).await.unwrap();
    for ((uri, title), stored) in expected.iter().zip(stored) {
        assert_eq!(&stored.unwrap_or_else(|| panic!("{uri} is lost")).body["title"], title);
    }
}

#[tokio::test]
async fn half_batches_are_asked_for_again() {
    let (fonds, faults) = Fonds::faulty(Plan { unprocessed: 30, ..Plan::default() }).await;
    live(&fonds, &fonds.admin().await, 8).await;
    assert!(faults.injected.load(Ordering::Relaxed) > 5);
}

#[tokio::test]
async fn errors_and_throttling_are_waited_out() {
    let (fonds, faults) = Fonds::faulty(Plan { errors: 6, throttled: 6, conflicts: 10, ..Plan::default() }).await;
    live(&fonds, &fonds.admin().await, 8).await;
    assert!(faults.injected.load(Ordering::Relaxed) > 5);
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_made_once() {
    let (fonds, faults) = Fonds::faulty(Plan { lost: 15, ..Plan::default() }).await;
    live(&fonds, &fonds.admin().await, 10).await;
    assert!(faults.injected.load(Ordering::Relaxed) > 5);
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_fetched_again() {
    let (fonds, faults) = Fonds::faulty(Plan { delayed: 3, ..Plan::default() }).await;
    let admin = fonds.admin().await;
    for round in 0.. {
        let created = admin.post(ACCESSIONS, &accession(&round.to_string())).await.ok();
        let shown = admin.get(created["uri"].as_str().unwrap()).await.ok();
        assert_eq!(shown["lock_version"], 0);
        if faults.injected.load(Ordering::Relaxed) > 0 {
            break;
        }
        assert!(round < 100, "no fault was injected");
    }
    faults.end();
    let page = admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok();
    let ids: Vec<u64> = serde_json::from_value(page).unwrap();
    assert!(ids.is_sorted() && !ids.is_empty());
}

#[tokio::test]
async fn a_table_that_is_away_is_told_as_such() {
    let (fonds, faults) = Fonds::faulty(Plan { errors: 100, ..Plan::default() }).await;
    let admin = fonds.admin().await;
    let answer = admin.get(&format!("{ACCESSIONS}?page=1")).await;
    assert_eq!(answer.expect(503)["error"], "The archive cannot reach its store, try again");
    assert_eq!(answer.header("retry-after"), "1");
    faults.end();
    admin.get(&format!("{ACCESSIONS}?page=1")).await.ok();
}
