//! The order of members.

use serde_json::json;

use super::{append, collection, order, resources};
use crate::harness::Fonds;

#[tokio::test]
async fn one_member_is_moved_to_a_page() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 6, true).await;
    let id = collection(&admin, "T", &ids).await;
    let mut expected = ids.clone();
    for (from, page) in [(0, 6), (5, 1), (2, 3), (3, 2), (1, 1), (4, 1000)] {
        let member = ids[from].clone();
        let body = json!({ "member": member, "page": page });
        let moved = admin.post(&format!("/api/collections/reorder/{id}"), &body).await;
        assert_eq!(moved.ok()["id"], json!(id));
        // The session with the collection, the order, and what moves.
        assert!(moved.usage().dynamodb <= 3, "{:?}", moved.usage());
        expected.retain(|other| *other != member);
        expected.insert((page - 1).min(expected.len()), member);
        assert_eq!(order(&admin, &id).await, expected, "{from} to {page}");
    }
}

#[tokio::test]
async fn members_share_the_pages_that_they_have() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 120, true).await;
    let id = collection(&admin, "T", &ids).await;
    let path = format!("/api/collections/reorder/{id}");
    let mut expected = ids.clone();
    expected.reverse();
    admin.post(&path, &json!({ "members": expected })).await.ok();
    assert_eq!(order(&admin, &id).await, expected);
    // A part of the order: the others stay where they are.
    let some = [expected[7].clone(), expected[3].clone(), expected[100].clone()];
    admin.post(&path, &json!({ "members": some })).await.ok();
    expected[3].clone_from(&some[0]);
    expected[7].clone_from(&some[1]);
    assert_eq!(order(&admin, &id).await, expected);
    admin.post(&path, &json!({ "members": ids })).await.ok();
    assert_eq!(order(&admin, &id).await, ids);
    // What is appended stands behind all of it.
    let more = resources(&fonds, 1, true).await;
    append(&admin, &id, &more).await.expect(201);
    assert_eq!(order(&admin, &id).await.last(), more.first());
}

#[tokio::test]
async fn there_is_always_room_between_two() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 30, true).await;
    let id = collection(&admin, "T", &ids).await;
    let path = format!("/api/collections/reorder/{id}");
    let mut expected = ids.clone();
    // The worst there is: always into the middle, between the two that came last.
    for round in 0..150 {
        let member = if round % 2 == 0 { expected.remove(0) } else { expected.remove(expected.len() - 1) };
        expected.insert(15, member.clone());
        admin.post(&path, &json!({ "member": member, "page": 16 })).await.ok();
    }
    assert_eq!(order(&admin, &id).await, expected);
}

#[tokio::test]
async fn orders_that_make_no_sense_are_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 4, true).await;
    let id = collection(&admin, "T", &ids[..3]).await;
    for (body, status) in [
        (json!({}), 400),
        (json!([]), 400),
        (json!({ "members": 5 }), 400),
        (json!({ "members": [5] }), 400),
        (json!({ "members": [ids[0], ids[0]] }), 400),
        (json!({ "members": [ids[0]], "member": ids[0] }), 400),
        (json!({ "member": ids[0] }), 400),
        (json!({ "member": ids[0], "page": 0 }), 400),
        (json!({ "member": ids[0], "page": -1 }), 400),
        (json!({ "member": ids[0], "page": "1" }), 400),
        (json!({ "member": ids[0], "page": 1.5 }), 400),
        (json!({ "member": 7, "page": 1 }), 400),
        (json!({ "members": [ids[0], ids[3]] }), 404),
        (json!({ "members": ["no id"] }), 404),
        (json!({ "member": ids[3], "page": 1 }), 404),
        (json!({ "member": "../../users/1", "page": 1 }), 404),
    ] {
        let answer = admin.post(&format!("/api/collections/reorder/{id}"), &body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
    }
    assert_eq!(order(&admin, &id).await, ids[..3]);
}
