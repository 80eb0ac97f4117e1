//! Records that many others refer to.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use tests::Caller;

use super::merge;
use crate::harness::bodies::{accession, person};
use crate::harness::faults::Plan;
use crate::harness::{ACCESSIONS, Fonds};

/// Accessions of an agent.
async fn papers_of(admin: &Caller, agent: &str, count: usize) -> Vec<String> {
    let mut uris = vec![];
    let numbers: Vec<usize> = (0..count).collect();
    for numbers in numbers.chunks(16) {
        let creations = numbers.iter().map(|number| {
            let mut body = accession(&format!("{number}"));
            body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
            async move { admin.create(ACCESSIONS, &body).await }
        });
        uris.extend(join_all(creations).await);
    }
    uris
}

/// Every accession names the agent.
async fn check(fonds: &Fonds, admin: &Caller, uris: &[String], kept: &str, gone: &str) {
    for uri in uris {
        let shown = admin.get(uri).await.ok();
        let agents = shown["linked_agents"].as_array().unwrap();
        assert_eq!((agents.len(), &agents[0]["ref"]), (1, &json!(kept)), "{uri}");
    }
    assert!(fonds.store.links(gone, "", 10).await.unwrap().is_empty());
    assert_eq!(fonds.store.links(kept, "", 10_000).await.unwrap().len(), uris.len());
    assert_eq!(admin.get(gone).await.error(404), "AgentPerson not found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_links_follow_in_few_calls() {
    const COUNT: usize = 1_200;
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let kept = admin.create("/agents/people", &person("Hamsun")).await;
    let gone = admin.create("/agents/people", &person("Pedersen")).await;
    let uris = papers_of(&admin, &gone, COUNT).await;
    let answer = merge(&admin, "agent", &kept, &[&gone]).await;
    assert_eq!(answer.ok()["deleted_uris"], json!([gone]));
    let usage = answer.usage();
    // Eight records take a read and a transaction; every page a few reads, and its journal a write.
    assert!(usage.dynamodb as usize <= COUNT / 4 + 80, "{usage:?}");
    check(&fonds, &admin, &uris, &kept, &gone).await;
    assert_eq!(admin.get(&kept).await.ok()["linked_agent_roles"], json!(["creator"]));
}

/// The table goes away in the middle of a merge, as it does when the process is killed; later it goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_merge_goes_on() {
    const COUNT: usize = 400;
    let (fonds, faults) = Fonds::faulty(Plan { errors: 100, ..Plan::default() }).await;
    faults.end();
    let admin = fonds.admin().await;
    let kept = admin.create("/agents/people", &person("Hamsun")).await;
    let gone = admin.create("/agents/people", &person("Pedersen")).await;
    let uris = papers_of(&admin, &gone, COUNT).await;
    let interruption = async {
        // As soon as something has followed, and before everything has.
        while fonds.store.links(&kept, "", 10).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        faults.begin();
    };
    let candidates = [gone.as_str()];
    let (answer, ()) = tokio::join!(merge(&admin, "agent", &kept, &candidates), interruption);
    faults.end();
    let moved = fonds.store.links(&kept, "", 10_000).await.unwrap().len();
    assert!(moved < COUNT, "the merge was over before it was interrupted");
    let answer = answer.ok();
    assert_eq!(answer["status"], "Merged");
    let job = answer["job"].as_str().unwrap().to_owned();
    // The lease of the one that is gone runs out.
    fonds.clock.advance(store::journals::LEASE / 1000 + 30);
    let began = Instant::now();
    while admin.get(&job).await.ok()["status"] != "completed" {
        assert!(began.elapsed() < Duration::from_mins(1), "{}", admin.get(&job).await.text());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    check(&fonds, &admin, &uris, &kept, &gone).await;
}
