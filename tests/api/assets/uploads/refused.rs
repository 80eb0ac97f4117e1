//! Uploads to the bucket that make no sense, belong to somebody else, or are not what was announced.

use serde_json::json;
use uploads::hashing::Hashes;

use super::{PART, begin, complete, noise, put};
use crate::harness::Fonds;

#[tokio::test]
async fn what_was_not_announced_is_not_kept() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (meant, sent) = (noise(1, PART + 9), noise(2, PART + 9));
    let sums = Hashes::of(&meant);
    for announced in [
        json!({ "sha256": sums.sha256 }),
        json!({ "sha": sums.sha }),
        json!({ "content_digest": format!("sha-512=:{}:", {
            use base64::Engine;
            base64::engine::general_purpose::STANDARD.encode([7; 64])
        }) }),
    ] {
        let mut body = json!({ "name": "a.bin", "size": meant.len(), "part_size": PART });
        body.as_object_mut().unwrap().extend(announced.as_object().unwrap().clone());
        let upload = begin(&admin, &body).await;
        put(&fonds, &upload["parts"][0], &sent[..PART]).await;
        put(&fonds, &upload["parts"][1], &sent[PART..]).await;
        for _ in 0..2 {
            let refused = complete(&admin, &upload).await.expect(400);
            assert!(refused["message"].as_str().unwrap().contains("announced"), "{refused}");
        }
        let id = upload["id"].as_str().unwrap();
        admin.get(&format!("/api/resources/{id}")).await.expect(404);
        let seen = admin.get(&format!("/api/uploads/{id}")).await.ok();
        assert!(seen["state"] == "refused" && seen["message"].is_string(), "{seen}");
        admin.post(&format!("/api/uploads/{id}/parts"), &json!({})).await.expect(409);
        assert!(!fonds.has_blob(&sent).await && fonds.waiting().await == (0, 0));
        admin.delete(&format!("/api/uploads/{id}")).await.expect(204);
    }
}

#[tokio::test]
async fn an_upload_is_its_beginners_alone() {
    let fonds = Fonds::start().await;
    let (admin, reader, anonymous) = (fonds.admin().await, fonds.reader().await, fonds.anonymous());
    let upload = begin(&reader, &json!({ "name": "a.txt", "size": 3 })).await;
    assert_eq!(put(&fonds, &upload, b"abc").await.status, 200);
    let path = format!("/api/uploads/{}", upload["id"].as_str().unwrap());
    for (caller, status) in [(&admin, 403), (&anonymous, 401)] {
        caller.get(&path).await.expect(status);
        caller.delete(&path).await.expect(status);
        caller.post(&format!("{path}/parts"), &json!({})).await.expect(status);
        caller.post(&format!("{path}/complete"), &json!({})).await.expect(status);
    }
    anonymous.post("/api/uploads", &json!({ "name": "a", "size": 1 })).await.expect(401);
    for unknown in ["240c43e9-6e3c-449c-9f30-e17d44216658", "x", "..%2f..%2fusers%2f1"] {
        reader.get(&format!("/api/uploads/{unknown}")).await.expect(404);
        reader.post(&format!("/api/uploads/{unknown}/complete"), &json!({})).await.expect(404);
    }
    complete(&reader, &upload).await.expect(201);
}

#[tokio::test]
async fn announcements_that_make_no_sense_are_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for body in [
        json!({}),
        json!([]),
        json!("x"),
        json!({ "name": "a" }),
        json!({ "size": 1 }),
        json!({ "name": 5, "size": 1 }),
        json!({ "name": "a", "size": -1 }),
        json!({ "name": "a", "size": 1.5 }),
        json!({ "name": "a", "size": "1" }),
        json!({ "name": "a", "size": 107_374_182_401_u64 }),
        json!({ "name": "a", "size": 1, "type": "nonsense" }),
        json!({ "name": "a", "size": 1, "type": 5 }),
        json!({ "name": "a", "size": 1, "sha256": "x" }),
        json!({ "name": "a", "size": 1, "sha256": "a".repeat(40) }),
        json!({ "name": "a", "size": 1, "sha": "g".repeat(40) }),
        json!({ "name": "a", "size": 1, "content_digest": "sha-256=:x:" }),
        json!({ "name": "a", "size": 1, "public": "yes" }),
        json!({ "name": "a", "size": 1, "title": 5 }),
        json!({ "name": "a", "size": 1, "keywords": 5 }),
        json!({ "name": "a", "size": 1, "metadata": { "a": 5 } }),
        json!({ "name": "a", "size": 1, "metadata": [] }),
        json!({ "name": "a", "size": 1, "identifier": {} }),
        json!({ "name": "a", "size": 1, "part_size": 5 }),
        json!({ "name": "a", "size": 100_000_000_000_u64, "part_size": PART }),
        json!({ "name": "a", "size": 1, "part_checksums": 1 }),
        json!({ "name": "a", "size": 1, "title": "x".repeat(300_000) }),
    ] {
        let refused = admin.post("/api/uploads", &body).await;
        assert_eq!(refused.status, 400, "{:.200}: {}", body.to_string(), refused.text());
    }
    assert_eq!((fonds.waiting().await, fonds.entries().await), ((0, 0), 0));
    let upload = begin(&admin, &json!({ "name": "a", "size": 100_000_000_000_u64 })).await;
    assert!(upload["part_count"].as_u64().unwrap() <= 10_000, "{upload}");
    let path = format!("/api/uploads/{}", upload["id"].as_str().unwrap());
    for body in [
        json!([]),
        json!({ "part_numbers": 1 }),
        json!({ "part_numbers": [0] }),
        json!({ "part_numbers": [-1] }),
        json!({ "part_numbers": ["1"] }),
        json!({ "part_numbers": [10_001] }),
        json!({ "part_numbers": [u64::MAX] }),
        json!({ "part_numbers": vec![1; 501] }),
        json!({ "parts": [5] }),
        json!({ "parts": [{ "part_number": 1, "sha256": "x" }] }),
    ] {
        let refused = admin.post(&format!("{path}/parts"), &body).await;
        assert_eq!(refused.status, 400, "{:.200}: {}", body.to_string(), refused.text());
    }
    admin.post(&format!("{path}/complete"), &json!([])).await.expect(400);
    admin.post(&format!("{path}/complete"), &json!({ "parts": 5 })).await.expect(409);
}
