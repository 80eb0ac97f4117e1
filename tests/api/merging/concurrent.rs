//! Writers who go on while records are merged.

use futures_util::future::join_all;
use serde_json::{Value, json};
use store::Transaction;
use tests::Caller;

use super::merge;
use crate::harness::bodies::{accession, person};
use crate::harness::{ACCESSIONS, Fonds};

/// Goes on creating accessions of an agent until it is gone; their URIs.
async fn write(admin: &Caller, agent: &str, writer: usize) -> Vec<String> {
    let mut uris = vec![];
    for number in 0..2_000 {
        let mut body = accession(&format!("{writer}-{number}"));
        body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
        let answer = admin.post(ACCESSIONS, &body).await;
        if answer.status == 400 {
            let error = answer.error(400);
            assert_eq!(error, json!(format!("Can't relate to non-existent record: {agent}")));
            return uris;
        }
        uris.push(answer.ok()["uri"].as_str().unwrap().to_owned());
    }
    panic!("the merge never came to an end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_new_link_is_lost() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let kept = admin.create("/agents/people", &person("Hamsun")).await;
    let gone = admin.create("/agents/people", &person("Pedersen")).await;
    let writers = join_all((0..8).map(|writer| write(&admin, &gone, writer)));
    let merging = async {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        merge(&admin, "agent", &kept, &[&gone]).await.ok()
    };
    let (written, answer) = tokio::join!(writers, merging);
    assert_eq!(answer["status"], "Merged");
    let uris: Vec<String> = written.into_iter().flatten().collect();
    assert!(uris.len() > 8, "{}", uris.len());
    for uri in &uris {
        let shown = admin.get(uri).await.ok();
        let refs: Vec<&Value> = shown["linked_agents"].as_array().unwrap().iter().map(|item| &item["ref"]).collect();
        assert_eq!(refs, [&json!(kept)], "{uri}");
    }
    assert!(fonds.store.links(&gone, "", 10).await.unwrap().is_empty());
    assert_eq!(fonds.store.links(&kept, "", 100_000).await.unwrap().len(), uris.len());
}

/// Two merges that would swallow each other: one of the records is left, whatever happens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_records_are_not_merged_into_each_other() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for round in 0..5 {
        let one = admin.create("/agents/people", &person(&format!("One {round}"))).await;
        let two = admin.create("/agents/people", &person(&format!("Two {round}"))).await;
        let mut body = accession(&format!("{round}"));
        body["linked_agents"] = json!([{ "ref": one, "role": "creator" }, { "ref": two, "role": "source" }]);
        let papers = admin.create(ACCESSIONS, &body).await;
        let (into_one, into_two) = ([two.as_str()], [one.as_str()]);
        let (there, back) =
            tokio::join!(merge(&admin, "agent", &one, &into_one), merge(&admin, "agent", &two, &into_two));
        assert_eq!([there.status, back.status].iter().filter(|status| **status == 200).count(), 1, "{}", back.text());
        let left = if there.status == 200 { &one } else { &two };
        admin.get(left).await.ok();
        let shown = admin.get(&papers).await.ok();
        for item in shown["linked_agents"].as_array().unwrap() {
            assert_eq!(item["ref"], left.as_str());
        }
        assert_eq!(shown["linked_agents"].as_array().unwrap().len(), 2);
    }
}

/// Whoever had seen the candidate, and writes when it is long gone, meant the record that took its place.
#[tokio::test]
async fn a_link_that_comes_too_late_leads_to_the_heir() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut agents = vec![];
    for name in ["First", "Second", "Third"] {
        agents.push(admin.create("/agents/people", &person(name)).await);
    }
    let mut body = accession("a");
    body["linked_agents"] = json!([{ "ref": agents[0], "role": "creator" }]);
    let uri = admin.create(ACCESSIONS, &body).await;
    let mut late = fonds.store.read(&[&uri]).await.unwrap().pop().flatten().unwrap();
    late.uri = format!("{ACCESSIONS}/2");
    let mut transaction = Transaction::new();
    transaction.create(&fonds.store, &late).await.unwrap();
    transaction.link(&agents[0], "linked_agents", &late.uri, r#"{"role":"creator"}"#);
    merge(&admin, "agent", &agents[1], &[&agents[0]]).await.ok();
    merge(&admin, "agent", &agents[2], &[&agents[1]]).await.ok();
    fonds.store.commit(transaction).await.unwrap();
    for _ in 0..200 {
        let shown = admin.get(&late.uri).await.ok();
        if shown["linked_agents"][0]["ref"] == agents[2].as_str() {
            assert_eq!(shown["linked_agents"].as_array().unwrap().len(), 1);
            assert!(fonds.store.links(&agents[0], "", 10).await.unwrap().is_empty());
            assert_eq!(fonds.store.links(&agents[2], "", 10).await.unwrap().len(), 2);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the record still refers to one that is gone");
}
