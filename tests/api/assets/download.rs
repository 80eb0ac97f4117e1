//! `GET /arcs-data/…`.

use http::Method;

use super::{path_of, scan, upload};
use crate::harness::Fonds;

#[tokio::test]
async fn a_public_file_comes_back_byte_for_byte() {
    let fonds = Fonds::start().await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let made = upload(&admin, "x", true, "scan.png", &scan()).await;
    let path = path_of(&made["url"]);
    let whole = fonds.anonymous().get(&path).await;
    assert_eq!((whole.status, &whole.body[..]), (200, &scan()[..]));
    assert_eq!(whole.header("content-type"), "image/png");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert!(whole.header("content-security-policy").contains("sandbox"), "{:?}", whole.headers);
    let head = fonds.anonymous().head(&path).await;
    assert_eq!((head.status, head.header("content-length")), (200, scan().len().to_string().as_str()));
    let tag = [("if-none-match", whole.header("etag"))];
    assert_eq!(fonds.anonymous().send(Method::GET, &path, &tag, "").await.status, 304);
    // Files go out as they are, whatever the client could unpack.
    let packed = fonds.anonymous().send(Method::GET, &path, &[("accept-encoding", "gzip")], "").await;
    assert_eq!((packed.header("content-encoding"), &packed.body[..]), ("", &scan()[..]));
}

#[tokio::test]
async fn a_part_of_a_file() {
    let fonds = Fonds::start().await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let bytes = scan();
    let path = path_of(&upload(&admin, "x", true, "scan.png", &bytes).await["url"]);
    let length = bytes.len();
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=79990-", 79_990, length),
        ("bytes=-10", length - 10, length),
        ("bytes=80000-999999999", 80_000, length),
    ] {
        let part = fonds.anonymous().send(Method::GET, &path, &[("range", range)], "").await;
        assert_eq!((part.status, &part.body[..]), (206, &bytes[from..to]), "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {from}-{}/{length}", to - 1), "{range}");
    }
    for range in ["bytes=999999999-", "bytes=80008-80009"] {
        let beyond = fonds.anonymous().send(Method::GET, &path, &[("range", range)], "").await;
        assert_eq!(
            (beyond.status, beyond.header("content-range")),
            (416, format!("bytes */{length}").as_str()),
            "{range}"
        );
    }
    // What is no range is no reason to refuse the file.
    for range in ["bytes=5-1", "lines=1-2", "bytes=x-y", "bytes=", ""] {
        let answer = fonds.anonymous().send(Method::GET, &path, &[("range", range)], "").await;
        assert!(matches!(answer.status, 200 | 416), "{range}: {}", answer.status);
    }
}

#[tokio::test]
async fn a_private_file_needs_a_signed_address() {
    let fonds = Fonds::start().await;
    let admin = fonds.anonymous().log_in("admin", "admin").await;
    let made = upload(&admin, "x", false, "scan.png", &scan()).await;
    let resource = format!("/api/resources/{}", made["id"].as_str().unwrap());
    fonds.anonymous().get(&resource).await.expect(401);
    let signed = path_of(&admin.get(&resource).await.ok()["url"]);
    let (bare, _) = signed.split_once('?').expect("a signed address");
    assert!(matches!(fonds.anonymous().get(bare).await.status, 401 | 403));
    assert_eq!(fonds.anonymous().get(&signed).await.body, scan());
    // Not after its time, not altered, not for another file.
    let mut altered = signed.clone();
    let last = if altered.pop() == Some('0') { '1' } else { '0' };
    altered.push(last);
    assert!(matches!(fonds.anonymous().get(&altered).await.status, 401 | 403), "{altered}");
    let other = upload(&admin, "y", false, "other.png", b"\x89PNG\r\n\x1a\nother").await;
    let other = path_of(&other["url"]);
    let (other, _) = other.split_once('?').unwrap();
    let crossed = format!("{other}?{}", signed.split_once('?').unwrap().1);
    assert!(matches!(fonds.anonymous().get(&crossed).await.status, 401 | 403), "{crossed}");
    fonds.clock.advance(301);
    assert!(matches!(fonds.anonymous().get(&signed).await.status, 401 | 403), "still open after five minutes");
}

#[tokio::test]
async fn addresses_that_lead_nowhere() {
    let fonds = Fonds::start().await;
    for path in [
        "/arcs-data/",
        "/arcs-data/a",
        "/arcs-data/a/b/c/d/e",
        "/arcs-data/../../etc/passwd",
        "/arcs-data/%ff/b/c/d/e",
        "/arcs-data/0/0/0/%2e%2e/x",
    ] {
        let answer = fonds.anonymous().get(path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {} {}", answer.status, answer.text());
    }
}
