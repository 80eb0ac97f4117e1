//! `GET /resources/download/:id`: the file, to be saved under the name that it came with.

use http::Method;

use super::{scan, upload};
use crate::harness::Fonds;

#[tokio::test]
async fn a_file_is_saved_under_its_own_name() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for (name, disposition) in [
        ("north wall.png", "attachment; filename=\"north wall.png\""),
        ("Höhe 2.png", "attachment; filename=\"H_he 2.png\"; filename*=UTF-8''H%C3%B6he%202.png"),
        ("page.html", "attachment; filename=\"page.html\""),
        // A client's quote comes as its escape, which is the name's from then on.
        ("a'b;c=d,e.png", "attachment; filename=\"a'b;c=d,e.png\""),
    ] {
        let made = upload(&admin, "Another title", true, name, &scan()).await;
        for prefix in ["", "/api"] {
            let path = format!("{prefix}/resources/download/{}", made["id"].as_str().unwrap());
            let answer = fonds.anonymous().get(&path).await;
            assert_eq!((answer.status, &answer.body[..]), (200, &scan()[..]), "{name}");
            assert_eq!(answer.header("content-disposition"), disposition);
            assert_eq!(answer.header("content-type"), "application/octet-stream");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(answer.header("cache-control").contains("no-cache"), "{:?}", answer.headers);
            assert_eq!((answer.usage().dynamodb, answer.usage().s3), (1, 1));
        }
    }
}

#[tokio::test]
async fn parts_heads_and_versions_of_it() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = upload(&admin, "x", true, "scan.png", &scan()).await;
    let path = format!("/api/resources/download/{}", made["id"].as_str().unwrap());
    let part = admin.send(Method::GET, &path, &[("range", "bytes=100-199")], "").await;
    assert_eq!((part.status, &part.body[..]), (206, &scan()[100..200]));
    assert!(part.header("content-disposition").starts_with("attachment"));
    admin.send(Method::GET, &path, &[("range", "bytes=999999999-")], "").await.expect(416);
    let head = admin.head(&path).await;
    assert_eq!((head.status, head.header("content-length")), (200, scan().len().to_string().as_str()));
    let tag = [("if-none-match", head.header("etag"))];
    assert_eq!(admin.send(Method::GET, &path, &tag, "").await.status, 304);
}

#[tokio::test]
async fn a_private_file_is_for_who_is_logged_in() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = upload(&admin, "x", false, "scan.png", &scan()).await;
    let path = format!("/api/resources/download/{}", made["id"].as_str().unwrap());
    fonds.anonymous().get(&path).await.expect(401);
    assert_eq!(fonds.reader().await.get(&path).await.body, scan());
    for path in [
        "/api/resources/download/240c43e9-6e3c-449c-9f30-e17d44216658",
        "/api/resources/download/x",
        "/resources/download/..%2f..%2fusers%2f1",
    ] {
        admin.get(path).await.expect(404);
    }
}

#[tokio::test]
async fn a_large_file_comes_from_the_bucket() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let large: Vec<u8> = (0..5_500_000_u32).map(|place| place.to_be_bytes()[3]).collect();
    let made = upload(&admin, "x", false, "large ø.bin", &large).await;
    let path = format!("/api/resources/download/{}", made["id"].as_str().unwrap());
    fonds.anonymous().get(&path).await.expect(401);
    let sent = admin.get(&path).await;
    assert_eq!((sent.status, sent.header("cache-control")), (302, "no-store"));
    let file = fonds.anonymous().get(sent.header("location")).await;
    assert_eq!((file.status, file.body == large), (200, true));
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert!(
        file.header("content-disposition").starts_with("attachment; filename=\"large _.bin\""),
        "{:?}",
        file.headers
    );
    // A part that is small comes at once.
    let part = admin.send(Method::GET, &path, &[("range", "bytes=5000000-5000009")], "").await;
    assert_eq!((part.status, &part.body[..]), (206, &large[5_000_000..5_000_010]));
}
