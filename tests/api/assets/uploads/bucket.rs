//! Signed addresses of the bucket: what they open, to whom, and for how long.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use store::uploads::Object;
use store::uploads::presign::Announced;
use tokio::time::Instant;
use uploads::hashing::Hashes;
use uuid::Uuid;

use super::{begin, noise, put};
use crate::harness::Fonds;

#[tokio::test]
async fn an_address_takes_what_was_announced_and_nothing_else() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (bytes, other) = (noise(1, 2000), noise(2, 2000));
    let announced = json!({ "name": "a.png", "size": 2000, "type": "image/png", "sha256": Hashes::of(&bytes).sha256 });
    let upload = begin(&admin, &announced).await;
    let url = upload["url"].as_str().unwrap();
    assert!(upload["headers"]["x-amz-checksum-sha256"].is_string(), "{upload}");
    let anonymous = fonds.anonymous();
    let send = async |method: Method, url: &str, headers: &Value, bytes: &[u8]| {
        let signed = json!({ "url": url, "headers": headers });
        match method {
            Method::PUT => put(&fonds, &signed, bytes).await.status,
            method => anonymous.send(method, url, &[], vec![]).await.status,
        }
    };
    let headers = &upload["headers"];
    // Other bytes, another length, another type, or without the checksum.
    assert_eq!(send(Method::PUT, url, headers, &other).await, 400);
    assert_eq!(send(Method::PUT, url, headers, &bytes[1..]).await, 403);
    let mut retyped = headers.clone();
    retyped["content-type"] = json!("text/html");
    assert_eq!(send(Method::PUT, url, &retyped, &bytes).await, 403);
    assert_eq!(send(Method::PUT, url, &json!({ "content-type": "image/png" }), &bytes).await, 403);
    // Another key, another signature, another method, the bucket itself.
    let id = upload["id"].as_str().unwrap();
    let elsewhere = url.replace(id, &Uuid::new_v4().to_string());
    let blob = url.replace(&format!("pending/{id}"), &format!("blobs/{}", Hashes::of(&bytes).sha256));
    let forged = url.replace("X-Amz-Expires=300", "X-Amz-Expires=3000");
    assert!(elsewhere != url && blob != url && forged != url, "{url}");
    for altered in [&elsewhere, &blob, &forged] {
        assert_eq!(send(Method::PUT, altered, headers, &bytes).await, 403, "{altered}");
    }
    for method in [Method::GET, Method::HEAD, Method::DELETE] {
        assert_eq!(send(method.clone(), url, headers, b"").await, 403, "{method}");
    }
    let bucket = url.split_once("/pending/").unwrap().0;
    for listing in
        [bucket.to_owned(), format!("{bucket}?list-type=2"), format!("{bucket}?{}", url.split_once('?').unwrap().1)]
    {
        assert_eq!(anonymous.get(&listing).await.status, 403, "{listing}");
    }
    assert_eq!(fonds.waiting().await, (0, 0));
    assert_eq!(send(Method::PUT, url, headers, &bytes).await, 200);
}

#[tokio::test]
async fn an_address_is_good_for_its_time() {
    let fonds = Fonds::start().await;
    let sent = Announced { size: 3, ..Announced::default() };
    let signed = fonds.store.presign_put(&Object::pending(Uuid::now_v7()), sent, 1).await.unwrap();
    let started = Instant::now();
    loop {
        let answer = fonds.anonymous().send(Method::PUT, &signed.url, &[], "abc").await;
        if answer.status == 403 {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "still good");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_nothing() {
    use tokio::io::AsyncWriteExt;
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let upload = begin(&admin, &json!({ "name": "a.bin", "size": 1_000_000 })).await;
    let url = upload["url"].as_str().unwrap();
    let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let head = format!("PUT /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000\r\n\r\n");
    let mut socket = tokio::net::TcpStream::connect(host).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&noise(1, 400_000)).await.unwrap();
    drop(socket);
    // The whole file is taken afterwards, and nothing of the half.
    let whole = noise(2, 1_000_000);
    assert_eq!(put(&fonds, &upload, &whole).await.status, 200);
    super::complete(&admin, &upload).await.expect(201);
    assert!(fonds.has_blob(&whole).await && fonds.waiting().await == (0, 0));
}

#[tokio::test]
async fn pages_of_the_archive_may_write_to_the_bucket() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let upload = begin(&admin, &json!({ "name": "a.txt", "size": 3, "type": "text/plain" })).await;
    let url = upload["url"].as_str().unwrap();
    let origin = ("origin", "http://127.0.0.1:8089");
    let asked = [
        origin,
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "content-type,x-amz-checksum-sha256"),
    ];
    let permitted = fonds.anonymous().send(Method::OPTIONS, url, &asked, "").await;
    assert_eq!(permitted.status, 204);
    assert_eq!(permitted.header("access-control-allow-origin"), "*");
    assert!(permitted.header("access-control-allow-methods").contains("PUT"));
    assert_eq!(permitted.header("access-control-allow-headers"), asked[2].1);
    let asked = [origin, ("access-control-request-method", "DELETE")];
    assert_eq!(fonds.anonymous().send(Method::OPTIONS, url, &asked, "").await.status, 403);
    let headers = [origin, ("content-type", "text/plain")];
    let sent = fonds.anonymous().send(Method::PUT, url, &headers, "abc").await;
    assert_eq!((sent.status, sent.header("access-control-allow-origin")), (200, "*"));
    assert!(sent.header("access-control-expose-headers").contains("ETag") && !sent.header("etag").is_empty());
    // A refusal can be read as well.
    let refused = fonds.anonymous().send(Method::PUT, url, &[origin], "abcd").await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (403, "*"));
}
