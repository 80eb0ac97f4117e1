//! The index follows the table.

use serde_json::json;

use super::{in_repository, until, until_found, uris};
use crate::harness::bodies::{accession, person, resource, subject};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn a_change_is_found_and_what_was_there_is_not() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("borage")).await;
    until_found(&admin, &in_repository("q=borage"), 1).await;
    let mut body = admin.get(&uri).await.ok();
    body["title"] = json!("Chervil");
    body["id_0"] = json!("chervil");
    admin.post(&uri, &body).await.ok();
    until_found(&admin, &in_repository("q=chervil"), 1).await;
    assert_eq!(admin.get(&in_repository("q=borage")).await.ok()["total_hits"], 0);
    admin.delete(&uri).await.ok();
    until_found(&admin, &in_repository("q=chervil"), 0).await;
    assert_eq!(admin.get(&format!("/search/records?uri[]={uri}")).await.ok()["results"], json!([]));
}

#[tokio::test]
async fn records_are_found_by_the_new_name_of_an_agent() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Burnet")).await;
    let topic = admin.create("/subjects", &subject("Salads")).await;
    let mut body = accession("x1");
    body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
    body["subjects"] = json!([{ "ref": topic }]);
    let uri = admin.create(ACCESSIONS, &body).await;
    until_found(&admin, &in_repository("type[]=accession&filter_query[]=creators:Burnet"), 1).await;
    let mut renamed = admin.get(&agent).await.ok();
    renamed["names"][0]["primary_name"] = json!("Saxifrage");
    admin.post(&agent, &renamed).await.ok();
    let page = until_found(&admin, &in_repository("type[]=accession&q=creators_text:saxifrage"), 1).await;
    assert_eq!(uris(&page), [uri]);
}

#[tokio::test]
async fn more_records_than_one_step_follows_get_a_new_name() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let topic = admin.create("/subjects", &subject("Costmary")).await;
    for number in 0..320 {
        let mut body = accession(&format!("c{number}"));
        body["subjects"] = json!([{ "ref": topic }]);
        admin.create(ACCESSIONS, &body).await;
    }
    let path = in_repository("type[]=accession&q=subjects_text:costmary");
    until_found(&admin, &path, 320).await;
    let mut renamed = admin.get(&topic).await.ok();
    renamed["terms"][0] = json!({ "term": "Alecost", "term_type": "topical", "vocabulary": "/vocabularies/1" });
    admin.post(&topic, &renamed).await.ok();
    until_found(&admin, &in_repository("type[]=accession&q=subjects_text:alecost"), 320).await;
    assert_eq!(admin.get(&path).await.ok()["total_hits"], 0);
}

#[tokio::test]
async fn searches_answer_while_records_are_written() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    admin.create(ACCESSIONS, &accession("angelica")).await;
    until_found(&admin, &in_repository("q=angelica"), 1).await;
    let writing = async {
        for number in 0..120 {
            admin.create(ACCESSIONS, &accession(&format!("orache {number}"))).await;
        }
    };
    let searching = async {
        let mut before = 0;
        for _ in 0..60 {
            let page = admin.get(&in_repository("q=orache")).await.ok();
            let now = page["total_hits"].as_u64().unwrap();
            assert!(now >= before, "{now} after {before}");
            before = now;
            assert_eq!(admin.get(&in_repository("q=angelica")).await.ok()["total_hits"], 1);
        }
    };
    tokio::join!(writing, searching);
    until_found(&admin, &in_repository("q=orache"), 120).await;
}

#[tokio::test]
async fn an_index_that_is_built_anew_says_the_same() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let agent = admin.create("/agents/people", &person("Lavender")).await;
    let whole = admin.create(&format!("{REPO}/resources"), &resource("herbs")).await;
    for number in 0..20 {
        let mut body =
            json!({ "jsonmodel_type": "archival_object", "title": format!("Folder {number}"), "level": "file" });
        body["resource"] = json!({ "ref": whole });
        body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
        let uri = admin.create(&format!("{REPO}/archival_objects"), &body).await;
        if number % 4 == 0 {
            admin.delete(&uri).await.ok();
        }
    }
    let all = "/search?page=1&page_size=100&sort=uri%20asc";
    let settled = |page: &serde_json::Value| {
        let found = uris(page);
        found.iter().filter(|uri| uri.contains("archival_objects")).count() == 15
    };
    until(&admin, all, settled).await;
    // What shows how the agent is used comes with a later change of it.
    until_found(&admin, "/search?page=1&q=lavender&filter_query[]=used_within_repository:*", 1).await;
    let before = admin.get(all).await.ok();
    let indexer = local::wiring::indexer(fonds.store.clone());
    indexer.rebuild().await.unwrap();
    let after = admin.get(all).await.ok();
    assert_eq!(before, after);
}
