//! What a form may hold.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::json;
use sha2::{Digest, Sha256, Sha512};

use super::noise;
use crate::harness::Fonds;

/// A form with one file, whose `Content-Disposition` is given to the byte.
fn form(disposition: &[u8], content: &[u8]) -> Vec<u8> {
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; ".to_vec();
    body.extend_from_slice(disposition);
    body.extend_from_slice(b"\r\n\r\n");
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--x--\r\n");
    body
}

const FORM: (&str, &str) = ("content-type", "multipart/form-data; boundary=x");

#[tokio::test]
async fn a_digest_is_held_to() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let content = noise(1, 3000);
    let body = form(b"filename=\"a.bin\"", &content);
    let sha256 = |bytes: &[u8]| format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(bytes)));
    let sha512 = |bytes: &[u8]| format!("sha-512=:{}:", STANDARD.encode(Sha512::digest(bytes)));
    for wrong in
        [sha256(b"x"), sha512(b"x"), format!("{}, {}", sha256(&content), sha512(b"x")), "sha-256=:x:".to_owned()]
    {
        let sent = admin.send(Method::POST, "/api/resources", &[FORM, ("content-digest", &wrong)], body.clone()).await;
        assert!(sent.expect(400)["message"].as_str().unwrap().contains("digest"), "{wrong}");
    }
    assert!(!fonds.has_blob(&content).await);
    assert_eq!(fonds.entries().await, 0);
    for right in [sha256(&content), sha512(&content), sha256(&body), format!("{}, {}", sha512(&body), sha256(&content))]
    {
        admin.send(Method::POST, "/api/resources", &[FORM, ("content-digest", &right)], body.clone()).await.expect(201);
    }
    assert!(fonds.has_blob(&content).await);
}

#[tokio::test]
async fn keywords_come_with_a_file() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let fields = [("keywords", " East Field ,, pottery,POTTERY, "), ("public", "true")];
    let files = [("file", "a.txt", "text/plain", b"a".as_slice())];
    let made = admin.multipart("/api/resources", &fields, &files).await.expect(201);
    let list = format!("/api/resources/keywords/{}", made["id"].as_str().unwrap());
    let listed = fonds.anonymous().get(&list).await.ok();
    let mut found: Vec<&str> = listed.as_array().unwrap().iter().map(|one| one["keyword"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, ["East Field", "pottery"]);
    // They are like others: offered to everybody, and there once.
    assert_eq!(fonds.anonymous().get("/api/keywords/complete?term=east").await.ok(), json!(["East Field"]));
    let again = json!({ "resource_id": made["id"], "keyword": "Pottery" });
    admin.post("/api/keywords", &again).await.expect(200);
    let many = (0..101).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    admin.multipart("/api/resources", &[("keywords", &many)], &files).await.expect(400);
    let long = "x".repeat(256);
    admin.multipart("/api/resources", &[("keywords", &long)], &files).await.expect(400);
    let fifteen = (0..15).map(|number| format!("word {number}")).collect::<Vec<_>>().join(",");
    let made = admin.multipart("/api/resources", &[("keywords", &fifteen)], &files).await.expect(201);
    let list = format!("/api/resources/keywords/{}", made["id"].as_str().unwrap());
    assert_eq!(admin.get(&list).await.ok().as_array().unwrap().len(), 15);
}

#[tokio::test]
async fn names_are_read_however_they_are_written() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let long = format!("filename=\"{}.jpeg\"", "n".repeat(300));
    let hundred = format!("filename=\"{}.jpeg\"", "n".repeat(120));
    let wide = format!("filename=\"{}.jpeg\"", "東".repeat(100));
    for (disposition, expected) in [
        (b"filename=\"../../etc/passwd\"".as_slice(), "passwd".to_owned()),
        (b"filename=\"C:\\scans\\north wall.png\"", "north wall.png".to_owned()),
        (b"filename=\"..\"", "file".to_owned()),
        (b"filename=\"a\tb.png\"", "ab.png".to_owned()),
        (b"filename=\"say \\\"hi\\\".png\"", "say \"hi\".png".to_owned()),
        (b"filename=\"H\xf6he.png\"", "Höhe.png".to_owned()),
        ("filename=\"Höhe.png\"".as_bytes(), "Höhe.png".to_owned()),
        (b"filename=\"x.png\"; filename*=UTF-8''%E6%9D%B1.png", "東.png".to_owned()),
        (b"filename*=UTF-8''..%2F..%2Fa%00b.png", "ab.png".to_owned()),
        (b"filename*0=\"long \"; filename*1=\"name.png\"", "long name.png".to_owned()),
        (hundred.as_bytes(), format!("{}.jpeg", "n".repeat(120))),
        (long.as_bytes(), format!("{}.jpeg", "n".repeat(250))),
        (wide.as_bytes(), format!("{}.jpeg", "東".repeat(83))),
    ] {
        let made = admin.send(Method::POST, "/api/resources", &[FORM], form(disposition, b"\x89PNG\r\n\x1a\nx")).await;
        let made = made.expect(201);
        assert_eq!(made["file_name"], expected, "{}", String::from_utf8_lossy(disposition));
        assert_eq!(
            admin.get(&super::super::path_of(&made["url"])).await.body,
            &b"\x89PNG\r\n\x1a\nx"[..],
            "{expected}"
        );
    }
    // Control characters that end a header are no name, but another header, or none.
    for disposition in [b"filename=\"a\0b\"".as_slice(), b"filename=\"a\x07b\""] {
        let refused = admin.send(Method::POST, "/api/resources", &[FORM], form(disposition, b"x")).await;
        assert_eq!(refused.status, 400, "{disposition:?}: {}", refused.text());
    }
}

#[tokio::test]
async fn a_file_of_no_bytes_is_a_file() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made =
        admin.multipart("/api/resources", &[("public", "1")], &[("file", "nothing.txt", "text/plain", b"")]).await;
    let made = made.expect(201);
    assert_eq!((&made["file_size"], &made["mime_type"]), (&json!(0), &json!("text/plain")));
    assert_eq!(made["sha"], "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    let file = fonds.anonymous().get(&super::super::path_of(&made["url"])).await;
    assert_eq!((file.status, file.body.len()), (200, 0));
}

#[tokio::test]
async fn what_is_too_large_is_told_where_to_go() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let large = vec![7; 6 * 1024 * 1024 + 1];
    for path in ["/api/resources", "/resources", "/api/uploads/add_files", "/uploads/basic"] {
        let refused = admin.multipart(path, &[], &[("file", "a.bin", "", large.as_slice())]).await.expect(413);
        assert!(refused["message"].as_str().unwrap().contains("POST /api/uploads"), "{refused}");
    }
    // As much as a function takes, with the form around it.
    let fits = noise(2, 6 * 1024 * 1024 - 400);
    let made = admin.multipart("/api/resources", &[], &[("file", "a.bin", "", fits.as_slice())]).await.expect(201);
    assert_eq!(super::bytes_at(&fonds, &made["url"]).await, fits);
}

#[tokio::test]
async fn text_that_is_none_is_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nH\xf6he\r\n".to_vec();
    body.extend(form(b"filename=\"a\"", b"a"));
    let refused = admin.send(Method::POST, "/api/resources", &[FORM], body).await.expect(400);
    assert!(refused["message"].as_str().unwrap().contains("UTF-8"), "{refused}");
    assert_eq!(fonds.entries().await, 0);
}

#[tokio::test]
async fn a_form_that_is_sent_again_makes_one_resource() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let key = ("idempotency-key", "form 1");
    let body = form(b"filename=\"a.txt\"", b"once");
    let first = admin.send(Method::POST, "/api/resources", &[FORM, key], body.clone()).await.expect(201);
    // Another boundary is the same request.
    let again = String::from_utf8(body).unwrap().replace("--x", "--y");
    let other = ("content-type", "multipart/form-data; boundary=y");
    let second = admin.send(Method::POST, "/api/resources", &[other, key], again).await.expect(201);
    assert_eq!(first["id"], second["id"]);
    let body = form(b"filename=\"a.txt\"", b"twice");
    admin.send(Method::POST, "/api/resources", &[FORM, key], body).await.expect(409);
}
