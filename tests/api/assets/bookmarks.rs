//! Bookmarks: everybody's own.

use serde_json::{Value, json};
use tests::Caller;

use super::parts::resource;
use crate::harness::Fonds;

async fn bookmark(caller: &Caller, resource: &str) -> tests::Response {
    caller.post("/api/bookmarks", &json!({ "resource_id": resource })).await
}

#[tokio::test]
async fn everybody_has_their_own_and_each_once() {
    let fonds = Fonds::start().await;
    let (author, other) = (fonds.archivist().await, fonds.reader().await);
    let (first, second) = (resource(&fonds).await, resource(&fonds).await);
    let made = bookmark(&author, &first).await.expect(201);
    assert_eq!(made["description"], Value::Null);
    assert_eq!(bookmark(&author, &first).await.ok(), made);
    let theirs = bookmark(&other, &first).await.expect(201);
    assert_ne!(theirs["id"], made["id"]);
    let newer = bookmark(&author, &second).await.expect(201);
    let both = json!([newer, made]);
    for path in ["/api/bookmarks", "/bookmarks", "/api/users/bookmarks/archivist", "/users/bookmarks/Archivist"] {
        assert_eq!(author.get(path).await.ok(), both, "{path}");
    }
    let id = records::user_id::user_id("/users/901");
    assert_eq!(author.get(&format!("/users/bookmarks/{id}")).await.ok(), both);
    assert_eq!(other.get("/api/bookmarks").await.ok(), json!([theirs]));
    for path in ["/api/users/bookmarks/archivist", "/users/bookmarks/nobody", &format!("/users/bookmarks/{id}")] {
        other.get(path).await.expect(403);
        fonds.admin().await.get(path).await.expect(403);
        fonds.anonymous().get(path).await.expect(401);
    }
    fonds.anonymous().get("/api/bookmarks").await.expect(401);
    assert_eq!(author.get("/api/bookmarks?n=1").await.ok(), json!([newer]));
    author.delete(&format!("/api/bookmarks/{}", made["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(author.get("/api/bookmarks").await.ok(), json!([newer]));
    bookmark(&author, &first).await.expect(201);
}

#[tokio::test]
async fn two_at_once_are_one() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    let (one, two) = tokio::join!(bookmark(&author, &resource), bookmark(&author, &resource));
    assert_eq!(one.json(), two.json());
    assert_eq!(one.status + two.status, 401);
    assert_eq!(author.get("/api/bookmarks").await.ok().as_array().unwrap().len(), 1);
}
