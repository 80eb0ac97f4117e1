//! What stands in trees is found as the tree is now.

use serde_json::{Value, json};
use tests::Caller;

use super::{in_repository, until, until_found, uris};
use crate::harness::bodies::{person, repository, resource, subject, top_container};
use crate::harness::{Fonds, REPO};

/// The number of the user as whom the public's own site asks.
const PUBLIC: u32 = 3;

/// Creates an archival object.
async fn add(caller: &Caller, root: &str, parent: Option<&str>, body: Value) -> String {
    let mut body = body;
    body["jsonmodel_type"] = json!("archival_object");
    body["resource"] = json!({ "ref": root });
    if let Some(parent) = parent {
        body["parent"] = json!({ "ref": parent });
    }
    caller.create(&format!("{REPO}/archival_objects"), &body).await
}

/// A published resource, a series in it, and a file in that.
async fn plant(caller: &Caller, identifier: &str) -> (String, String, String) {
    let mut body = resource(identifier);
    body["publish"] = json!(true);
    let root = caller.create(&format!("{REPO}/resources"), &body).await;
    let series = json!({ "title": "Sorrel", "level": "series", "component_id": "S", "publish": true });
    let series = add(caller, &root, None, series).await;
    let file = add(caller, &root, Some(&series), json!({ "title": "Tansy", "level": "file", "publish": true })).await;
    (root, series, file)
}

/// Changes a record.
async fn change(caller: &Caller, uri: &str, property: &str, value: Value) {
    let mut body = caller.get(uri).await.ok();
    body[property] = value;
    caller.post(uri, &body).await.ok();
}

#[tokio::test]
async fn what_is_below_is_as_public_as_what_is_above() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let public_user = fonds.session_of(PUBLIC).await;
    change(&admin, REPO, "publish", json!(true)).await;
    let (root, series, file) = plant(&admin, "herbal").await;
    let public = in_repository("q=tansy&type[]=pui_archival_object");
    let is_public = |page: &Value| uris(page) == [file.as_str()];
    until(&public_user, &public, is_public).await;
    change(&admin, &root, "publish", json!(false)).await;
    until_found(&public_user, &public, 0).await;
    // It is there for those who work with it, and says so.
    let page = admin.get(&in_repository("q=tansy&type[]=archival_object")).await.ok();
    assert_eq!((uris(&page), &page["results"][0]["publish"]), (vec![file.clone()], &json!(false)));
    change(&admin, &root, "publish", json!(true)).await;
    until(&public_user, &public, is_public).await;
    change(&admin, &series, "publish", json!(false)).await;
    until_found(&public_user, &public, 0).await;
}

#[tokio::test]
async fn what_a_series_is_called_is_seen_at_the_containers_below_it() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (_, series, file) = plant(&admin, "herbal").await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let inside =
        json!({ "instance_type": "mixed_materials", "sub_container": { "top_container": { "ref": container } } });
    change(&admin, &file, "instances", json!([inside])).await;
    let boxes = |title: &str| in_repository(&format!("type[]=top_container&q={title}"));
    until_found(&admin, &boxes("sorrel"), 1).await;
    change(&admin, &series, "title", json!("Purslane")).await;
    let page = until_found(&admin, &boxes("purslane"), 1).await;
    assert_eq!(uris(&page), [container]);
    until_found(&admin, &boxes("sorrel"), 0).await;
}

#[tokio::test]
async fn what_moves_takes_what_is_below_it_along() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (root, series, file) = plant(&admin, "herbal").await;
    let deepest = add(&admin, &root, Some(&file), json!({ "title": "Fennel", "level": "item" })).await;
    let other = add(&admin, &root, None, json!({ "title": "Hyssop", "level": "series" })).await;
    let below = |uri: &str| in_repository(&format!("type[]=archival_object&q=ancestors:%22{uri}%22"));
    until_found(&admin, &below(&series), 2).await;
    let number = other.rsplit('/').next().unwrap();
    admin.form(&format!("{file}/parent"), &[("parent", number), ("position", "0")]).await.ok();
    let page = until_found(&admin, &below(&other), 2).await;
    let mut found = uris(&page);
    found.sort();
    assert_eq!(found, [file, deepest]);
    until_found(&admin, &below(&series), 0).await;
    until_found(&admin, &below(&root), 4).await;
}

#[tokio::test]
async fn more_than_one_step_goes_down() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let public_user = fonds.session_of(PUBLIC).await;
    let (root, series, _) = plant(&admin, "herbal").await;
    for _ in 0..5 {
        let child = json!({ "jsonmodel_type": "archival_object", "title": "Leaf", "level": "item", "publish": true });
        let child = |_| {
            let mut child = child.clone();
            child["resource"] = json!({ "ref": root });
            child
        };
        let children: Vec<Value> = (0..100).map(child).collect();
        let body = json!({ "jsonmodel_type": "archival_record_children", "children": children });
        admin.post(&format!("{series}/children"), &body).await.ok();
    }
    change(&admin, REPO, "publish", json!(true)).await;
    let public = in_repository("q=leaf&type[]=pui_archival_object");
    until_found(&public_user, &public, 500).await;
    change(&admin, &root, "publish", json!(false)).await;
    until_found(&public_user, &public, 0).await;
    until_found(&admin, &in_repository("q=leaf&type[]=archival_object"), 500).await;
}

#[tokio::test]
async fn what_is_transferred_is_found_where_it_is() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let there = admin.create("/repositories", &repository("OTHER")).await;
    let (root, _, _) = plant(&admin, "herbal").await;
    let all = "/search?page=1&page_size=50&q=tansy&type[]=archival_object";
    let within = |repository: &str| {
        let start = format!("{repository}/archival_objects/");
        move |page: &Value| uris(page).len() == 1 && uris(page)[0].starts_with(&start)
    };
    until(&admin, all, within(REPO)).await;
    admin.post(&format!("{root}/transfer?target_repo={there}"), &Value::Null).await.ok();
    until(&admin, all, within(&there)).await;
    until_found(&admin, &in_repository("q=herbal"), 0).await;
    // It may come back to where it was.
    let moved = root.replace(REPO, &there);
    admin.post(&format!("{moved}/transfer?target_repo={REPO}"), &Value::Null).await.ok();
    until(&admin, all, within(REPO)).await;
    until(&admin, "/search?page=1&q=herbal&type[]=resource", |page| uris(page) == [root.clone()]).await;
}

#[tokio::test]
async fn what_is_merged_is_found_as_the_one_that_is_left() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (kept, gone) =
        (admin.create("/subjects", &subject("Harbours")).await, admin.create("/subjects", &subject("Quays")).await);
    let mut body = resource("MS");
    body["subjects"] = json!([{ "ref": gone }]);
    let papers = admin.create(&format!("{REPO}/resources"), &body).await;
    until_found(&admin, &in_repository("type[]=resource&q=subjects_text:quays"), 1).await;
    let request = json!({ "merge_destination": { "ref": kept }, "merge_candidates": [{ "ref": gone }] });
    admin.post("/merge_requests/subject", &request).await.ok();
    let page = until_found(&admin, &in_repository("type[]=resource&q=subjects_text:harbours"), 1).await;
    assert_eq!(uris(&page), [papers]);
    until_found(&admin, "/search?page=1&type[]=subject&q=quays", 0).await;
    let page = until_found(&admin, "/search?page=1&type[]=subject&q=harbours", 1).await;
    assert_eq!(uris(&page), [kept]);
}

#[tokio::test]
async fn a_tree_that_is_deleted_is_not_found() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (root, _, _) = plant(&admin, "herbal").await;
    let all = in_repository("q=tansy%20OR%20sorrel%20OR%20herbal");
    until(&admin, &all, |page| page["total_hits"].as_u64() >= Some(3)).await;
    admin.form("/batch_delete", &[("record_uris[]", root.as_str())]).await.ok();
    until_found(&admin, &all, 0).await;
}

#[tokio::test]
async fn what_is_inherited_is_called_by_its_new_name() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let public_user = fonds.session_of(PUBLIC).await;
    change(&admin, REPO, "publish", json!(true)).await;
    let mut body = person("Burnet");
    body["publish"] = json!(true);
    let creator = admin.create("/agents/people", &body).await;
    let topic = admin.create("/subjects", &subject("Salads")).await;
    let (root, series, file) = plant(&admin, "herbal").await;
    change(&admin, &root, "linked_agents", json!([{ "ref": creator, "role": "creator" }])).await;
    change(&admin, &series, "subjects", json!([{ "ref": topic }])).await;
    let public = |query: &str| in_repository(&format!("type[]=pui_archival_object&q={query}"));
    until_found(&public_user, &public("creators_text:burnet"), 2).await;
    until_found(&public_user, &public("subjects_text:salads"), 2).await;
    let mut renamed = admin.get(&creator).await.ok();
    renamed["names"][0]["primary_name"] = json!("Saxifrage");
    admin.post(&creator, &renamed).await.ok();
    let page = until_found(&public_user, &public("creators_text:saxifrage"), 2).await;
    let mut found = uris(&page);
    found.sort();
    assert_eq!(found, [series, file]);
    let terms = json!([{ "term": "Herbs", "term_type": "topical", "vocabulary": "/vocabularies/1" }]);
    change(&admin, &topic, "terms", terms).await;
    until_found(&public_user, &public("subjects_text:herbs"), 2).await;
    for before in ["creators_text:burnet", "subjects_text:salads"] {
        until_found(&public_user, &public(before), 0).await;
    }
}

#[tokio::test]
async fn what_was_in_a_merged_finding_aid_is_found_in_the_other() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ((kept, _, _), (gone, _, _)) = (plant(&admin, "kept").await, plant(&admin, "gone").await);
    let inside = |root: &str| in_repository(&format!("type[]=archival_object&root_record={root}"));
    until_found(&admin, &inside(&gone), 2).await;
    let request = json!({ "merge_destination": { "ref": kept }, "merge_candidates": [{ "ref": gone }] });
    admin.post("/merge_requests/resource?repo_id=2", &request).await.ok();
    let page = until_found(&admin, &inside(&kept), 4).await;
    assert!(page["results"].as_array().unwrap().iter().all(|hit| hit["resource"] == kept.as_str()), "{page}");
    until_found(&admin, &inside(&gone), 0).await;
    until_found(&admin, &in_repository("type[]=resource&q=gone"), 0).await;
}

/// A component without a title of its own is called by its dates; the public finds it by the title of what it is in as well.
#[tokio::test]
async fn a_component_without_a_title_is_found() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let public_user = fonds.session_of(PUBLIC).await;
    change(&admin, REPO, "publish", json!(true)).await;
    let (root, series, _) = plant(&admin, "herbal").await;
    let dates = json!([{ "date_type": "single", "label": "creation", "expression": "Lammas 1644" }]);
    let untitled = json!({ "level": "item", "dates": dates, "publish": true });
    let untitled = add(&admin, &root, Some(&series), untitled).await;
    let page = until_found(&admin, &in_repository("q=lammas&type[]=archival_object"), 1).await;
    assert_eq!((uris(&page), &page["results"][0]["title"]), (vec![untitled.clone()], &json!("Lammas 1644")));
    for query in ["q=title:lammas", "q=lammas%20sorrel"] {
        let path = in_repository(&format!("{query}&type[]=pui_archival_object"));
        let page = until_found(&public_user, &path, 1).await;
        assert_eq!(uris(&page), [untitled.as_str()], "{query}");
    }
}
