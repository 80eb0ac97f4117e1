//! Collections on DynamoDB's bad days: what was answered is so, nothing is there twice, and nothing is left.

use std::sync::atomic::Ordering;

use serde_json::json;
use tests::Response;

use super::{append, collection, leftovers, order, resources};
use crate::harness::Fonds;
use crate::harness::faults::Plan;

/// Asks again while the archive says that it cannot answer now, or that others were in the way: its own lost answers, here.
async fn patiently(mut ask: impl AsyncFnMut() -> Response) -> Response {
    for _ in 0..40 {
        let answer = ask().await;
        if !matches!(answer.status, 503 | 409) {
            return answer;
        }
    }
    panic!("never answered")
}

#[tokio::test]
async fn an_order_survives_them() {
    let plan = Plan { errors: 5, throttled: 5, lost: 8, unprocessed: 10, conflicts: 10, delayed: 0, refused: 0 };
    let (fonds, faults) = Fonds::faulty(plan).await;
    faults.end();
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 120, true).await;
    let before = fonds.census().await;
    let id = collection(&admin, "T", &[]).await;
    let path = format!("/api/collections/{id}");
    let reorder = format!("/api/collections/reorder/{id}");
    faults.begin();
    for some in ids.chunks(40) {
        patiently(async || append(&admin, &id, some).await).await.expect(201);
    }
    let moved = json!({ "member": ids[119], "page": 1 });
    patiently(async || admin.post(&reorder, &moved).await).await.ok();
    let mut turned = ids.clone();
    turned.reverse();
    let all = json!({ "members": turned });
    patiently(async || admin.post(&reorder, &all).await).await.ok();
    // Gone, or gone already by a request whose answer was lost.
    let one = format!("{path}/members/{}", ids[0]);
    let removed = patiently(async || admin.delete(&one).await).await;
    assert!(matches!(removed.status, 204 | 404), "{}", removed.text());
    faults.end();
    turned.pop();
    assert_eq!(order(&admin, &id).await, turned);
    assert_eq!(admin.get(&path).await.ok()["count"], 119);
    faults.begin();
    let deleted = patiently(async || admin.delete(&path).await).await;
    assert!(matches!(deleted.status, 204 | 404), "{}", deleted.text());
    faults.end();
    assert!(faults.injected.load(Ordering::Relaxed) > 5);
    assert_eq!(leftovers(&fonds, &before).await, []);
}
