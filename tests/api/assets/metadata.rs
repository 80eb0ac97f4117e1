//! Metadata of a resource.

use http::Method;
use serde_json::json;

use super::{scan, upload};
use crate::harness::Fonds;

#[tokio::test]
async fn keys_are_set_one_by_one_and_the_rest_stays() {
    let fonds = Fonds::start().await;
    let author = fonds.archivist().await;
    let made = upload(&author, "T5", true, "scan.png", &scan()).await;
    let id = made["id"].as_str().unwrap();
    let path = format!("/api/metadata/{id}");
    assert_eq!(fonds.anonymous().get(&path).await.ok(), json!({}));
    let first = json!({ "language": "German", "description": "Field notes", "creator": "Mara Keller", "dc:date-modified_1.0": "x" });
    assert_eq!(author.post(&path, &first).await.expect(201), json!({}));
    let second = json!({ "language": "English", "location": "Trench 5", "creator": null, "dc:date-modified_1.0": "", "never": null });
    fonds.clock.advance(60);
    assert_eq!(author.send(Method::PUT, &path, &[], second.to_string()).await.expect(201), json!({}));
    let expected = json!({ "description": "Field notes", "language": "English", "location": "Trench 5" });
    for path in [
        &path,
        &format!("/metadata/{id}"),
        &format!("/resources/metadata/{id}"),
        &format!("/api/resources/metadata/{id}"),
    ] {
        assert_eq!(fonds.anonymous().get(path).await.ok(), expected);
    }
    // It is no modification of the resource.
    assert_eq!(fonds.anonymous().get(&format!("/api/resources/{id}")).await.ok()["modified"], made["modified"]);
    // And a modification keeps it.
    author.post(&format!("/api/resources/{id}"), &json!({ "title": "T6" })).await.ok();
    assert_eq!(fonds.anonymous().get(&path).await.ok(), expected);
}

#[tokio::test]
async fn it_is_seen_with_the_resource_and_written_by_its_creator() {
    let fonds = Fonds::start().await;
    let (author, other, senior) = (fonds.archivist().await, fonds.reader().await, fonds.manager().await);
    let id = upload(&author, "T5", false, "scan.png", &scan()).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/metadata/{id}");
    let body = json!({ "a": "b" });
    fonds.anonymous().get(&path).await.expect(401);
    fonds.anonymous().post(&path, &body).await.expect(401);
    other.get(&path).await.ok();
    other.post(&path, &body).await.expect(403);
    other.post(&path, &json!({ "a": 7 })).await.expect(403);
    senior.post(&path, &body).await.expect(201);
    for id in ["240c43e9-6e3c-449c-9f30-e17d44216658", "x"] {
        let path = format!("/api/metadata/{id}");
        fonds.anonymous().get(&path).await.expect(404);
        author.post(&path, &body).await.expect(404);
        fonds.anonymous().post(&path, &body).await.expect(401);
    }
}

#[tokio::test]
async fn one_mistake_refuses_all_of_it() {
    let fonds = Fonds::start().await;
    let author = fonds.archivist().await;
    let id = upload(&author, "T5", true, "scan.png", &scan()).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/metadata/{id}");
    author.post(&path, &json!({ "kept": "yes" })).await.expect(201);
    let long = "k".repeat(51);
    for wrong in [
        json!({ "kept": "no", "language": 7 }),
        json!({ "kept": "no", "language": {} }),
        json!({ "kept": "no", "language": ["x"] }),
        json!({ "kept": "no", "language": true }),
        json!({ "kept": "no", "": "x" }),
        json!({ "kept": "no", "a b": "x" }),
        json!({ "kept": "no", "a#b": "x" }),
        json!({ "kept": "no", "ä": "x" }),
        json!({ "kept": "no", long: "x" }),
        json!({ "kept": "no", "text": "x".repeat(100_000) }),
        json!({}),
        json!([]),
        json!("x"),
        json!(null),
    ] {
        author.post(&path, &wrong).await.expect(400);
    }
    let texts: [&[u8]; 4] = [b"", b"{", b"\xff", b"{\"a\":\"\xff\"}"];
    for text in texts {
        author.send(Method::POST, &path, &[], text.to_vec()).await.expect(400);
    }
    let many: serde_json::Map<_, _> = (0..300).map(|number| (format!("key{number}"), json!("x"))).collect();
    author.post(&path, &json!(many)).await.expect(400);
    assert_eq!(author.get(&path).await.ok(), json!({ "kept": "yes" }));
    author.send(Method::DELETE, &path, &[], "").await.expect(405);
}

#[tokio::test]
async fn writers_who_meet_are_merged() {
    let fonds = Fonds::start().await;
    let author = fonds.archivist().await;
    let id = upload(&author, "T5", true, "scan.png", &scan()).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/metadata/{id}");
    let bodies = ["a", "b", "c", "d"].map(|key| json!({ key: key }));
    let written = futures_util::future::join_all(bodies.iter().map(|body| author.post(&path, body))).await;
    assert!(written.iter().all(|answer| answer.status == 201));
    assert_eq!(author.get(&path).await.ok(), json!({ "a": "a", "b": "b", "c": "c", "d": "d" }));
}
