//! The index follows the table.

use serde_json::json;

use super::{damage, in_repository, until, until_found, uris};
use crate::harness::bodies::{accession, location, person, resource, subject, top_container};
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

/// Everything that is indexed, for those who work with the archive and for the public.
async fn everything(fonds: &Fonds) -> Vec<serde_json::Value> {
    let all = "/search?page=1&page_size=250&sort=uri%20asc";
    let callers = [fonds.admin().await, fonds.session_of(3).await];
    let mut found = vec![];
    for caller in callers {
        found.extend(caller.get(all).await.ok()["results"].as_array().unwrap().clone());
    }
    found
}

/// What a document says does not depend on what happens to be indexed with it.
#[tokio::test]
async fn what_is_inherited_is_the_same_however_it_was_indexed() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let public = fonds.session_of(3).await;
    let mut home = admin.get(REPO).await.ok();
    home["publish"] = json!(true);
    admin.post(REPO, &home).await.ok();
    let agent = admin.create("/agents/people", &person("Lavender")).await;
    let topic = admin.create("/subjects", &subject("Herbs")).await;
    let shelf = admin.create("/locations", &location("Barn")).await;
    let mut body = top_container("9");
    body["container_locations"] = json!([{ "ref": shelf, "status": "current", "start_date": "2020-01-01" }]);
    let container = admin.create(&format!("{REPO}/top_containers"), &body).await;
    let mut body = resource("herbal");
    body["publish"] = json!(true);
    body["linked_agents"] = json!([{ "ref": agent, "role": "creator" }]);
    body["subjects"] = json!([{ "ref": topic }]);
    let whole = admin.create(&format!("{REPO}/resources"), &body).await;
    let mut body =
        json!({ "jsonmodel_type": "archival_object", "title": "Series", "level": "series", "publish": true });
    body["resource"] = json!({ "ref": whole });
    let series = admin.create(&format!("{REPO}/archival_objects"), &body).await;
    body["parent"] = json!({ "ref": series });
    body["title"] = json!("Folder");
    let inside = json!({ "top_container": { "ref": container } });
    body["instances"] = json!([{ "instance_type": "mixed_materials", "sub_container": inside }]);
    let folder = admin.create(&format!("{REPO}/archival_objects"), &body).await;
    damage::settled(&fonds).await;
    // By itself.
    let mut body = admin.get(&folder).await.ok();
    body["title"] = json!("Bundle");
    admin.post(&folder, &body).await.ok();
    let page = until_found(&public, "/search?page=1&q=bundle", 1).await;
    let found = &page["results"][0];
    assert_eq!((&found["creators"], &found["subjects"]), (&json!(["Lavender"]), &json!(["Herbs"])));
    assert_eq!(found["location_uris"], json!([shelf]));
    until_found(&public, "/search?page=1&q=bundle%20AND%20subjects_text:herbs%20AND%20creators_text:lavender", 1).await;
    damage::settled(&fonds).await;
    let before = everything(&fonds).await;
    local::wiring::indexer(fonds.store.clone()).rebuild().await.unwrap();
    let after = everything(&fonds).await;
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
}

#[tokio::test]
async fn what_is_in_a_box_moves_with_it() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let shelves =
        [admin.create("/locations", &location("Barn")).await, admin.create("/locations", &location("Loft")).await];
    let standing = |shelf: &str| json!([{ "ref": shelf, "status": "current", "start_date": "2020-01-01" }]);
    let mut body = top_container("9");
    body["container_locations"] = standing(&shelves[0]);
    let container = admin.create(&format!("{REPO}/top_containers"), &body).await;
    let inside = json!({ "top_container": { "ref": container } });
    let inside = json!([{ "instance_type": "mixed_materials", "sub_container": inside }]);
    let mut body = accession("a");
    body["instances"] = inside.clone();
    let mut expected = vec![admin.create(ACCESSIONS, &body).await];
    let mut body = resource("b");
    body["instances"] = inside;
    expected.push(admin.create(&format!("{REPO}/resources"), &body).await);
    let at = |shelf: &str| {
        in_repository(&format!("sort=uri%20asc&type[]=accession&type[]=resource&q=location_uris:%22{shelf}%22"))
    };
    let page = until_found(&admin, &at(&shelves[0]), 2).await;
    assert_eq!(uris(&page), expected);
    let mut moved = admin.get(&container).await.ok();
    moved["container_locations"] = standing(&shelves[1]);
    admin.post(&container, &moved).await.ok();
    let page = until_found(&admin, &at(&shelves[1]), 2).await;
    assert_eq!(page["results"][0]["location_uris"], json!([shelves[1]]));
    until_found(&admin, &at(&shelves[0]), 0).await;
}

#[tokio::test]
async fn locations_are_called_after_the_new_name_of_their_repository() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = location("Barn");
    body["owner_repo"] = json!({ "ref": REPO });
    let shelf = admin.create("/locations", &body).await;
    let owned = "/search?page=1&type[]=location&q=barn";
    let called = |name: &'static str| {
        move |page: &serde_json::Value| {
            let name_of_repository = &page["results"][0]["owner_repo_display_string_u_sstr"];
            name_of_repository.to_string().contains(name)
        }
    };
    until(&admin, owned, called("Archive of MAIN")).await;
    let mut renamed = admin.get(REPO).await.ok();
    renamed["name"] = json!("House of Herbs");
    admin.post(REPO, &renamed).await.ok();
    let page = until(&admin, owned, called("House of Herbs")).await;
    assert_eq!(uris(&page), [shelf]);
}
