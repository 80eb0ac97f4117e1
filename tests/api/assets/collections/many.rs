//! Five thousand members: what each request costs, and what is left in the end.

use serde_json::json;
use store::Key;

use super::{append, collection, leftovers, order, resources};
use crate::harness::Fonds;

#[tokio::test]
async fn five_thousand_pages_stay_within_their_budgets() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 5_000, true).await;
    let before = fonds.census().await;
    let id = collection(&admin, "Notebook", &[]).await;
    for some in ids.chunks(1_000) {
        let answer = append(&admin, &id, some).await;
        answer.expect(201);
        // The session with the first forty; ten reads of the others; the end; thirty-one transactions.
        assert!(answer.usage().dynamodb <= 43, "{:?}", answer.usage());
    }
    let path = format!("/api/collections/{id}");
    let shown = admin.get(&path).await;
    assert_eq!((shown.ok()["count"].as_u64(), shown.header("x-total-count")), (Some(5_000), "5000"));
    assert!(shown.usage().dynamodb <= 3, "{:?}", shown.usage());
    let last = admin.get(&format!("{path}/members?offset=4990")).await;
    assert_eq!((last.ok().as_array().unwrap().len(), last.ok()[9]["page"].as_u64()), (10, Some(5_000)));
    assert!(last.usage().dynamodb <= 3, "{:?}", last.usage());
    assert_eq!(order(&admin, &id).await, ids);
    // One more costs what the first one cost.
    let more = resources(&fonds, 1, true).await;
    let appended = append(&admin, &id, &more).await;
    assert!(appended.usage().dynamodb <= 3, "{:?}", appended.usage());
    let again = append(&admin, &id, &more).await;
    again.expect(201);
    let moved = admin.post(&format!("/api/collections/reorder/{id}"), &json!({ "member": more[0], "page": 1 })).await;
    moved.ok();
    assert!(moved.usage().dynamodb <= 3, "{:?}", moved.usage());
    admin.delete(&format!("{path}/members/{}", more[0])).await.expect(204);
    let mut reversed = ids.clone();
    reversed.reverse();
    let turned = admin.post(&format!("/api/collections/reorder/{id}"), &json!({ "members": reversed })).await;
    turned.ok();
    assert!(turned.usage().dynamodb <= 154, "{:?}", turned.usage());
    assert_eq!(order(&admin, &id).await, reversed);
    let deleted = admin.delete(&path).await;
    assert_eq!(deleted.status, 204, "{}", deleted.text());
    assert!(deleted.usage().dynamodb <= 112, "{:?}", deleted.usage());
    // The index has its own work with it, which goes when it is done.
    let began = std::time::Instant::now();
    loop {
        let mut left = leftovers(&fonds, &before).await;
        left.retain(|(pk, _)| !pk.contains(&more[0]));
        if left.is_empty() {
            break;
        }
        assert!(began.elapsed().as_secs() < 60 && left.iter().all(|(pk, _)| pk == "indexing"), "{left:?}");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_collection_has_room_for_so_many() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 4, true).await;
    let id = collection(&admin, "Full", &ids[..1]).await;
    // As if there were 9,997 others.
    let tally = Key::tally(&format!("/api/collections/{id}"));
    fonds.overwrite(&tally, json!({ "n": { "N": "9998" } })).await;
    append(&admin, &id, &ids[1..]).await.expect(400);
    // What is in it already needs no room.
    append(&admin, &id, &ids[..3]).await.expect(201);
    append(&admin, &id, &ids[3..]).await.expect(400);
    admin.delete(&format!("/api/collections/{id}/members/{}", ids[0])).await.expect(204);
    append(&admin, &id, &ids[3..]).await.expect(201);
    assert_eq!(admin.get(&format!("/api/collections/{id}")).await.ok()["count"], 10_000);
}
