//! A record, by itself.

use serde_json::json;

use super::{OTHER, other, there, transfer};
use crate::harness::bodies::{Neighbours, accession, full_accession, person, resource, subject, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn an_accession_is_the_same_under_another_uri() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let near = Neighbours {
        agent: admin.create("/agents/people", &person("Hamsun")).await,
        subject: admin.create("/subjects", &subject("Novels")).await,
        container: admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await,
        accession: admin.create(ACCESSIONS, &accession("other")).await,
        resource: admin.create(&format!("{REPO}/resources"), &resource("MS")).await,
    };
    let uri = admin.create(ACCESSIONS, &full_accession("a", &near)).await;
    let before = admin.get(&uri).await.ok();
    let id: u64 = uri.rsplit('/').next().unwrap().parse().unwrap();
    let answer = transfer(&admin, &uri, OTHER).await.ok();
    assert_eq!(answer, json!({ "status": "Moved", "id": id, "merge_destination": 3 }));
    assert_eq!(admin.get(&uri).await.error(404), "Accession not found");
    let after = admin.get(&there(&uri)).await.ok();
    // What names a record of the repository leads to where it is now, or is cut.
    let mut expected = before;
    expected["related_accessions"] = json!([]);
    expected["related_resources"] = json!([]);
    expected["linked_events"] = after["linked_events"].clone();
    expected["system_mtime"] = after["system_mtime"].clone();
    let expected = expected.to_string().replace("\"/repositories/2", "\"/repositories/3");
    assert_eq!(after.to_string(), expected);
    // Those who stay have nothing to do with it any more.
    assert_eq!(admin.get(&near.accession).await.ok()["related_accessions"], json!([]));
    assert_eq!(admin.get(&near.resource).await.ok()["related_accessions"], json!([]));
    // What leads to shared records leads there from the new URI.
    let links = fonds.store.links(&near.subject, "", 10).await.unwrap();
    assert_eq!(links.iter().map(|link| link.source.clone()).collect::<Vec<_>>(), [there(&uri)]);
    let used = fonds.indexer().await.get(&near.agent).await.ok()["used_within_repositories"].clone();
    assert!(used.as_array().unwrap().contains(&json!(OTHER)), "{used}");
    // It is listed, found and edited where it is.
    assert_eq!(admin.get(&format!("{OTHER}/accessions?all_ids=true")).await.ok(), json!([id]));
    assert!(!admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok().as_array().unwrap().contains(&json!(id)));
    let found = admin.get("/by-external-id?eid=x-1").await;
    assert!(found.header("location").ends_with(&there(&uri)), "{}", found.text());
    let mut body = after.clone();
    body["title"] = json!("Another");
    admin.post(&there(&uri), &body).await.ok();
    // Its identifier is free where it was, and taken where it is.
    let twin = json!({ "title": "Twin", "id_0": "a", "id_1": "b", "id_2": "c", "id_3": "d" });
    admin.create(ACCESSIONS, &twin).await;
    admin.post(&format!("{OTHER}/accessions"), &twin).await.expect(400);
}

#[tokio::test]
async fn the_change_of_hands_is_recorded_and_told() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    transfer(&admin, &uri, OTHER).await.ok();
    let shown = admin.get(&there(&uri)).await.ok();
    assert_eq!((&shown["lock_version"], shown["linked_events"].as_array().unwrap().len()), (&json!(0), 1));
    let event = admin.get(shown["linked_events"][0]["ref"].as_str().unwrap()).await.ok();
    assert_eq!(event["event_type"], "custody_transfer");
    assert_eq!(event["linked_records"], json!([{ "ref": there(&uri), "role": "transfer" }]));
    let agent = |repository: &str| {
        let (admin, repository) = (admin.clone(), repository.to_owned());
        async move { admin.get(&repository).await.ok()["agent_representation"]["ref"].clone() }
    };
    assert_eq!(
        (&event["linked_agents"][0]["role"], &event["linked_agents"][0]["ref"]),
        (&json!("transmitter"), &agent(REPO).await)
    );
    assert_eq!(
        (&event["linked_agents"][1]["role"], &event["linked_agents"][1]["ref"]),
        (&json!("recipient"), &agent(OTHER).await)
    );
    let feed = fonds.indexer().await.get("/delete-feed?page=1&modified_since=1").await.ok();
    assert_eq!(feed["results"], json!([uri]));
}

#[tokio::test]
async fn who_comes_back_is_not_deleted() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    other(&admin).await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    let id: u64 = uri.rsplit('/').next().unwrap().parse().unwrap();
    for _ in 0..2 {
        transfer(&admin, &uri, OTHER).await.ok();
        assert_eq!(admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([]));
        transfer(&admin, &there(&uri), REPO).await.ok();
        assert_eq!(admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([id]));
        assert_eq!(admin.get(&format!("{OTHER}/accessions?all_ids=true")).await.ok(), json!([]));
        let feed = fonds.indexer().await.get("/delete-feed?page=1&modified_since=1").await.ok();
        let told = feed["results"].as_array().unwrap();
        assert!(told.contains(&json!(there(&uri))) && !told.contains(&json!(uri)), "{told:?}");
    }
    admin.delete(&uri).await.ok();
    assert_eq!(admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([]));
}

#[tokio::test]
async fn a_suppressed_record_stays_hidden() {
    let fonds = Fonds::start().await;
    let (admin, reader) = (fonds.admin().await, fonds.reader().await);
    other(&admin).await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    admin.post(&format!("{uri}/suppressed?suppressed=true"), &json!(null)).await.ok();
    transfer(&admin, &uri, OTHER).await.ok();
    assert_eq!(admin.get(&there(&uri)).await.ok()["suppressed"], true);
    reader.get(&there(&uri)).await.expect(403);
    transfer(&admin, &there(&uri), REPO).await.ok();
    assert_eq!(reader.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([]));
    admin.post(&format!("{uri}/suppressed?suppressed=false"), &json!(null)).await.ok();
    reader.get(&uri).await.ok();
    assert_eq!(reader.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_transfer_to_where_it_is_is_recorded_only() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    let answer = transfer(&admin, &uri, REPO).await.ok();
    assert_eq!(answer["merge_destination"], 2);
    assert_eq!(admin.get(&uri).await.ok()["linked_events"].as_array().unwrap().len(), 1);
}
