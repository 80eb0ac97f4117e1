//! Requests that are sent again, and changes of a version that is not there any more.

use std::sync::atomic::Ordering;

use http::Method;
use serde_json::json;

use super::parts::{kinds, resource};
use crate::harness::Fonds;
use crate::harness::faults::Plan;

#[tokio::test]
async fn a_request_with_a_name_makes_one_thing() {
    let fonds = Fonds::start().await;
    let (author, other, resource) = (fonds.archivist().await, fonds.reader().await, resource(&fonds).await);
    for kind in kinds() {
        let path = format!("/api/{}", kind.path);
        let mut body = kind.new.clone();
        body["resource_id"] = json!(resource);
        let send = async |caller: &tests::Caller, name: &str, body: &serde_json::Value| {
            caller.send(Method::POST, &path, &[("idempotency-key", name)], body.to_string()).await
        };
        let first = send(&author, "a", &body).await;
        let made = first.expect(201);
        assert!(first.usage().dynamodb <= 2);
        let again = send(&author, "a", &body).await;
        assert_eq!((again.expect(201), again.header("location")), (made.clone(), first.header("location")));
        let mut different = body.clone();
        different["x"] = json!(1);
        send(&author, "a", &different).await.expect(409);
        for wrong in ["", &"x".repeat(256)] {
            send(&author, wrong, &body).await.expect(400);
        }
        // Somebody else's name is another one, and so is tomorrow's.
        let theirs = send(&other, "a", &body).await;
        assert!(theirs.status == 201 || (theirs.status == 200 && kind.path == "keywords"), "{}", theirs.status);
        author.delete(&format!("{path}/{}", made["id"].as_str().unwrap())).await.expect(204);
        send(&author, "a", &body).await.expect(409);
        fonds.clock.advance(24 * 3600 + 1);
        let author = fonds.archivist().await;
        send(&author, "a", &body).await.expect(201);
        fonds.clock.advance(-24 * 3600 - 1);
    }
}

#[tokio::test]
async fn requests_of_one_name_that_meet_make_one_thing() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    let body = json!({ "resource_id": resource, "content": "once" }).to_string();
    let send = || author.send(Method::POST, "/api/comments", &[("idempotency-key", "n")], body.clone());
    let (one, two, three) = tokio::join!(send(), send(), send());
    assert_eq!(one.expect(201), two.expect(201));
    assert_eq!(two.expect(201), three.expect(201));
    let listed = author.get(&format!("/api/resources/comments/{resource}")).await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_request_that_is_sent_until_it_is_answered_makes_one_thing() {
    let (fonds, faults) = Fonds::faulty(Plan { errors: 30, lost: 30, conflicts: 20, ..Plan::default() }).await;
    faults.end();
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    faults.begin();
    for number in 0..12 {
        let (name, body) =
            (number.to_string(), json!({ "resource_id": resource, "content": format!("comment {number}") }));
        let headers = [("idempotency-key", name.as_str())];
        for attempt in 1.. {
            let answer = author.send(Method::POST, "/api/comments", &headers, body.to_string()).await;
            if answer.status != 503 {
                answer.expect(201);
                break;
            }
            assert!(attempt < 100);
        }
    }
    faults.end();
    assert!(faults.injected.load(Ordering::Relaxed) > 12);
    let listed = author.get(&format!("/api/resources/comments/{resource}")).await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 12);
}

#[tokio::test]
async fn a_change_of_another_version_is_refused() {
    let fonds = Fonds::start().await;
    let (admin, resource) = (fonds.admin().await, resource(&fonds).await);
    let mut objects = vec![(format!("/api/resources/{resource}"), json!({ "title": "new" }), json!({ "title": 5 }))];
    for kind in kinds() {
        objects.push((
            kind.make(&admin, &resource).await,
            kind.change,
            json!({ "x1": 5, "content": 5, "keyword": 5, "reason": 5, "description": 5 }),
        ));
    }
    // Parts first: they go with the resource.
    for (path, change, wrong) in objects.into_iter().rev() {
        let read = admin.get(&path).await;
        let tag = read.header("etag").to_owned();
        assert!(tag.starts_with('"'), "{path} {tag}");
        let same = admin.send(Method::GET, &path, &[("if-none-match", &tag)], "").await;
        assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, tag.as_str()), "{path}");
        let change = async |tag: &str| admin.send(Method::PUT, &path, &[("if-match", tag)], change.to_string()).await;
        change("\"other\"").await.expect(412);
        change("").await.expect(412);
        let changed = change(&tag).await;
        changed.ok();
        assert_ne!(changed.header("etag"), tag, "{path}");
        let refused = change(&tag).await.expect(412);
        assert_eq!(refused["name"], "Precondition Failed");
        // What is wrong anyway is said first.
        admin.send(Method::PUT, &path, &[("if-match", &tag)], wrong.to_string()).await.expect(400);
        change("*").await.ok();
        assert_eq!(admin.send(Method::GET, &path, &[("if-none-match", &tag)], "").await.status, 200);
        admin.send(Method::DELETE, &path, &[("if-match", &tag)], "").await.expect(412);
        let now = admin.get(&path).await.header("etag").to_owned();
        admin.send(Method::DELETE, &path, &[("if-match", &now)], "").await.expect(204);
    }
}

#[tokio::test]
async fn one_of_two_changes_of_a_version_wins() {
    let fonds = Fonds::start().await;
    let (admin, resource) = (fonds.admin().await, resource(&fonds).await);
    let path = format!("/api/metadata/{resource}");
    let tag = admin.get(&path).await.header("etag").to_owned();
    let headers = [("if-match", tag.as_str())];
    let send = |key: &str| admin.send(Method::POST, &path, &headers, json!({ key: "x" }).to_string());
    let (one, two) = tokio::join!(send("a"), send("b"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 412]);
    assert_eq!(admin.get(&path).await.ok().as_object().unwrap().len(), 1);
}
