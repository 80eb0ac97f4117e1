//! Uploads that are completed twice, or given up while they are completed.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use local::wiring::sweep;
use serde_json::{Value, json};
use store::Error;
use tokio::time::Instant;
use uploads::hashing::Hashes;
use uploads::{Held, State, confirm};
use uuid::Uuid;

use super::direct::put_parts;
use super::{PART, begin, complete, noise, put};
use crate::harness::Fonds;

/// More than a day.
const LATER: i64 = 25 * 3600;

/// Begins an upload and sends its bytes; its answer and its id.
async fn sent(fonds: &Fonds, caller: &tests::Caller, bytes: &[u8]) -> (Value, Uuid) {
    let upload = begin(caller, &json!({ "name": "a.bin", "size": bytes.len() })).await;
    assert_eq!(put(fonds, &upload, bytes).await.status, 200);
    let id = upload["id"].as_str().unwrap().parse().unwrap();
    (upload, id)
}

/// What somebody knows of an upload whose bytes are read, and about to be copied to their place.
async fn about_to_place(fonds: &Fonds, id: Uuid) -> Held {
    let mut held = Held::get(&fonds.store, id).await.unwrap().unwrap();
    confirm::begin(&fonds.store, &mut held).await.unwrap();
    confirm::advance(&fonds.store, &mut held, Instant::now()).await.unwrap();
    assert!(matches!(held.upload.state, State::Placing(_)), "{held:?}");
    held
}

fn in_time() -> Instant {
    Instant::now() + Duration::from_mins(1)
}

// The copy came to its place after the upload was gone, and nobody knew of it any more.
#[tokio::test]
async fn what_comes_to_its_place_after_an_upload_was_given_up_is_swept() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bytes = noise(21, 5000);
    let sha256 = Hashes::of(&bytes).sha256;
    let (upload, id) = sent(&fonds, &admin, &bytes).await;
    about_to_place(&fonds, id).await;
    let path = format!("/api/uploads/{id}");
    admin.delete(&path).await.expect(204);
    // To its owner it is gone.
    admin.get(&path).await.expect(404);
    admin.delete(&path).await.expect(404);
    complete(&admin, &upload).await.expect(404);
    assert_eq!(fonds.waiting().await, (0, 0));
    // The copy that was going on comes to its place, and its worker has died.
    fonds.store.put_blob(&sha256, Bytes::from(bytes.clone())).await.unwrap();
    fonds.clock.advance(LATER);
    assert_eq!(sweep(&fonds.store).await.unwrap().orphans(), 0);
    assert_eq!((fonds.has_blob(&bytes).await, fonds.entries().await), (false, 0));
    // One that lives clears it away itself.
    let admin = fonds.admin().await;
    let (_, id) = sent(&fonds, &admin, &bytes).await;
    let mut working = about_to_place(&fonds, id).await;
    admin.delete(&format!("/api/uploads/{id}")).await.expect(204);
    fonds.store.put_blob(&sha256, Bytes::from(bytes.clone())).await.unwrap();
    let stale = confirm::advance(&fonds.store, &mut working, in_time()).await;
    assert!(matches!(stale, Err(Error::Stale(_))), "{stale:?}");
    assert!(!fonds.has_blob(&bytes).await);
}

#[tokio::test]
async fn what_is_never_placed_is_given_up_by_one_sweep_and_forgotten_by_another() {
    let fonds = Fonds::start().await;
    let bytes = noise(22, 5000);
    let (_, id) = sent(&fonds, &fonds.admin().await, &bytes).await;
    about_to_place(&fonds, id).await;
    fonds.clock.advance(LATER);
    assert_eq!(sweep(&fonds.store).await.unwrap().uploads, 1);
    // Somebody who was at it all the same has just put it to its place.
    fonds.store.put_blob(&Hashes::of(&bytes).sha256, Bytes::from(bytes.clone())).await.unwrap();
    assert_eq!((fonds.waiting().await, fonds.entries().await), ((0, 0), 1));
    assert_eq!(sweep(&fonds.store).await.unwrap(), uploads::sweep::Swept::default());
    fonds.clock.advance(2 * 3600);
    assert_eq!(sweep(&fonds.store).await.unwrap().orphans(), 0);
    assert_eq!((fonds.has_blob(&bytes).await, fonds.entries().await), (false, 0));
}

// The refused deletion had removed the file, and the client was told that it had replaced it.
#[tokio::test]
async fn giving_up_what_somebody_works_on_changes_nothing_when_it_is_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bytes = noise(23, 5000);
    let (upload, id) = sent(&fonds, &admin, &bytes).await;
    let mut seen = Held::get(&fonds.store, id).await.unwrap().unwrap();
    about_to_place(&fonds, id).await;
    let refused = seen.give_up(&fonds.store).await;
    assert!(matches!(refused, Err(Error::Stale(_))), "{refused:?}");
    complete(&admin, &upload).await.expect(201);
    assert!(fonds.has_blob(&bytes).await);
    admin.delete(&format!("/api/uploads/{id}")).await.expect(409);
}

#[tokio::test]
async fn an_upload_is_completed_or_given_up_and_never_half_of_both() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut contents = vec![];
    for round in 0..16_u64 {
        let bytes = noise(200 + round, 200_000);
        let (upload, id) = sent(&fonds, &admin, &bytes).await;
        let path = format!("/api/uploads/{id}");
        let giving_up = async {
            tokio::time::sleep(Duration::from_millis(round * 3)).await;
            admin.delete(&path).await.status
        };
        let (completed, given_up) = tokio::join!(complete(&admin, &upload), giving_up);
        match (completed.status, given_up) {
            (201, 409) => contents.push((bytes, true)),
            (404, 204) => contents.push((bytes, false)),
            other => panic!("{other:?}: {}", completed.text()),
        }
    }
    fonds.clock.advance(LATER);
    assert_eq!(sweep(&fonds.store).await.unwrap().orphans(), 0);
    assert_eq!((fonds.waiting().await, fonds.entries().await), ((0, 0), 0));
    for (bytes, is_made) in contents {
        assert_eq!(fonds.has_blob(&bytes).await, is_made);
    }
}

// The second of two was told that the archive could not reach its store, or that nothing had come.
#[tokio::test]
async fn who_completes_at_the_same_moment_gets_the_same_answer() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for round in 0..6_u64 {
        let bytes = noise(300, 5000 + usize::from(round > 2));
        let (upload, _) = sent(&fonds, &admin, &bytes).await;
        all_complete(&admin, &upload).await;
    }
    for round in 0..3 {
        let bytes = noise(310 + round, PART + 77);
        let upload = begin(&admin, &json!({ "name": "a.bin", "size": bytes.len(), "part_size": PART })).await;
        put_parts(&fonds, &upload, &bytes, &[1, 2]).await;
        all_complete(&admin, &upload).await;
    }
    assert_eq!(fonds.waiting().await, (0, 0));
}

/// Completes an upload several times at once.
async fn all_complete(caller: &tests::Caller, upload: &Value) {
    let answers = join_all((0..4).map(|_| complete(caller, upload))).await;
    for answer in answers {
        assert!(matches!(answer.status, 201 | 202), "{}: {}", answer.status, answer.text());
        assert_eq!(answer.json()["id"], upload["id"]);
    }
    // They may all have been in each other's way; a job is not.
    let began = Instant::now();
    while complete(caller, upload).await.status != 201 {
        assert!(began.elapsed().as_secs() < 60);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn whoever_is_second_finds_the_upload_stale() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (upload, id) = sent(&fonds, &admin, &noise(24, 5000)).await;
    let mut second = about_to_place(&fonds, id).await;
    complete(&admin, &upload).await.expect(201);
    let stale = confirm::advance(&fonds.store, &mut second, in_time()).await;
    assert!(matches!(stale, Err(Error::Stale(_))), "{stale:?}");
}
