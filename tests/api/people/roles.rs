//! One rank in two APIs.

use serde_json::json;

use super::{at, bearer, log_in, user};
use crate::harness::Fonds;

#[tokio::test]
async fn a_role_reads_back_as_it_was_set() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await.bearing();
    let made = user(&fonds, "mkeller", 2).await;
    let mara = bearer(&fonds, &log_in(&fonds, "mkeller", "mkeller's").await);
    for role in [1, 2, 0, 1, 0, 2] {
        let changed = admin.post(&at(&made), &json!({ "role": role })).await.ok();
        assert_eq!(changed["role"], role);
        assert_eq!(admin.get(&at(&made)).await.ok()["role"], role);
        // It counts from the next request on, and in the other API too.
        assert_eq!(mara.get("/admin/status").await.status, if role == 0 { 200 } else { 403 });
        assert_eq!(mara.get("/api/flags").await.status, if role < 2 { 200 } else { 403 });
        let token = fonds.anonymous().with_token(mara.token());
        assert_eq!(token.get("/users/current-user").await.ok()["is_admin"], role == 0);
    }
}

#[tokio::test]
async fn who_manages_a_repository_is_senior_until_somebody_says_otherwise() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create("/users?password=secret", &json!({ "username": "jdoe", "name": "Jane" })).await;
    let path = format!("/api/users/{}", api::arcs::user_id(&uri));
    let role = async || admin.bearing().get(&path).await.ok()["role"].clone();
    assert_eq!(role().await, 2);
    let groups = admin.get("/repositories/2/groups?page=1&page_size=50").await.ok();
    let groups = groups.as_array().or_else(|| groups["results"].as_array()).unwrap();
    let managers = groups.iter().find(|group| group["group_code"] == "repository-managers").unwrap();
    let managers = managers["uri"].as_str().unwrap().to_owned();
    let fields = [("remove_groups", "true"), ("repo_id", "2"), ("groups[]", managers.as_str())];
    admin.form(&format!("{uri}/groups"), &fields).await.ok();
    assert_eq!(role().await, 1);
    admin.bearing().post(&path, &json!({ "role": 2 })).await.ok();
    assert_eq!(role().await, 2);
    // The group is the other API's, and stays.
    let manager = fonds.anonymous().log_in("jdoe", "secret").await;
    manager.get("/repositories/2/groups?page=1").await.ok();
}

#[tokio::test]
async fn administrators_of_either_api_are_administrators_of_both() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let body = json!({ "username": "second", "name": "Second", "is_admin": true });
    admin.create("/users?password=secret", &body).await;
    assert_eq!(admin.bearing().get("/user/second").await.ok()["role"], 0);
    let body = json!({ "username": "third", "password": "secret", "role": 0 });
    admin.bearing().post("/api/users", &body).await.expect(201);
    let third = fonds.anonymous().log_in("third", "secret").await;
    third.create("/repositories", &crate::harness::bodies::repository("THIRD")).await;
}
