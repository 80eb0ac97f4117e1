//! `/uploads`: files that go straight to the bucket.

use serde_json::{Value, json};
use uploads::hashing::Hashes;

use super::{PART, begin, bytes_at, complete, noise, put};
use crate::harness::Fonds;

#[tokio::test]
async fn a_file_in_one_piece_becomes_a_resource_when_it_was_looked_at() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(noise(1, 300_000));
    let sums = Hashes::of(&bytes);
    let upload = begin(
        &admin,
        &json!({
            "name": "../north wall.png", "size": bytes.len(), "type": "image/jpeg", "sha256": sums.sha256, "sha": sums.sha,
            "title": "North wall", "public": true, "rtype": "Photograph", "keywords": ["wall", "trench 5"],
            "metadata": { "location": "Field 7" }, "identifier": "A.1",
        }),
    )
    .await;
    assert_eq!((&upload["method"], &upload["state"]), (&json!("single"), &json!("receiving")));
    let path = format!("/api/uploads/{}", upload["id"].as_str().unwrap());
    complete(&admin, &upload).await.expect(409);
    assert_eq!(admin.get(&path).await.ok()["received"], json!([]));
    assert_eq!(put(&fonds, &upload, &bytes).await.status, 200);
    assert_eq!(admin.get(&path).await.ok()["received"][0]["size"], bytes.len());
    // Nothing is to be seen yet.
    admin.get(&format!("/api/resources/{}", upload["id"].as_str().unwrap())).await.expect(404);
    let answer = complete(&admin, &upload).await;
    let (usage, made) = (answer.usage(), answer.expect(201));
    assert!(usage.dynamodb <= 5, "{usage:?}");
    for (name, expected) in [
        ("title", json!("North wall")),
        ("file_name", json!("north wall.png")),
        ("public", json!(true)),
        ("type", json!("Photograph")),
        ("mime_type", json!("image/png")),
        ("sha", json!(sums.sha)),
        ("sha256", json!(sums.sha256)),
        ("file_size", json!(bytes.len())),
    ] {
        assert_eq!(made[name], expected, "{name}");
    }
    let id = made["id"].as_str().unwrap();
    assert_eq!(bytes_at(&fonds, &made["url"]).await, bytes);
    let said = json!({ "identifier": "A.1", "location": "Field 7" });
    assert_eq!(fonds.anonymous().get(&format!("/api/metadata/{id}")).await.ok(), said);
    assert_eq!(fonds.anonymous().get(&format!("/api/resources/keywords/{id}")).await.ok().as_array().unwrap().len(), 2);
    // Asked again, it is the same; nothing waits any more.
    assert_eq!(complete(&admin, &upload).await.expect(201)["id"], made["id"]);
    let over = admin.get(&path).await.ok();
    assert_eq!((&over["state"], &over["progress"]), (&json!("done"), &json!(100)));
    assert_eq!(over["resource"], format!("/api/resources/{id}"));
    assert_eq!(fonds.waiting().await, (0, 0));
    admin.delete(&path).await.expect(409);
}

/// Sends some parts of a file.
pub(super) async fn put_parts(fonds: &Fonds, signed: &Value, bytes: &[u8], numbers: &[usize]) {
    for part in signed["parts"].as_array().unwrap() {
        let number = usize::try_from(part["part_number"].as_u64().unwrap()).unwrap();
        if numbers.contains(&number) {
            let piece = &bytes[(number - 1) * PART..bytes.len().min(number * PART)];
            assert_eq!(part["size"], piece.len());
            let answer = put(fonds, part, piece).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_file_in_parts_is_resumed_and_put_together() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bytes = noise(2, 2 * PART + 12_345);
    let upload = begin(&admin, &json!({ "name": "a.bin", "size": bytes.len(), "part_size": PART })).await;
    assert_eq!((&upload["method"], &upload["part_count"]), (&json!("multipart"), &json!(3)));
    let path = format!("/uploads/{}", upload["id"].as_str().unwrap());
    put_parts(&fonds, &upload, &bytes, &[3, 1]).await;
    let seen = admin.get(&path).await.ok();
    let numbers: Vec<u64> =
        seen["received"].as_array().unwrap().iter().map(|part| part["part_number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 3]);
    let missing = complete(&admin, &upload).await.expect(409);
    assert!(missing["message"].as_str().unwrap().contains("part 2"), "{missing}");
    // Whoever goes on is told what is missing; a part may be sent again.
    let next = admin.post(&format!("{path}/parts"), &json!({})).await.ok();
    assert_eq!(next["parts"].as_array().unwrap().len(), 1);
    put_parts(&fonds, &next, &bytes, &[2]).await;
    let asked = admin.post(&format!("{path}/parts"), &json!({ "part_numbers": [2, 3] })).await.ok();
    put_parts(&fonds, &asked, &bytes, &[2, 3]).await;
    let named = json!({ "parts": [{ "part_number": 1, "etag": "\"00\"" }] });
    admin.post(&format!("{path}/complete"), &named).await.expect(400);
    let seen = admin.get(&path).await.ok();
    let made = admin.post(&format!("{path}/complete"), &json!({ "parts": seen["received"] })).await.expect(201);
    assert_eq!((&made["sha"], &made["file_size"]), (&json!(Hashes::of(&bytes).sha), &json!(bytes.len())));
    assert_eq!(bytes_at_of(&fonds, &admin, &made).await, bytes);
    assert_eq!(fonds.waiting().await, (0, 0));
    assert!(fonds.has_blob(&bytes).await);
}

async fn bytes_at_of(fonds: &Fonds, caller: &tests::Caller, made: &Value) -> Vec<u8> {
    let shown = caller.get(&format!("/api/resources/{}", made["id"].as_str().unwrap())).await.ok();
    bytes_at(fonds, &shown["url"]).await
}

#[tokio::test]
async fn parts_may_be_held_to_their_checksums() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bytes = noise(3, PART + 1000);
    let body = json!({ "name": "a.bin", "size": bytes.len(), "part_size": PART, "part_checksums": true });
    let upload = begin(&admin, &body).await;
    assert_eq!(upload["parts"], json!([]));
    let path = format!("/api/uploads/{}", upload["id"].as_str().unwrap());
    admin.post(&format!("{path}/parts"), &json!({ "part_numbers": [1] })).await.expect(400);
    let pieces = [&bytes[..PART], &bytes[PART..]];
    let sums: Vec<Value> = (1..)
        .zip(pieces)
        .map(|(number, piece)| json!({ "part_number": number, "sha256": Hashes::of(piece).sha256 }))
        .collect();
    let signed = admin.post(&format!("{path}/parts"), &json!({ "parts": sums })).await.ok();
    let other = noise(4, PART);
    let refused = put(&fonds, &signed["parts"][0], &other).await;
    assert_eq!(refused.status, 400, "{}", refused.text());
    put_parts(&fonds, &signed, &bytes, &[1, 2]).await;
    assert_eq!(admin.get(&path).await.ok()["received"][1]["sha256"], sums[1]["sha256"]);
    complete(&admin, &upload).await.expect(201);
    assert!(fonds.has_blob(&bytes).await && !fonds.has_blob(&other).await);
}

#[tokio::test]
async fn what_takes_longer_than_a_request_goes_on_without_one() {
    let fonds = Fonds::hasty().await;
    let admin = fonds.admin().await;
    let bytes = noise(8, 3 * PART);
    for (sha, result) in [(Hashes::of(&bytes).sha, "done"), (Hashes::of(b"other").sha, "refused")] {
        let body = json!({ "name": "a.bin", "size": bytes.len(), "part_size": PART, "sha": sha });
        let upload = begin(&admin, &body).await;
        put_parts(&fonds, &upload, &bytes, &[1, 2, 3]).await;
        let begun = complete(&admin, &upload).await.expect(202);
        let (path, job) = (format!("/api/uploads/{}", upload["id"].as_str().unwrap()), begun["job"].as_str().unwrap());
        let started = std::time::Instant::now();
        let over = loop {
            let seen = admin.get(&path).await.ok();
            if seen["state"] == "done" || seen["state"] == "refused" {
                break seen;
            }
            assert!(started.elapsed().as_secs() < 60, "{seen}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        };
        assert_eq!(over["state"], result);
        let job = loop {
            let seen = admin.get(job).await.ok();
            if seen["status"] == 0 || seen["status"] == 3 {
                break seen;
            }
            assert!(started.elapsed().as_secs() < 60, "{seen}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        };
        if result == "done" {
            assert_eq!(job["result"]["resource_id"], upload["id"], "{job}");
        } else {
            assert_eq!((&job["error"], job["status"].as_u64()), (&over["message"], Some(3)), "{job}");
        }
    }
    assert!(fonds.has_blob(&bytes).await);
}

#[tokio::test]
async fn what_takes_longer_than_a_request_goes_on_with_the_next() {
    let fonds = Fonds::hasty().await;
    let admin = fonds.admin().await;
    let bytes = noise(5, 4 * PART + 77);
    let digest = format!("sha-512=:{}:", {
        use base64::Engine;
        use sha2::Digest;
        base64::engine::general_purpose::STANDARD.encode(sha2::Sha512::digest(&bytes))
    });
    let body = json!({ "name": "a.bin", "size": bytes.len(), "part_size": PART, "content_digest": digest });
    let upload = begin(&admin, &body).await;
    put_parts(&fonds, &upload, &bytes, &[1, 2, 3, 4, 5]).await;
    let mut seen = vec![];
    let made = loop {
        let answer = complete(&admin, &upload).await;
        if answer.status != 202 {
            break answer.expect(201);
        }
        assert!(seen.len() < 100, "{seen:?}");
        seen.push(answer.json()["progress"].as_u64().unwrap());
    };
    // It did not begin anew each time. A job does the same meanwhile, and may have been faster.
    assert!(!seen.is_empty() && seen.is_sorted(), "{seen:?}");
    assert_eq!(made["sha256"], Hashes::of(&bytes).sha256);
    assert!(fonds.has_blob(&bytes).await);
}

#[tokio::test]
async fn known_content_is_kept_once_and_goes_with_its_last_resource() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bytes = noise(6, 50_000);
    let first = super::super::upload(&admin, "x", true, "a.png", &bytes).await;
    let upload = begin(&admin, &json!({ "name": "b.png", "size": bytes.len() })).await;
    put(&fonds, &upload, &bytes).await;
    let second = complete(&admin, &upload).await.expect(201);
    assert_eq!((&first["sha"], fonds.waiting().await), (&second["sha"], (0, 0)));
    for (one, is_left) in [(&first, true), (&second, false)] {
        admin.delete(&format!("/api/resources/{}", one["id"].as_str().unwrap())).await.expect(204);
        assert_eq!(fonds.has_blob(&bytes).await, is_left);
    }
    complete(&admin, &upload).await.expect(404);
}

#[tokio::test]
async fn an_upload_that_is_given_up_leaves_nothing() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bytes = noise(7, PART + 5);
    let upload = begin(&admin, &json!({ "name": "a.bin", "size": bytes.len(), "part_size": PART })).await;
    put_parts(&fonds, &upload, &bytes, &[1]).await;
    assert_eq!(fonds.waiting().await, (0, 1));
    let path = format!("/api/uploads/{}", upload["id"].as_str().unwrap());
    admin.delete(&path).await.expect(204);
    assert_eq!((fonds.waiting().await, fonds.entries().await), ((0, 0), 0));
    admin.get(&path).await.expect(404);
    complete(&admin, &upload).await.expect(404);
    assert_eq!(put(&fonds, &upload["parts"][1], &bytes[PART..]).await.status, 404);
}
