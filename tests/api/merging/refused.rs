//! Merges that cannot be.

use serde_json::json;

use super::{merge, request};
use crate::harness::bodies::{person, subject, top_container};
use crate::harness::{Fonds, REPO};

#[tokio::test]
async fn a_record_is_not_merged_into_itself() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let one = admin.create("/subjects", &subject("Harbours")).await;
    let two = admin.create("/subjects", &subject("Ports")).await;
    let refused = merge(&admin, "subject", &one, &[&one]).await.error(400);
    assert_eq!(refused, json!({ "merge_request": ["A record can't be merged into itself"] }));
    merge(&admin, "subject", &one, &[&two, &one]).await.expect(400);
    admin.get(&one).await.ok();
    admin.get(&two).await.ok();
}

#[tokio::test]
async fn the_wrong_kind_is_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let topic = admin.create("/subjects", &subject("Harbours")).await;
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let refused = merge(&admin, "subject", &topic, &[&agent]).await.error(400);
    assert_eq!(refused, json!({ "merge_request": ["This merge request can only merge subject records"] }));
    let refused = merge(&admin, "agent", &agent, &[&topic]).await.error(400);
    assert_eq!(refused, json!({ "merge_request": ["Agent merge request can only merge agent records"] }));
    let refused = merge(&admin, "agent_detail", &agent, &[&topic]).await.expect(400);
    assert!(refused["error"].is_object());
    assert_eq!(merge(&admin, "nonsense", &agent, &[&agent]).await.error(404), "Sinatra::NotFound");
    merge(&admin, "subject", "nonsense", &[&topic]).await.expect(400);
    merge(&admin, "subject", &topic, &["/subjects/import_ab"]).await.expect(400);
}

#[tokio::test]
async fn unknown_records_are_refused_before_anything_happens() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let one = admin.create("/subjects", &subject("Harbours")).await;
    let two = admin.create("/subjects", &subject("Ports")).await;
    assert_eq!(merge(&admin, "subject", &one, &[&two, "/subjects/9999"]).await.error(404), "Subject not found");
    assert_eq!(merge(&admin, "subject", "/subjects/9999", &[&two]).await.error(404), "Subject not found");
    admin.get(&two).await.ok();
    let none = json!({ "merge_destination": { "ref": one }, "merge_candidates": [] });
    let refused = admin.post("/merge_requests/subject", &none).await.error(400);
    assert_eq!(refused["merge_candidates"], json!(["At least 1 item(s) is required"]));
    admin.post("/merge_requests/subject", &json!({})).await.expect(400);
}

#[tokio::test]
async fn only_in_one_repository() {
    let fonds = Fonds::start().await;
    let (admin, outsider) = (fonds.admin().await, fonds.outsider().await);
    let here = admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let there = admin.create("/repositories/3/top_containers", &top_container("1")).await;
    let refused = merge(&admin, "top_container?repo_id=2", &here, &[&there]).await.error(400);
    assert_eq!(refused, json!({ "merge_request": ["All records to merge must be in the repository specified"] }));
    merge(&admin, "top_container?repo_id=3", &here, &[&here]).await.expect(400);
    let missing = merge(&admin, "top_container", &here, &[&there]).await.error(400);
    assert_eq!(missing["repo_id"], json!(["Parameter required but no value provided"]));
    merge(&admin, "top_container?repo_id=77", &here, &[&there]).await.expect(400);
    assert_eq!(merge(&outsider, "top_container?repo_id=2", &here, &[&there]).await.error(403), "Access denied");
}

#[tokio::test]
async fn only_by_those_who_may() {
    let fonds = Fonds::start().await;
    let (admin, reader) = (fonds.admin().await, fonds.reader().await);
    let one = admin.create("/subjects", &subject("Harbours")).await;
    let two = admin.create("/subjects", &subject("Ports")).await;
    for path in
        ["subject", "agent", "agent_detail", "container_profile", "resource?repo_id=2", "digital_object?repo_id=2"]
    {
        let body = request(&one, &[&two]);
        let body = if path == "agent_detail" { request("/agents/people/1", &["/agents/people/2"]) } else { body };
        assert_eq!(reader.post(&format!("/merge_requests/{path}"), &body).await.error(403), "Access denied", "{path}");
        fonds.anonymous().post(&format!("/merge_requests/{path}"), &body).await.expect(403);
    }
}
