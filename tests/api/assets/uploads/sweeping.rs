//! What was begun and never finished.

use bytes::Bytes;
use local::wiring::sweep;
use serde_json::json;
use store::Key;
use store::uploads::{Object, upload_id};
use uploads::hashing::Hashes;

use super::{PART, begin, complete, noise, put};
use crate::harness::Fonds;
use crate::harness::faults::Plan;

/// A day, and an hour.
const LATER: i64 = 25 * 3600;

#[tokio::test]
async fn every_kind_of_orphan_is_found_and_nothing_else() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let kept = noise(1, 4000);
    let resource = super::super::upload(&admin, "x", true, "kept.png", &kept).await;
    let direct = begin(&admin, &json!({ "name": "done", "size": 9 })).await;
    put(&fonds, &direct, b"finished!").await;
    complete(&admin, &direct).await.expect(201);
    // Announced and never sent; sent and never completed; in parts and never completed.
    begin(&admin, &json!({ "name": "a", "size": 5 })).await;
    let sent = begin(&admin, &json!({ "name": "b", "size": 5 })).await;
    put(&fonds, &sent, b"bytes").await;
    let parts = begin(&admin, &json!({ "name": "c", "size": PART + 1, "part_size": PART })).await;
    put(&fonds, &parts["parts"][0], &noise(2, PART)).await;
    // Sent after its upload was given up.
    let late = begin(&admin, &json!({ "name": "d", "size": 4 })).await;
    admin.delete(&format!("/api/uploads/{}", late["id"].as_str().unwrap())).await.expect(204);
    put(&fonds, &late, b"late").await;
    // Parts whose upload was never written down.
    fonds.store.begin_parts(Object::pending(upload_id(&fonds.store)), false).await.unwrap();
    // A blob whose request died before anything pointed to it.
    let orphan = noise(3, 4000);
    announce(&fonds, &orphan).await;
    // One that was announced for content that somebody else keeps.
    announce(&fonds, &kept).await;

    // Today, all of it may still be finished.
    let today = sweep(&fonds.store).await.unwrap();
    assert_eq!((today.orphans(), today.notes), (0, 0));
    fonds.clock.advance(LATER);
    let swept = sweep(&fonds.store).await.unwrap();
    assert_eq!((swept.uploads, swept.blobs, swept.files, swept.parts), (3, 1, 1, 1), "{swept:?}");
    assert_eq!((fonds.waiting().await, fonds.entries().await), ((0, 0), 0));
    assert!(!fonds.has_blob(&orphan).await);
    assert_eq!(sweep(&fonds.store).await.unwrap(), uploads::sweep::Swept::default());
    // What is finished is as it was.
    assert_eq!(super::bytes_at(&fonds, &resource["url"]).await, kept);
    assert!(fonds.has_blob(b"finished!").await);
    fonds.admin().await.get(&format!("/api/uploads/{}", sent["id"].as_str().unwrap())).await.expect(404);
}

/// What a request does before it dies.
async fn announce(fonds: &Fonds, bytes: &[u8]) {
    let sha256 = Hashes::of(bytes).sha256;
    let fetched = fonds.store.fetch([Key::blob(&sha256)]).await.unwrap();
    let mut blob = fonds.store.blob(&fetched, &sha256).await.unwrap();
    fonds.store.announce_blob(&mut blob).await.unwrap();
    fonds.store.put_blob(&sha256, Bytes::copy_from_slice(bytes)).await.unwrap();
}

#[tokio::test]
async fn whatever_fails_on_the_way_no_bytes_are_forgotten() {
    let (fonds, faults) = Fonds::faulty(Plan { errors: 45, throttled: 10, lost: 10, ..Plan::default() }).await;
    // Sessions are made past the faults.
    let admin = fonds.admin().await;
    let contents: Vec<Vec<u8>> = (0..16).map(|seed| noise(seed + 100, 3000)).collect();
    let mut made = vec![];
    for (number, bytes) in contents.iter().enumerate() {
        let name = format!("{number}.png");
        let files = [("file", name.as_str(), "image/png", bytes.as_slice())];
        let path = if number % 2 == 0 { "/api/resources" } else { "/uploads/add_files" };
        let answer = admin.multipart(path, &[], &files).await;
        assert!(matches!(answer.status, 201 | 500..=599), "{}", answer.text());
        if answer.status == 201 && number % 2 == 0 {
            made.push((answer.json(), bytes));
        }
    }
    assert!(faults.injected.load(std::sync::atomic::Ordering::Relaxed) > 0);
    fonds.clock.advance(LATER);
    sweep(&fonds.store).await.unwrap();
    assert_eq!(sweep(&fonds.store).await.unwrap(), uploads::sweep::Swept::default());
    assert_eq!((fonds.waiting().await, fonds.entries().await), ((0, 0), 0));
    // A blob is there exactly when something uses it.
    for bytes in &contents {
        let state = fonds.store.read_blob_state(&Hashes::of(bytes).sha256).await.unwrap();
        assert_eq!(fonds.has_blob(bytes).await, state.is_stored());
    }
    for (_, bytes) in made {
        assert!(fonds.has_blob(bytes).await);
    }
}
