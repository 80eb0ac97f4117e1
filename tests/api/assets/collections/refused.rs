//! Requests that make no sense: refused, with nothing half stored.

use serde_json::json;

use super::{append, collection, leftovers, order, resources};
use crate::harness::Fonds;

const UNKNOWN: &str = "240c43e9-6e3c-449c-9f30-e17d44216658";

#[tokio::test]
async fn collections_that_make_no_sense_are_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 2, true).await;
    let before = fonds.census().await;
    let many: Vec<String> = (0..1001).map(|_| ids[0].clone()).collect();
    for (body, status) in [
        (json!(null), 400),
        (json!([]), 400),
        (json!({}), 400),
        (json!({ "description": "x" }), 400),
        (json!({ "title": "" }), 400),
        (json!({ "title": " \n" }), 400),
        (json!({ "title": 5 }), 400),
        (json!({ "title": "x".repeat(1001) }), 400),
        (json!({ "title": "x", "description": 5 }), 400),
        (json!({ "title": "x", "public": "yes" }), 400),
        (json!({ "title": null, "public": null }), 400),
        (json!({ "title": "x", "temporary": 1 }), 400),
        (json!({ "title": "x", "pdf": 1 }), 400),
        (json!({ "title": "x", "pdf": "x" }), 404),
        (json!({ "title": "x", "pdf": UNKNOWN }), 404),
        (json!({ "title": "x", "members": ids[0] }), 400),
        (json!({ "title": "x", "members": {} }), 400),
        (json!({ "title": "x", "members": [null] }), 400),
        (json!({ "title": "x", "members": [[ids[0]]] }), 400),
        (json!({ "title": "x", "members": [ids[0], "x"] }), 404),
        (json!({ "title": "x", "members": [ids[0], UNKNOWN] }), 404),
        (json!({ "title": "x", "members": ["../users/1"] }), 404),
        (json!({ "title": "x", "members": many }), 400),
    ] {
        let answer = admin.post("/api/collections", &body).await;
        let refused = answer.expect(status);
        assert_eq!(refused["status"], status, "{refused}");
    }
    assert_eq!(leftovers(&fonds, &before).await, []);
    fonds.anonymous().post("/api/collections", &json!({ "title": "x" })).await.expect(401);
}

#[tokio::test]
async fn members_that_are_not_there_are_refused_before_anything_is_written() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 100, true).await;
    let id = collection(&admin, "T", &ids[..1]).await;
    let mut wish = ids.clone();
    wish.push(UNKNOWN.to_owned());
    append(&admin, &id, &wish).await.expect(404);
    append(&admin, UNKNOWN, &ids).await.expect(404);
    append(&admin, "no-id", &ids).await.expect(404);
    for body in [json!({}), json!({ "members": ids[0] }), json!({ "members": 7 }), json!([ids[0]])] {
        admin.post(&format!("/api/collections/append/{id}"), &body).await.expect(400);
    }
    // Removing what is not in it removes nothing else either.
    let strangers = json!({ "members": [ids[0], ids[1]] });
    admin.post(&format!("/api/collections/remove/{id}"), &strangers).await.expect(404);
    assert_eq!(order(&admin, &id).await, ids[..1]);
    for path in ["/api/collections/no-id", "/api/collections/..%2f..%2fusers%2f1"] {
        admin.get(path).await.expect(404);
        admin.delete(path).await.expect(404);
    }
    admin.delete(&format!("/api/collections/{id}/members/..%2f..%2fx")).await.expect(404);
    admin.delete(&format!("/api/collections/append/{id}")).await.expect(405);
}
