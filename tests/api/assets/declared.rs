//! What clients say of files and what they ask for twice: the bytes and the first answer have the say.

use http::Method;
use serde_json::{Value, json};
use tests::{Caller, Response};

use super::urls::site::{Site, answer};
use super::{scan, upload};
use crate::harness::Fonds;

/// Sends a body under a name, in the way of every create.
async fn named(caller: &Caller, path: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json"), ("idempotency-key", "one")];
    caller.send(Method::POST, path, &headers, body.to_string()).await
}

#[tokio::test]
async fn the_type_of_a_file_is_that_of_its_bytes() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let picture = upload(&admin, "North wall", true, "wall.png", &scan()).await;
    let path = format!("/api/resources/{}", picture["id"].as_str().unwrap());
    for wrong in ["application/pdf", "image/gif", "application/octet-stream"] {
        let shown = admin.post(&path, &json!({ "mime_type": wrong })).await.ok();
        assert_eq!((&shown["mime_type"], &shown["modified"]), (&json!("image/png"), &picture["modified"]), "{wrong}");
    }
    let split = format!("/api/resources/split_pdf/{}", picture["id"].as_str().unwrap());
    admin.post(&split, &json!({})).await.expect(400);
    // Text can be anything that is written as text.
    let fields = [("mime_type", "application/pdf")];
    let files = [("file", "a.txt", "text/plain", b"a,b\n1,2\n".as_slice())];
    let text = admin.multipart("/api/resources", &fields, &files).await.expect(201);
    let path = format!("/api/resources/{}", text["id"].as_str().unwrap());
    assert_eq!(admin.post(&path, &json!({ "mime_type": "Text/CSV" })).await.ok()["mime_type"], "text/csv");
    // What is called a document and is none is not split, and leaves nothing behind.
    admin.post(&path, &json!({ "mime_type": "application/pdf" })).await.ok();
    let split = format!("/api/resources/split_pdf/{}", text["id"].as_str().unwrap());
    admin.post(&split, &json!({})).await.expect(400);
    assert_eq!(admin.get("/api/collections").await.ok(), json!([]));
    assert_eq!(admin.get("/api/jobs").await.ok(), json!([]));
}

#[tokio::test]
async fn what_is_asked_for_twice_is_made_once() {
    let site = Site::start(|_, _| answer("200 OK", &[], b"x")).await;
    let fonds = Fonds::reaching([site.address]).await;
    let admin = fonds.admin().await;
    let document = {
        let files = [("file", "a.pdf", "application/pdf", b"%PDF-1.4 nothing".as_slice())];
        admin.multipart("/api/resources", &[], &files).await.expect(201)
    };
    let split = format!("/api/resources/split_pdf/{}", document["id"].as_str().unwrap());
    let requests = [
        ("/api/jobs".to_owned(), json!({ "name": "email" }), 201),
        ("/api/uploads".to_owned(), json!({ "name": "a.bin", "size": 3 }), 201),
        ("/api/users".to_owned(), json!({ "username": "mara", "password": "secret", "email": "m@example.org" }), 201),
        ("/api/resources".to_owned(), json!({ "url": site.url("/a.png") }), 202),
    ];
    for (path, body, status) in requests {
        let first = named(&admin, &path, &body).await.expect(status);
        let again = named(&admin, &path, &body).await.expect(status);
        assert_eq!(first["id"], again["id"], "{path}");
    }
    let first = admin.send(Method::POST, &split, &[("idempotency-key", "two")], "").await.expect(202);
    let again = admin.send(Method::POST, &split, &[("idempotency-key", "two")], "").await.expect(202);
    assert_eq!(first["data"]["collection_id"], again["data"]["collection_id"]);
    assert_eq!(admin.get("/api/collections").await.ok().as_array().unwrap().len(), 1);
    // Another request under the same name is told so.
    named(&admin, "/api/jobs", &json!({ "name": "solr_delete" })).await.expect(409);
    named(&admin, "/api/users", &json!({ "username": "eva", "password": "secret" })).await.expect(409);
    // Files that were brought.
    let bytes = scan();
    let files = [("file", "b.png", "image/png", bytes.as_slice())];
    let brought = admin.multipart("/api/uploads/add_files", &[], &files).await.expect(201);
    let batch = json!([
        { "sha": brought[0]["sha"], "name": "b.png", "size": scan().len() },
        { "sha": brought[0]["sha"], "name": "c.png", "size": scan().len() },
    ]);
    let first = named(&admin, "/api/uploads/batch", &batch).await.expect(201);
    let again = named(&admin, "/api/uploads/batch", &batch).await.expect(201);
    let ids = |made: &Value| made.as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
    assert_eq!((ids(&first).len(), ids(&first)), (2, ids(&again)));
}

#[tokio::test]
async fn the_context_is_a_collection_that_is_there() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = upload(&admin, "Page", true, "wall.png", &scan()).await;
    let path = format!("/api/resources/{}", made["id"].as_str().unwrap());
    let unknown = "240c43e9-6e3c-449c-9f30-e17d44216658";
    admin.post(&path, &json!({ "context": "not a collection" })).await.expect(400);
    admin.post(&path, &json!({ "context": unknown })).await.expect(404);
    let files = [("file", "a.txt", "text/plain", b"a".as_slice())];
    admin.multipart("/api/resources", &[("context", unknown)], &files).await.expect(404);
    admin.multipart("/api/resources", &[("context", "x")], &files).await.expect(400);
    admin.post("/api/uploads", &json!({ "name": "a", "size": 1, "context": unknown })).await.expect(404);
    admin.post("/api/resources", &json!({ "url": "http://example.org/a", "context": unknown })).await.expect(404);
    let collection = admin.post("/api/collections", &json!({ "title": "Book", "members": null })).await.expect(201);
    let changed = admin.post(&path, &json!({ "context": collection["id"], "title": null, "public": null })).await;
    assert_eq!((&changed.ok()["context"], &changed.ok()["title"]), (&collection["id"], &json!("Page")));
    assert!(changed.usage().dynamodb <= 3, "{:?}", changed.usage());
    admin.multipart("/api/resources", &[("context", collection["id"].as_str().unwrap())], &files).await.expect(201);
    assert_eq!(admin.post(&path, &json!({ "context": "" })).await.ok()["context"], Value::Null);
}

#[tokio::test]
async fn ninety_keywords_come_with_a_file() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let words = |count: usize| (0..count).map(|number| format!("word {number:03}")).collect::<Vec<_>>().join(",");
    let files = [("file", "a.txt", "text/plain", b"a".as_slice())];
    let fields = [("keywords", &*words(90)), ("public", "true")];
    let made = admin.multipart("/api/resources", &fields, &files).await.expect(201);
    let listed = admin.get(&format!("/api/resources/keywords/{}", made["id"].as_str().unwrap())).await.ok();
    let listed: Vec<&str> = listed.as_array().unwrap().iter().map(|one| one["keyword"].as_str().unwrap()).collect();
    assert_eq!(listed.join(","), words(90));
    assert_eq!(fonds.anonymous().get("/api/keywords/complete").await.ok().as_array().unwrap().len(), 90);
    admin.multipart("/api/resources", &[("keywords", &words(3000))], &files).await.expect(400);
    let upload = admin.post("/api/uploads", &json!({ "name": "b", "size": 1, "keywords": words(90) })).await;
    upload.expect(201);
}

#[tokio::test]
async fn a_document_that_is_gone_is_not_shown() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let document = upload(&admin, "Book", true, "wall.png", &scan()).await;
    let body = json!({ "title": "Pages", "public": true, "pdf": document["id"] });
    let collection = admin.post("/api/collections", &body).await.expect(201);
    let path = format!("/api/collections/{}", collection["id"].as_str().unwrap());
    assert_eq!(admin.get(&path).await.ok()["pdf"], document["id"]);
    assert_eq!(admin.get("/api/collections").await.ok()[0]["pdf"], document["id"]);
    admin.delete(&format!("/api/resources/{}", document["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(admin.get(&path).await.ok()["pdf"], Value::Null);
    assert_eq!(admin.get("/api/collections").await.ok()[0]["pdf"], Value::Null);
}

#[tokio::test]
async fn passing_collections_are_not_listed() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for body in [
        json!({ "title": "Temporary Collection", "public": true }),
        json!({ "title": "Selection", "public": true, "temporary": true }),
        json!({ "title": "Book", "public": true }),
    ] {
        admin.post("/api/collections", &body).await.expect(201);
    }
    for path in ["/api/collections", "/collections"] {
        let listed = admin.get(path).await;
        let titles: Vec<Value> = listed.ok().as_array().unwrap().iter().map(|one| one["title"].clone()).collect();
        assert_eq!((titles, listed.header("x-total-count")), (vec![json!("Book")], "1"));
    }
    let titles = admin.get("/api/collections/titles").await.ok();
    let (id, _) = titles.as_object().unwrap().iter().find(|(_, title)| *title == "Selection").unwrap();
    // Kept after all.
    admin.post(&format!("/api/collections/{id}"), &json!({ "temporary": false })).await.ok();
    assert_eq!(fonds.anonymous().get("/api/collections").await.header("x-total-count"), "2");
    admin.delete(&format!("/api/collections/{id}")).await.expect(204);
    assert_eq!(fonds.anonymous().get("/api/collections").await.header("x-total-count"), "1");
}

#[tokio::test]
async fn parts_say_something_about_something_that_is_there() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = upload(&admin, "Page", true, "wall.png", &scan()).await;
    let id = made["id"].as_str().unwrap();
    for wrong in [json!(""), json!("  "), json!(7), json!(null)] {
        let body = json!({ "resource_id": wrong, "content": "x" });
        assert_eq!(admin.post("/api/comments", &body).await.status, 400, "{wrong}");
    }
    admin.post("/api/comments", &json!({ "resource_id": id, "content": "\u{200b}\u{2060}" })).await.expect(400);
    admin.post("/api/keywords", &json!({ "resource_id": id, "keyword": "\u{200b}" })).await.expect(400);
    let mark = |to: &str| json!({ "resource_id": id, "x1": 0.1, "y1": 0.1, "x2": 0.2, "y2": 0.2, "relation": to });
    admin.post("/api/annotations", &mark("240c43e9-6e3c-449c-9f30-e17d44216658")).await.expect(404);
    let list = format!("/api/resources/annotations/{id}");
    assert_eq!(admin.get(&list).await.ok(), json!({ "annotations": [] }));
    let other = upload(&admin, "Other", true, "other.png", &scan()).await;
    admin.post("/api/annotations", &mark(other["id"].as_str().unwrap())).await.expect(201);
    assert_eq!(admin.get(&list).await.ok()["relations"][0]["id"], other["id"]);
}

#[tokio::test]
async fn keywords_are_the_same_in_every_case_and_encoding() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = upload(&admin, "Page", true, "wall.png", &scan()).await;
    let give =
        async |text: &str| admin.post("/api/keywords", &json!({ "resource_id": made["id"], "keyword": text })).await;
    let first = give("Straße Σίσυφος").await.expect(201);
    for same in ["straße σίσυφοσ", "STRASSE ΣΊΣΥΦΟΣ", "STRAßE ΣΊΣΥΦΟΣ", "Straße Σι\u{301}συφος"]
    {
        assert_eq!(give(same).await.ok()["id"], first["id"], "{same}");
    }
    let composed = give("caf\u{e9}").await.expect(201);
    assert_eq!(give("cafe\u{301}").await.ok()["id"], composed["id"]);
    give("cafe").await.expect(201);
    let path = format!("/api/keywords/complete?term={}", tests::encode("STRASS"));
    assert_eq!(admin.get(&path).await.ok(), json!(["Straße Σίσυφος"]));
}

#[tokio::test]
async fn jobs_take_what_can_be_granted() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for wrong in [
        json!({ "status": "x" }),
        json!({ "status": 4 }),
        json!({ "attempts": "1" }),
        json!({ "attempts": 3 }),
        json!({ "locked_at": "x" }),
        json!({ "locked_by": "me" }),
        json!({ "error": "x" }),
    ] {
        let mut body = json!({ "name": "email" });
        body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        admin.post("/api/jobs", &body).await.expect(400);
    }
    let body = json!({ "name": "email", "status": 1, "attempts": 0, "error": null });
    let made = admin.post("/api/jobs", &body).await.expect(201);
    let path = format!("/api/jobs/{}", made["id"].as_str().unwrap());
    for wrong in [
        json!({ "locked_at": "x" }),
        json!({ "failed_at": "x" }),
        json!({ "failed_at": "2026-01-31 10:00:00" }),
        json!({ "status": 0 }),
        json!({ "status": "1" }),
        json!({ "attempts": 5 }),
        json!({ "error": "x" }),
        json!({ "locked_by": "me" }),
    ] {
        assert_eq!(admin.post(&path, &wrong).await.status, 400, "{wrong}");
    }
}
