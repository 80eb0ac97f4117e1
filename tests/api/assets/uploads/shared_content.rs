//! One blob for each content, whoever comes and goes.

use futures_util::future::join_all;

use super::{begin, complete, noise, put};
use crate::harness::Fonds;
use serde_json::json;

#[tokio::test]
async fn content_that_comes_and_goes_at_once_is_there_for_who_has_it() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bytes = noise(1, 20_000);
    for round in 0..6 {
        // Each comes its own way, and half of them go at once.
        let comers = (0..4).map(|number| {
            let (admin, bytes, fonds) = (admin.clone(), bytes.clone(), &fonds);
            async move {
                let made = if number % 2 == 0 {
                    super::super::upload(&admin, "x", true, &format!("{number}.png"), &bytes).await
                } else {
                    let name = format!("{number}.png");
                    let upload = begin(&admin, &json!({ "name": name, "size": bytes.len(), "public": true })).await;
                    put(fonds, &upload, &bytes).await;
                    complete(&admin, &upload).await.expect(201)
                };
                if (number + round) % 3 != 0 {
                    admin.delete(&format!("/api/resources/{}", made["id"].as_str().unwrap())).await.expect(204);
                    return None;
                }
                Some(made)
            }
        });
        let left: Vec<_> = join_all(comers).await.into_iter().flatten().collect();
        for made in &left {
            assert_eq!(super::bytes_at(&fonds, &made["url"]).await, bytes, "round {round}");
        }
        join_all(left.iter().map(|made| async {
            admin.delete(&format!("/api/resources/{}", made["id"].as_str().unwrap())).await.expect(204);
        }))
        .await;
        assert!(!fonds.has_blob(&bytes).await, "round {round}");
    }
    // Nothing is left to be swept up but what says how uploads ended.
    fonds.clock.advance(25 * 3600);
    assert_eq!(local::wiring::sweep(&fonds.store).await.unwrap().orphans(), 0);
    assert_eq!((fonds.waiting().await, fonds.entries().await), ((0, 0), 0));
}
