//! Who may do what with a collection.

use http::Method;
use serde_json::json;

use super::{collection, resources};
use crate::harness::Fonds;

#[tokio::test]
async fn creators_and_senior_researchers_change_a_collection() {
    let fonds = Fonds::start().await;
    let ids = resources(&fonds, 3, true).await;
    let creator = fonds.archivist().await;
    let (other, senior, admin) = (fonds.reader().await, fonds.manager().await, fonds.admin().await);
    let id = collection(&creator, "T", &ids[..2]).await;
    let members = json!({ "members": [ids[0]] });
    let changes = [
        (Method::PUT, format!("/api/collections/{id}"), json!({ "title": "U" })),
        (Method::POST, format!("/collections/update/{id}"), json!({ "title": "U" })),
        (Method::POST, format!("/api/collections/append/{id}"), members.clone()),
        (Method::POST, format!("/api/collections/{id}/members"), members.clone()),
        (Method::POST, format!("/api/collections/reorder/{id}"), members.clone()),
        (Method::PUT, format!("/api/collections/reorder/{id}"), members.clone()),
    ];
    let json_type = [("content-type", "application/json")];
    for (method, path, body) in &changes {
        let answer = |caller: tests::Caller| {
            let (method, body) = (method.clone(), body.to_string());
            async move { caller.send(method, path, &json_type, body).await.status }
        };
        assert_eq!(answer(fonds.anonymous()).await, 401, "{path}");
        assert_eq!(answer(other.clone()).await, 403, "{path}");
        for caller in [&creator, &senior, &admin] {
            assert!(matches!(answer(caller.clone()).await, 200 | 201), "{path}");
        }
    }
    let member = format!("/api/collections/{id}/members/{}", ids[0]);
    let remove = format!("/api/collections/remove/{id}");
    for (caller, status) in [(fonds.anonymous(), 401), (other.clone(), 403)] {
        caller.delete(&member).await.expect(status);
        caller.post(&remove, &members).await.expect(status);
    }
    senior.delete(&member).await.expect(204);
    creator.post(&remove, &json!({ "members": [ids[1]] })).await.expect(200);
    // Only an administrator deletes one.
    for path in [format!("/api/collections/{id}"), format!("/collections/delete/{id}")] {
        fonds.anonymous().delete(&path).await.expect(401);
        for caller in [&other, &creator, &senior] {
            caller.delete(&path).await.expect(403);
        }
    }
    admin.delete(&format!("/collections/delete/{id}")).await.expect(204);
}
