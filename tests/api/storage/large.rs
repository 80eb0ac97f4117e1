//! Bodies that do not fit into an item, and records with more links than a transaction takes.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::bodies::{accession, person};
use crate::harness::{ACCESSIONS, Fonds};

/// Text that does not compress: every character is as likely as the next.
fn noise(length: usize, seed: u64) -> String {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_u32(0x4e00 + u32::try_from(state >> 40).unwrap() % 0x5000).unwrap()
    };
    (0..length).map(|_| next()).collect()
}

/// An accession of about 600 KB.
fn large(identifier: &str, seed: u64) -> Value {
    let mut body = accession(identifier);
    for (number, property) in ["content_description", "inventory", "provenance", "general_note"].iter().enumerate() {
        body[property] = json!(noise(50_000, seed + number as u64));
    }
    body
}

#[tokio::test]
async fn a_large_body_goes_to_s3_and_comes_back() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let body = large("a", 1);
    let created = admin.post(ACCESSIONS, &body).await;
    let uri = created.ok()["uri"].as_str().unwrap().to_owned();
    assert_eq!((created.usage().dynamodb, created.usage().s3), (2, 1));
    let read = admin.get(&uri).await;
    let shown = read.ok();
    assert_eq!(shown["inventory"], body["inventory"]);
    assert_eq!(shown["general_note"], body["general_note"]);
    assert_eq!((read.usage().dynamodb, read.usage().s3), (1, 1));
    // Larger, smaller, and larger again: the body moves between the stores.
    let mut other = large("a", 9);
    other["lock_version"] = json!(0);
    admin.post(&uri, &other).await.ok();
    assert_eq!(admin.get(&uri).await.ok()["provenance"], other["provenance"]);
    let mut small = accession("a");
    small["lock_version"] = json!(1);
    admin.post(&uri, &small).await.ok();
    let read = admin.get(&uri).await;
    assert_eq!((&read.ok()["title"], read.usage().s3), (&json!("Papers a"), 0));
    assert!(read.ok().get("inventory").is_none());
    other["lock_version"] = json!(2);
    admin.post(&uri, &other).await.ok();
    assert_eq!(admin.get(&uri).await.ok()["content_description"], other["content_description"]);
    admin.delete(&uri).await.ok();
    admin.get(&uri).await.expect(404);
}

#[tokio::test]
async fn a_page_of_large_records_is_whole() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for number in 0..6 {
        admin.create(ACCESSIONS, &large(&number.to_string(), number)).await;
    }
    let page = admin.get(&format!("{ACCESSIONS}?page=1")).await;
    let results = page.ok()["results"].as_array().unwrap().clone();
    assert_eq!(results.len(), 6);
    for (number, record) in results.iter().enumerate() {
        assert_eq!(record["provenance"], large("", number as u64)["provenance"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_may_refer_to_a_thousand_others() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let numbers: Vec<usize> = (0..1000).collect();
    let mut agents = vec![];
    for some in numbers.chunks(8) {
        let made = some.iter().map(|number| {
            let (admin, body) = (admin.clone(), person(&format!("Person {number}")));
            async move { admin.create("/agents/people", &body).await }
        });
        agents.extend(join_all(made).await);
    }
    let link = |agent: &String| json!({ "ref": agent, "role": "subject" });
    let mut body = accession("a");
    body["linked_agents"] = agents.iter().map(link).collect();
    let uri = admin.create(ACCESSIONS, &body).await;
    let shown = admin.get(&uri).await.ok();
    let refs: Vec<&str> =
        shown["linked_agents"].as_array().unwrap().iter().map(|link| link["ref"].as_str().unwrap()).collect();
    assert_eq!(refs, agents, "all of them, in their order");
    let resolved = admin.get(&format!("{uri}?resolve[]=linked_agents")).await;
    assert_eq!(resolved.ok()["linked_agents"][999]["_resolved"]["title"], "Person 999");
    assert_eq!(resolved.usage().dynamodb, 11);
    // Half of them go; then the record itself.
    body["linked_agents"] = agents[..500].iter().map(link).collect();
    body["lock_version"] = json!(0);
    admin.post(&uri, &body).await.ok();
    assert_eq!(admin.get(&uri).await.ok()["linked_agents"].as_array().unwrap().len(), 500);
    admin.delete(&uri).await.ok();
    admin.get(&uri).await.expect(404);
    admin.delete(&agents[0]).await.ok();
    // Nobody who was referred to has become stale, and nobody keeps a link to what is gone.
    assert_eq!(admin.get(&agents[1]).await.ok()["lock_version"], 0);
    assert!(fonds.store.links(&agents[1], "", 10).await.unwrap().is_empty());
    assert!(fonds.store.links(&agents[999], "", 10).await.unwrap().is_empty());
}
