//! Everything of a repository.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::Caller;

use super::{OTHER, digital_object, other, there, transfer, with_instances};
use crate::harness::bodies::{accession, event, person, repository, resource, top_container};
use crate::harness::faults::Plan;
use crate::harness::{ACCESSIONS, Fonds, REPO};

/// A repository with records of many types, which refer to each other. Returns their URIs.
async fn fill(admin: &Caller, accessions: usize) -> Vec<String> {
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let object = admin.create(&format!("{REPO}/digital_objects"), &digital_object("d")).await;
    let root = admin
        .create(&format!("{REPO}/resources"), &with_instances(resource("MS"), Some(&container), Some(&object)))
        .await;
    let component = json!({ "title": "Letters", "level": "series", "resource": { "ref": root } });
    let component = admin.create(&format!("{REPO}/archival_objects"), &component).await;
    let mut uris = vec![container.clone(), object, root.clone(), component];
    let numbers: Vec<usize> = (0..accessions).collect();
    for numbers in numbers.chunks(16) {
        let creations = numbers.iter().map(|number| {
            let mut body = with_instances(accession(&number.to_string()), Some(&container), None);
            body["related_resources"] = json!([{ "ref": root }]);
            body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
            async move { admin.create(ACCESSIONS, &body).await }
        });
        uris.extend(join_all(creations).await);
    }
    let papers = uris.last().unwrap().clone();
    uris.push(admin.create(&format!("{REPO}/events"), &event(&agent, &papers)).await);
    let group = json!({ "title": "Writers", "identifier": "W", "linked_records": [{ "ref": papers }] });
    uris.push(admin.create(&format!("{REPO}/classifications"), &group).await);
    uris
}

async fn check(fonds: &Fonds, admin: &Caller, uris: &[String]) {
    for uri in uris {
        admin.get(uri).await.expect(404);
        let shown = admin.get(&there(uri)).await.ok();
        assert!(!shown.to_string().contains("/repositories/2/"), "{shown}");
        assert!(fonds.store.links(uri, "", 10).await.unwrap().is_empty(), "{uri}");
    }
    for kind in [
        "accessions",
        "resources",
        "archival_objects",
        "digital_objects",
        "top_containers",
        "events",
        "classifications",
    ] {
        assert_eq!(admin.get(&format!("{REPO}/{kind}?all_ids=true")).await.ok(), json!([]), "{kind}");
        let listed = admin.get(&format!("{OTHER}/{kind}?all_ids=true")).await.ok();
        let expected = uris.iter().filter(|uri| uri.contains(&format!("/{kind}/"))).count();
        assert_eq!(listed.as_array().unwrap().len(), expected, "{kind}");
    }
    let papers: Vec<&String> = uris.iter().filter(|uri| uri.contains("/accessions/")).collect();
    let root = uris.iter().find(|uri| uri.contains("/resources/")).unwrap();
    let related: Vec<Value> = papers.iter().map(|uri| json!({ "ref": there(uri) })).collect();
    let shown = admin.get(&there(root)).await.ok()["related_accessions"].as_array().unwrap().clone();
    assert_eq!(shown.len(), related.len());
    assert!(related.iter().all(|item| shown.contains(item)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_goes_but_groups() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let groups = admin.get(&format!("{REPO}/groups")).await.ok();
    let uris = fill(&admin, 150).await;
    let answer = transfer(&admin, REPO, OTHER).await.ok();
    assert_eq!(answer["status"], "OK");
    check(&fonds, &admin, &uris).await;
    assert_eq!(admin.get(&format!("{REPO}/groups")).await.ok(), groups);
    admin.delete(REPO).await.ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_transfer_goes_on() {
    let (fonds, faults) = Fonds::faulty(Plan { errors: 100, ..Plan::default() }).await;
    faults.end();
    let admin = fonds.admin().await;
    assert_eq!(admin.create("/repositories", &repository("OTHER")).await, OTHER);
    let uris = fill(&admin, 150).await;
    let (first, last) = (there(&uris[0]), there(uris.last().unwrap()));
    let interruption = async {
        while fonds.store.read(&[&first]).await.unwrap()[0].is_none() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        faults.begin();
    };
    let (answer, ()) = tokio::join!(transfer(&admin, REPO, OTHER), interruption);
    faults.end();
    assert!(fonds.store.read(&[&last]).await.unwrap()[0].is_none(), "it was over before it was interrupted");
    let job = answer.ok()["job"].as_str().unwrap().to_owned();
    fonds.clock.advance(store::journals::LEASE / 1000 + 30);
    let began = Instant::now();
    while admin.get(&job).await.ok()["status"] != "completed" {
        assert!(began.elapsed() < Duration::from_mins(1), "{}", admin.get(&job).await.text());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    check(&fonds, &admin, &uris).await;
}
