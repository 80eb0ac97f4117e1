//! How files are served: conditions, charsets, and what is not what its uploader says.

use http::Method;
use serde_json::Value;
use tests::Caller;

use super::{path_of, scan};
use crate::harness::Fonds;

async fn brought(caller: &Caller, name: &str, kind: &str, bytes: &[u8]) -> Value {
    let fields = [("title", name), ("public", "true")];
    caller.multipart("/api/resources", &fields, &[("file", name, kind, bytes)]).await.expect(201)
}

#[tokio::test]
async fn other_versions_than_there_are_are_refused() {
    let fonds = Fonds::start().await;
    let made = brought(&fonds.admin().await, "scan.png", "image/png", &scan()).await;
    for address in ["url", "thumb"] {
        let path = path_of(&made[address]);
        let tag = fonds.anonymous().get(&path).await.header("etag").to_owned();
        for (wanted, status) in [(tag.as_str(), 200), ("*", 200), ("\"x\"", 412)] {
            for method in [Method::GET, Method::HEAD] {
                let answer = fonds.anonymous().send(method, &path, &[("if-match", wanted)], "").await;
                assert_eq!(answer.status, status, "{address} {wanted}");
            }
        }
        let part = [("if-match", "\"x\""), ("range", "bytes=0-9")];
        assert_eq!(fonds.anonymous().send(Method::GET, &path, &part, "").await.status, 412);
        // There is no date to compare with, so such a condition has to be passed over.
        let old = [("if-unmodified-since", "Sat, 01 Jan 2000 00:00:00 GMT")];
        assert_eq!(fonds.anonymous().send(Method::GET, &path, &old, "").await.status, 200);
        let known = fonds.anonymous().send(Method::HEAD, &path, &[("if-none-match", &tag)], "").await;
        assert_eq!((known.status, known.header("content-length")), (304, ""), "{address}");
    }
}

#[tokio::test]
async fn texts_say_in_which_letters_they_are_written() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for (name, kind, bytes, expected) in [
        ("utf8.txt", "text/plain", "Größe µ".as_bytes(), "text/plain; charset=utf-8"),
        ("list.csv", "text/csv", "Größe,µ\n".as_bytes(), "text/csv; charset=utf-8"),
        ("latin.txt", "text/plain", b"Gr\xf6\xdfe", "text/plain"),
        ("page.html", "text/html", "<!DOCTYPE html><p>Größe".as_bytes(), "text/html"),
    ] {
        let made = brought(&admin, name, kind, bytes).await;
        assert_eq!(made["mime_type"], expected.split(';').next().unwrap(), "{name}");
        let path = path_of(&made["url"]);
        for (method, range) in [(Method::GET, "x"), (Method::HEAD, "x"), (Method::GET, "bytes=0-2")] {
            let answer = fonds.anonymous().send(method.clone(), &path, &[("range", range)], "").await;
            assert_eq!(answer.header("content-type"), expected, "{name} {method} {range}");
        }
    }
    // A long one comes from the bucket, and says so as well.
    let long = brought(&admin, "long.txt", "text/plain", "µ ".repeat(1_500_000).as_bytes()).await;
    let sent = fonds.anonymous().get(&path_of(&long["url"])).await;
    assert_eq!(sent.status, 302);
    let file = fonds.anonymous().get(sent.header("location")).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/plain; charset=utf-8"));
}

/// A drawing behind a long comment was taken for the picture that its uploader said it was, and shown.
#[tokio::test]
async fn texts_are_no_pictures() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let hidden = format!("<!--{}--><svg onload=\"alert(1)\">", "x".repeat(2000));
    for kind in ["image/png", "image/tiff", "video/mp4", "application/pdf"] {
        let made = brought(&admin, "picture.png", kind, hidden.as_bytes()).await;
        assert_eq!(made["mime_type"], "text/plain", "{kind}");
        let answer = fonds.anonymous().get(&path_of(&made["url"])).await;
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    let drawing = brought(&admin, "drawing.png", "image/png", b"<svg onload=\"alert(1)\">").await;
    assert_eq!(drawing["mime_type"], "image/svg+xml");
    let answer = fonds.anonymous().get(&path_of(&drawing["url"])).await;
    assert!(answer.header("content-disposition").starts_with("attachment"), "{:?}", answer.headers);
}
