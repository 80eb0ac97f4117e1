//! What holds for everything that people attach to resources: one table, and every test for every row.

use http::Method;
use serde_json::{Value, json};
use tests::{Caller, Response};

use super::{scan, upload};
use crate::harness::Fonds;

/// A kind of part.
pub(super) struct Kind {
    /// Its path, below `/api` and without.
    pub(super) path: &'static str,
    /// A new one, without its resource.
    pub(super) new: Value,
    /// A change, and what it is seen by.
    pub(super) change: Value,
    /// Bodies of new ones that are refused.
    wrong: Vec<Value>,
    /// Whether whoever sees the resource sees it.
    is_shared: bool,
    /// Whether senior researchers may look after it.
    is_looked_after: bool,
}

pub(super) fn kinds() -> Vec<Kind> {
    let box_of = |mark: &Value| {
        let mut annotation = json!({ "x1": 0.1, "y1": 0, "x2": 0.5, "y2": 1 });
        annotation.as_object_mut().unwrap().extend(mark.as_object().unwrap().clone());
        annotation
    };
    let kind = |path, new, change, wrong| Kind { path, new, change, wrong, is_shared: true, is_looked_after: true };
    let text = json!({ "transcript": "T5" });
    let odd = || [json!(null), json!(7), json!(true), json!([]), json!({}), json!("x".repeat(100_000))];
    let odd_at = |name: &'static str, rest: &Value| {
        let with = |value: Value| {
            let mut body = rest.clone();
            body[name] = value;
            body
        };
        odd().into_iter().map(with).collect::<Vec<_>>()
    };
    let plain = json!({});
    let mut boxes = vec![
        box_of(&json!({})),
        box_of(&json!({ "transcript": "a", "url": "https://example.org" })),
        box_of(&json!({ "url": "javascript:alert(1)" })),
        box_of(&json!({ "url": "ftp://example.org" })),
        box_of(&json!({ "relation": "no id" })),
        json!({ "transcript": "T5" }),
        json!({ "transcript": "T5", "x1": 0.5, "y1": 0.5, "x2": 0.5, "y2": 0.6 }),
        json!({ "transcript": "T5", "x1": 0.5, "y1": 0.7, "x2": 0.6, "y2": 0.6 }),
    ];
    for edge in ["x1", "y1", "x2", "y2"] {
        boxes.extend([json!(-0.1), json!(1.1), json!("0.2"), json!(null), json!([])].map(|value| {
            let mut body = box_of(&text);
            body[edge] = value;
            body
        }));
    }
    for mark in ["relation", "transcript", "url"] {
        boxes.extend(odd_at(mark, &box_of(&plain)));
    }
    let mut comments = odd_at("content", &plain);
    comments.extend([json!({}), json!({ "content": "" }), json!({ "content": " \n" })]);
    let mut keywords = odd_at("keyword", &plain);
    keywords.extend([json!({}), json!({ "keyword": "  " }), json!({ "keyword": "x".repeat(256) })]);
    let mut flags = odd_at("reason", &plain);
    flags.extend([json!({}), json!({ "reason": "boring" }), json!({ "reason": "spam", "explanation": 5 })]);
    let bookmarks = odd().into_iter().skip(1).map(|value| json!({ "description": value })).collect();
    vec![
        kind(
            "comments",
            json!({ "content": "The scale bar is missing." }),
            json!({ "content": "It is there." }),
            comments,
        ),
        kind("keywords", json!({ "keyword": "north wall" }), json!({ "keyword": "South Wall" }), keywords),
        kind("annotations", box_of(&text), json!({ "transcript": "T6", "x1": 0.25 }), boxes),
        Kind {
            is_shared: false,
            ..kind("flags", json!({ "reason": "spam" }), json!({ "reason": "other", "explanation": "?" }), flags)
        },
        Kind {
            is_shared: false,
            is_looked_after: false,
            ..kind("bookmarks", json!({ "description": "later" }), json!({ "description": "soon" }), bookmarks)
        },
    ]
}

impl Kind {
    /// Asks for a new one at a resource.
    pub(super) async fn post(&self, caller: &Caller, resource: &str) -> Response {
        caller.post(&format!("/api/{}", self.path), &self.body(resource)).await
    }

    fn body(&self, resource: &str) -> Value {
        let mut body = self.new.clone();
        body["resource_id"] = json!(resource);
        body
    }

    /// Makes one; its path.
    pub(super) async fn make(&self, caller: &Caller, resource: &str) -> String {
        let made = self.post(caller, resource).await.expect(201);
        format!("/api/{}/{}", self.path, made["id"].as_str().unwrap())
    }
}

/// A public resource that an administrator uploaded; its id.
pub(super) async fn resource(fonds: &Fonds) -> String {
    let made = upload(&fonds.admin().await, "T5", true, "scan.png", &scan()).await;
    made["id"].as_str().unwrap().to_owned()
}

fn assert_shows(shown: &Value, said: &Value) {
    for (name, value) in said.as_object().unwrap() {
        let same = shown[name] == *value || shown[name].as_f64().is_some_and(|number| Some(number) == value.as_f64());
        assert!(same, "{name} of {shown}");
    }
}

#[tokio::test]
async fn each_is_made_read_changed_and_deleted() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    for kind in kinds() {
        for prefix in ["/api", ""] {
            let mut body = kind.body(&resource);
            // The server's own.
            for (name, value) in
                [("id", "x"), ("user_id", "x"), ("created", "1999-01-01 00:00:00"), ("user", "/users/1")]
            {
                body[name] = json!(value);
            }
            let created = author.post(&format!("{prefix}/{}", kind.path), &body).await;
            let made = created.expect(201);
            let id = made["id"].as_str().unwrap();
            let path = format!("{prefix}/{}/{id}", kind.path);
            assert_eq!(created.header("location"), format!("/api/{}/{id}", kind.path));
            assert_shows(&made, &kind.new);
            assert_eq!(made["resource_id"], json!(resource));
            assert_eq!(made["user_id"], records::user_id::user_id("/users/901").to_string());
            assert!(!made["created"].as_str().unwrap().starts_with("1999"), "{made}");
            let read = author.get(&path).await;
            assert_eq!(read.ok(), made);
            let mut change = kind.change.clone();
            for name in ["user_id", "resource_id", "id"] {
                change[name] = json!("240c43e9-6e3c-449c-9f30-e17d44216658");
            }
            let changed = author.send(Method::PUT, &path, &[], change.to_string()).await.ok();
            assert_shows(&changed, &kind.change);
            for name in ["user_id", "resource_id", "id", "created"] {
                assert_eq!(changed[name], made[name]);
            }
            let again = author.post(&path, &kind.new).await.ok();
            assert_shows(&again, &kind.new);
            assert_eq!(author.get(&path).await.ok(), again);
            let deleted = author.delete(&path).await;
            assert_eq!((deleted.status, deleted.body.len(), deleted.header("content-type")), (204, 0, ""));
            author.get(&path).await.expect(404);
            author.delete(&path).await.expect(404);
            author.post(&path, &kind.change).await.expect(404);
        }
    }
}

#[tokio::test]
async fn each_is_for_those_it_is_for() {
    let fonds = Fonds::start().await;
    let (author, other, senior) = (fonds.archivist().await, fonds.reader().await, fonds.manager().await);
    let (anonymous, resource) = (fonds.anonymous(), resource(&fonds).await);
    for kind in kinds() {
        kind.post(&anonymous, &resource).await.expect(401);
        let path = kind.make(&author, &resource).await;
        let seen = |shown: bool, refusal: u16| if shown { 200 } else { refusal };
        anonymous.get(&path).await.expect(seen(kind.is_shared, 401));
        other.get(&path).await.expect(seen(kind.is_shared, 403));
        senior.get(&path).await.expect(seen(kind.is_looked_after, 403));
        anonymous.post(&path, &kind.change).await.expect(401);
        anonymous.delete(&path).await.expect(401);
        other.post(&path, &kind.change).await.expect(403);
        other.send(Method::PUT, &path, &[], kind.change.to_string()).await.expect(403);
        other.delete(&path).await.expect(403);
        // Permission comes before the fields.
        other
            .post(&path, &json!({ "content": 5, "keyword": 5, "x1": "x", "reason": 5, "description": 5 }))
            .await
            .expect(403);
        senior.post(&path, &kind.change).await.expect(seen(kind.is_looked_after, 403));
        senior.delete(&path).await.expect(if kind.is_looked_after { 204 } else { 403 });
    }
}

#[tokio::test]
async fn what_belongs_to_a_private_resource_is_private() {
    let fonds = Fonds::start().await;
    let (admin, author, other) = (fonds.admin().await, fonds.archivist().await, fonds.reader().await);
    let resource = upload(&admin, "T5", false, "scan.png", &scan()).await["id"].as_str().unwrap().to_owned();
    for kind in kinds().into_iter().filter(|kind| kind.is_shared) {
        let path = kind.make(&author, &resource).await;
        let list = format!("/resources/{}/{resource}", kind.path);
        for prefix in ["/api", ""] {
            fonds.anonymous().get(&format!("{prefix}{list}")).await.expect(401);
            other.get(&format!("{prefix}{list}")).await.ok();
        }
        fonds.anonymous().get(&path).await.expect(401);
        other.get(&path).await.ok();
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_leaves_nothing() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    let before = fonds.census().await;
    for kind in kinds() {
        let path = format!("/api/{}", kind.path);
        for mut body in kind.wrong.iter().cloned() {
            body["resource_id"] = json!(resource);
            let refused = author.post(&path, &body).await.expect(400);
            assert_eq!((&refused["status"], &refused["name"]), (&json!(400), &json!("Bad Request")), "{body:.200}");
        }
        for (id, status) in [
            (json!(null), 400),
            (json!(5), 400),
            (json!([resource]), 400),
            (json!(""), 400),
            (json!("x"), 404),
            (json!("../../users/1"), 404),
            (json!("240c43e9-6e3c-449c-9f30-e17d44216658"), 404),
            (json!(resource.replace('-', "")), 404),
        ] {
            let mut body = kind.new.clone();
            body["resource_id"] = id;
            author.post(&path, &body).await.expect(status);
        }
        author.post(&path, &kind.new).await.expect(400);
        let texts: [&[u8]; 8] =
            [b"", b"{", b"[]", b"null", b"7", b"{}", b"\xff\xfe", b"{\"resource_id\":\"\xff\",\"content\":\"\xff\"}"];
        for text in texts {
            author.send(Method::POST, &path, &[], text.to_vec()).await.expect(400);
        }
        for id in ["x", "..%2f..%2fusers%2f1", "%ff", "240c43e9-6e3c-449c-9f30-e17d44216658", "1"] {
            for answer in [
                author.get(&format!("{path}/{id}")).await,
                author.post(&format!("{path}/{id}"), &kind.change).await,
                author.delete(&format!("{path}/{id}")).await,
            ] {
                answer.expect(if id == "%ff" { 400 } else { 404 });
            }
        }
        author.send(Method::PATCH, &path, &[], "{}").await.expect(405);
    }
    let left = fonds.left_since(&before).await;
    assert!(left.is_empty(), "{left:?}");
    // Nor does a change that makes no sense.
    for kind in kinds() {
        let path = kind.make(&author, &resource).await;
        let made = author.get(&path).await.ok();
        for body in kind.wrong.iter().filter(|body| is_wrong_for_a_change(kind.path, body)) {
            author.post(&path, body).await.expect(400);
        }
        assert_eq!(author.get(&path).await.ok(), made);
    }
}

/// What a new one must say, a change may leave out.
fn is_wrong_for_a_change(path: &str, body: &Value) -> bool {
    let is_empty = body.as_object().unwrap().is_empty();
    let is_mark_alone =
        path == "annotations" && ["relation", "transcript", "url"].iter().all(|mark| body[*mark].is_null());
    is_empty || (!is_mark_alone && body != &json!({ "transcript": "T5" }))
}

#[tokio::test]
async fn each_step_has_its_price() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    let calls = |answer: &Response, most: u32| {
        assert!(answer.usage().dynamodb <= most, "{} calls: {}", answer.usage().dynamodb, answer.text());
        assert_eq!(answer.usage().s3, 0);
    };
    for kind in kinds() {
        let created = kind.post(&author, &resource).await;
        let path = format!("/api/{}/{}", kind.path, created.expect(201)["id"].as_str().unwrap());
        calls(&created, 2);
        calls(&author.get(&path).await, 2);
        // Keywords look whether somebody still uses the word, and take it off the list.
        let words = if kind.path == "keywords" { 2 } else { 0 };
        calls(&author.post(&path, &kind.change).await, 2 + words);
        if kind.is_shared {
            let list = author.get(&format!("/api/resources/{}/{resource}", kind.path)).await;
            list.ok();
            calls(&list, 3);
        }
        calls(&author.delete(&path).await, 2 + words);
    }
    calls(&author.get("/api/bookmarks").await, 3);
    calls(&fonds.manager().await.get("/api/flags").await, 3);
    calls(&fonds.anonymous().get("/api/keywords/complete?term=n").await, 2);
    calls(&author.get(&format!("/api/metadata/{resource}")).await, 1);
    calls(&fonds.admin().await.post(&format!("/api/metadata/{resource}"), &json!({ "a": "b" })).await, 2);
}
