//! Several writers at once.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::json;
use tests::Caller;

use crate::harness::bodies::{accession, event, person};
use crate::harness::{ACCESSIONS, Fonds, REPO};

/// Adds a letter to the title until it succeeds; how often it was refused.
async fn append(caller: &Caller, uri: &str, letter: usize) -> u64 {
    for refused in 0.. {
        let mut body = caller.get(uri).await.ok();
        let seen = body["lock_version"].as_u64().unwrap();
        body["title"] = json!(format!("{}{letter}", body["title"].as_str().unwrap()));
        let answer = caller.post(uri, &body).await;
        if answer.status == 200 {
            assert_eq!(answer.ok()["lock_version"], seen + 1);
            return refused;
        }
        answer.expect(409);
    }
    unreachable!()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_version_counts_every_update_and_none_is_lost() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    body["title"] = json!("-");
    let uri = admin.create(ACCESSIONS, &body).await;
    for _ in 0..3 {
        join_all((0..8).map(|letter| append(&admin, &uri, letter))).await;
    }
    let shown = admin.get(&uri).await.ok();
    assert_eq!(shown["lock_version"], 24);
    let title = shown["title"].as_str().unwrap();
    assert_eq!(title.len(), 25, "{title}");
    for letter in '0'..'8' {
        assert_eq!(title.matches(letter).count(), 3, "{title}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_new_record_gets_a_number_of_its_own() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let writers = (0..8).map(|writer| {
        let admin = admin.clone();
        async move {
            let mut uris = vec![];
            for number in 0..10 {
                uris.push(admin.create(ACCESSIONS, &accession(&format!("{writer}-{number}"))).await);
            }
            uris
        }
    });
    let uris: BTreeSet<String> = join_all(writers).await.into_iter().flatten().collect();
    assert_eq!(uris.len(), 80);
    let listed = admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 80);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_agent_is_no_point_of_contention() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let creations = (0..24).map(|number| {
        let mut body = accession(&number.to_string());
        body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
        let admin = admin.clone();
        async move { admin.create(ACCESSIONS, &body).await }
    });
    join_all(creations).await;
    // Nobody's copy of the agent became stale because others referred to it.
    let shown = admin.get(&agent).await.ok();
    assert_eq!(shown["lock_version"], 0);
    assert_eq!(shown["linked_agent_roles"], json!(["creator"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_that_is_deleted_meanwhile_is_not_referred_to() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    for round in 0..6 {
        let uri = admin.create(ACCESSIONS, &accession(&round.to_string())).await;
        let (events, body) = (format!("{REPO}/events"), event(&agent, &uri));
        let (deleted, linked) = tokio::join!(admin.delete(&uri), admin.post(&events, &body));
        deleted.ok();
        assert!(matches!(linked.status, 200 | 400), "{}", linked.text());
        if linked.status == 200 {
            let event = admin.get(linked.ok()["uri"].as_str().unwrap()).await.ok();
            assert_eq!(event["linked_records"], json!([]), "round {round}: a reference to a deleted record");
        }
    }
}
