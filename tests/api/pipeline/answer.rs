//! HEAD, compression, headers, and content types that nobody looks at.

use std::io::Read;

use http::Method;

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

#[tokio::test]
async fn head_is_get_without_a_body() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    for path in [uri, format!("{ACCESSIONS}?page=1"), "/version".to_owned(), "/repositories".to_owned()] {
        let (get, head) = (admin.get(&path).await, admin.head(&path).await);
        assert_eq!((get.status, head.status), (200, 200), "{path}");
        assert!(head.body.is_empty(), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"));
        assert_eq!(head.header("content-length"), get.body.len().to_string(), "{path}");
    }
    assert_eq!(admin.head("/nothing").await.status, 404);
    assert_eq!(fonds.anonymous().head(&format!("{ACCESSIONS}/1")).await.status, 403);
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_can_read_them() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for number in 0..10 {
        admin.create(ACCESSIONS, &accession(&number.to_string())).await;
    }
    let path = format!("{ACCESSIONS}?page=1");
    let plain = admin.get(&path).await;
    assert_eq!(plain.header("content-encoding"), "");
    let packed = admin.send(Method::GET, &path, &[("accept-encoding", "gzip, deflate")], "").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() < plain.body.len() / 4);
    let mut unpacked = vec![];
    flate2::read::GzDecoder::new(packed.body.as_ref()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    let short = admin.send(Method::GET, "/version", &[("accept-encoding", "gzip")], "").await;
    assert_eq!(short.header("content-encoding"), "");
}

#[tokio::test]
async fn answers_are_private_json_with_a_line_feed_and_a_request_id() {
    let fonds = Fonds::start().await;
    let answer = fonds.admin().await.get(&format!("{ACCESSIONS}?page=1")).await;
    assert_eq!(answer.header("cache-control"), "private, must-revalidate, max-age=0");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(!answer.header("x-request-id").is_empty());
    assert!(answer.text().ends_with("}\n"));
    let refused = fonds.anonymous().get("/nothing").await;
    assert_eq!(refused.header("cache-control"), "private, must-revalidate, max-age=0");
    assert_eq!(refused.header("content-type"), "application/json");
    // An id that a proxy gave goes on; one that could break a log line does not.
    let named = [("x-request-id", "abc-123")];
    assert_eq!(fonds.anonymous().send(Method::GET, "/", &named, "").await.header("x-request-id"), "abc-123");
    let hostile = [("x-request-id", "\"}{")];
    assert_ne!(fonds.anonymous().send(Method::GET, "/", &hostile, "").await.header("x-request-id"), "\"}{");
}

#[tokio::test]
async fn a_json_body_is_read_under_any_content_type() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let types =
        ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense"];
    for (number, content_type) in types.iter().enumerate() {
        let body = accession(&format!("t{number}")).to_string();
        let answer = admin.send(Method::POST, ACCESSIONS, &[("content-type", content_type)], body).await;
        assert_eq!(answer.ok()["status"], "Created", "{content_type}");
    }
    admin.send(Method::POST, ACCESSIONS, &[], accession("untyped").to_string()).await.ok();
}
