//! Comments.

use serde_json::json;

use super::{scan, upload};
use crate::harness::Fonds;

#[tokio::test]
async fn a_comment_is_written_listed_changed_and_deleted() {
    let fonds = Fonds::start().await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let resource = upload(&admin, "x", true, "scan.png", &scan()).await["id"].as_str().unwrap().to_owned();
    let mut ids = vec![];
    for text in ["first", "second ø"] {
        let answer = admin.post("/api/comments", &json!({ "resource_id": resource, "content": text })).await;
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        ids.push(answer.json()["id"].as_str().unwrap().to_owned());
    }
    let list = format!("/api/resources/comments/{resource}");
    let listed = fonds.anonymous().get(&list).await.ok();
    let texts: Vec<&str> =
        listed.as_array().unwrap().iter().map(|comment| comment["content"].as_str().unwrap()).collect();
    assert_eq!(texts, ["first", "second ø"]);
    admin.post(&format!("/api/comments/{}", ids[0]), &json!({ "content": "changed" })).await.ok();
    assert_eq!(fonds.anonymous().get(&format!("/api/comments/{}", ids[0])).await.ok()["content"], "changed");
    let stranger = fonds.anonymous();
    stranger.post(&format!("/api/comments/{}", ids[0]), &json!({ "content": "mine" })).await.expect(401);
    stranger.delete(&format!("/api/comments/{}", ids[0])).await.expect(401);
    assert!(matches!(admin.delete(&format!("/api/comments/{}", ids[0])).await.status, 200 | 204));
    assert_eq!(fonds.anonymous().get(&list).await.ok().as_array().unwrap().len(), 1);
    fonds.anonymous().get(&format!("/api/comments/{}", ids[0])).await.expect(404);
}

#[tokio::test]
async fn comments_of_a_private_file_are_private() {
    let fonds = Fonds::start().await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let resource = upload(&admin, "x", false, "scan.png", &scan()).await["id"].as_str().unwrap().to_owned();
    let made = admin.post("/api/comments", &json!({ "resource_id": resource, "content": "hush" })).await.json();
    fonds.anonymous().get(&format!("/api/resources/comments/{resource}")).await.expect(401);
    fonds.anonymous().get(&format!("/api/comments/{}", made["id"].as_str().unwrap())).await.expect(401);
}

#[tokio::test]
async fn comments_that_make_no_sense_are_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let resource = upload(&admin, "x", true, "scan.png", &scan()).await["id"].clone();
    for body in [
        json!({}),
        json!([]),
        json!(5),
        json!({ "resource_id": resource }),
        json!({ "resource_id": resource, "content": 5 }),
        json!({ "resource_id": resource, "content": "" }),
        json!({ "resource_id": 5, "content": "x" }),
        json!({ "resource_id": "x", "content": "x" }),
        json!({ "resource_id": "../users/1", "content": "x" }),
        json!({ "resource_id": "240c43e9-6e3c-449c-9f30-e17d44216658", "content": "x" }),
        json!({ "resource_id": resource, "content": "x".repeat(70_000) }),
    ] {
        let answer = admin.post("/api/comments", &body).await;
        assert!(matches!(answer.status, 400 | 404), "{:.200}: {} {}", body.to_string(), answer.status, answer.text());
    }
}
