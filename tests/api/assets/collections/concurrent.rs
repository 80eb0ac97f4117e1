//! Many at once: nothing is lost, nothing is there twice, and the order is one.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::json;

use super::{append, collection, leftovers, order, resources};
use crate::harness::Fonds;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_appenders_lose_nothing_and_double_nothing() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 200, true).await;
    let id = collection(&admin, "T", &[]).await;
    // Each appends forty of its own, five at a time, and in between forty that all of them append.
    let shared = &ids[..40];
    let appenders = (0..8).map(|number| {
        let (admin, id, own) = (admin.clone(), id.clone(), &ids[40 + number * 20..60 + number * 20]);
        async move {
            for (own, shared) in own.chunks(5).zip(shared.chunks(10)) {
                append(&admin, &id, own).await.expect(201);
                append(&admin, &id, shared).await.expect(201);
            }
        }
    });
    join_all(appenders).await;
    let found = order(&admin, &id).await;
    assert_eq!(found.len(), 200);
    assert_eq!(found.iter().collect::<BTreeSet<_>>(), ids.iter().collect());
    // Whoever appended them, those of one request stand in its order.
    let place = |id: &String| found.iter().position(|other| other == id);
    for own in ids[40..].chunks(20) {
        assert!(own.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])));
    }
    append(&admin, &id, &ids).await.expect(201);
    assert_eq!(order(&admin, &id).await, found);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_storm_leaves_one_order_of_what_is_there() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 30, true).await;
    let before = fonds.census().await;
    let id = collection(&admin, "T", &ids).await;
    let storm = (0..8_usize).map(|number| {
        let (admin, ids, id) = (admin.clone(), &ids, id.clone());
        async move {
            for round in 0..12_usize {
                let member = &ids[(number * 7 + round * 3) % ids.len()];
                let reorder = format!("/api/collections/reorder/{id}");
                let answer = match (number + round) % 4 {
                    0 => admin.post(&reorder, &json!({ "member": member, "page": (round * 5) % 30 + 1 })).await,
                    1 => {
                        let some: Vec<_> = ids.iter().skip(round).step_by(4).rev().collect();
                        admin.post(&reorder, &json!({ "members": some })).await
                    }
                    2 => admin.delete(&format!("/api/collections/{id}/members/{member}")).await,
                    _ => append(&admin, &id, std::slice::from_ref(member)).await,
                };
                assert!(matches!(answer.status, 200 | 201 | 204 | 404 | 409), "{} {}", answer.status, answer.text());
            }
        }
    });
    join_all(storm).await;
    let found = order(&admin, &id).await;
    let distinct: BTreeSet<_> = found.iter().collect();
    assert_eq!(distinct.len(), found.len());
    let shown = admin.get(&format!("/api/collections/{id}")).await.ok();
    assert_eq!(shown["count"], found.len(), "the tally is what is there");
    // Everything is still what it says: all can be appended, put in order, and removed.
    append(&admin, &id, &ids).await.expect(201);
    admin.post(&format!("/api/collections/reorder/{id}"), &json!({ "members": ids })).await.ok();
    assert_eq!(order(&admin, &id).await, ids);
    admin.delete(&format!("/api/collections/{id}")).await.expect(204);
    assert_eq!(leftovers(&fonds, &before).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_deleted_while_others_append_leaves_nothing() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 60, true).await;
    for round in 0..5 {
        let id = collection(&admin, &format!("T{round}"), &ids[..5]).await;
        let appenders = ids.chunks(10).map(|some| {
            let (admin, id) = (admin.clone(), id.clone());
            async move {
                let answer = append(&admin, &id, some).await;
                assert!(matches!(answer.status, 201 | 404), "{} {}", answer.status, answer.text());
            }
        });
        let path = format!("/api/collections/{id}");
        let (deleted, _) = futures_util::join!(admin.delete(&path), join_all(appenders));
        deleted.expect(204);
        let digits = id.replace('-', "");
        let left: Vec<_> = fonds
            .census()
            .await
            .into_iter()
            .filter(|(pk, sk)| format!("{pk}{sk}").contains(&id) || sk.contains(&digits))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}
