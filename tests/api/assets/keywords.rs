//! Keywords: once on a resource, and offered to who types the next one.

use http::Method;
use serde_json::{Value, json};
use tests::Caller;

use super::parts::resource;
use super::{scan, upload};
use crate::harness::Fonds;

async fn give(caller: &Caller, resource: &str, keyword: &str) -> tests::Response {
    caller.post("/api/keywords", &json!({ "resource_id": resource, "keyword": keyword })).await
}

async fn list(caller: &Caller, resource: &str) -> Vec<Value> {
    let listed = caller.get(&format!("/api/resources/keywords/{resource}")).await.ok();
    listed.as_array().unwrap().clone()
}

async fn complete(caller: &Caller, term: &str) -> Vec<String> {
    let answer = caller.get(&format!("/api/keywords/complete?term={}", tests::encode(term))).await.ok();
    serde_json::from_value(answer).unwrap()
}

#[tokio::test]
async fn a_resource_has_a_keyword_once_however_it_is_spelled() {
    let fonds = Fonds::start().await;
    let (author, other, resource) = (fonds.archivist().await, fonds.reader().await, resource(&fonds).await);
    assert!(list(&fonds.anonymous(), &resource).await.is_empty());
    let first = give(&author, &resource, "North Wall").await;
    let made = first.expect(201);
    assert_eq!(first.header("location"), format!("/api/keywords/{}", made["id"].as_str().unwrap()));
    let names: Vec<&str> = made.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["id", "resource_id", "user_id", "keyword", "created"]);
    for same in ["North Wall", "north wall", " NORTH WALL  "] {
        let again = give(&other, &resource, same).await;
        assert_eq!(again.ok(), made, "{same:?}");
        assert_eq!(again.header("location"), first.header("location"));
    }
    for another in ["north-wall", "North  Wall", "northwall"] {
        give(&author, &resource, another).await.expect(201);
    }
    assert_eq!(list(&fonds.anonymous(), &resource).await.len(), 4);
    fonds.anonymous().get("/api/resources/keywords/240c43e9-6e3c-449c-9f30-e17d44216658").await.expect(404);
    fonds.anonymous().get("/api/resources/keywords/x").await.expect(404);
}

#[tokio::test]
async fn a_keyword_does_not_become_another_of_its_resource() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    let wall = give(&author, &resource, "wall").await.expect(201);
    give(&author, &resource, "ditch").await.expect(201);
    let path = format!("/api/keywords/{}", wall["id"].as_str().unwrap());
    for text in ["ditch", " DITCH"] {
        author.send(Method::PUT, &path, &[], json!({ "keyword": text }).to_string()).await.expect(400);
        author.post(&path, &json!({ "keyword": text })).await.expect(400);
    }
    author.post(&path, &json!({ "other": "x" })).await.expect(400);
    assert_eq!(author.get(&path).await.ok(), wall);
    // Itself in another spelling, and what it was is free again.
    assert_eq!(author.post(&path, &json!({ "keyword": "Wall" })).await.ok()["keyword"], "Wall");
    author.post(&path, &json!({ "keyword": "moat" })).await.ok();
    let again = give(&author, &resource, "wall").await.expect(201);
    author.delete(&format!("/api/keywords/{}", again["id"].as_str().unwrap())).await.expect(204);
    give(&author, &resource, "wall").await.expect(201);
}

#[tokio::test]
async fn writers_who_meet_make_one() {
    let fonds = Fonds::start().await;
    let (author, other, resource) = (fonds.archivist().await, fonds.reader().await, resource(&fonds).await);
    for round in 0..5 {
        let word = format!("word {round}");
        let (one, two, three) = tokio::join!(
            give(&author, &resource, &word),
            give(&other, &resource, &word),
            give(&author, &resource, &word)
        );
        let mut statuses = [one.status, two.status, three.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 200, 201]);
        assert_eq!(one.json(), two.json());
        assert_eq!(two.json(), three.json());
        assert_eq!(list(&author, &resource).await.len(), round + 1);
    }
}

#[tokio::test]
async fn many_may_be_given_at_once() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    let words: Vec<String> = (0..16).map(|number| format!("word {number}")).collect();
    let given = futures_util::future::join_all(words.iter().map(|word| give(&author, &resource, word))).await;
    assert!(given.iter().all(|answer| answer.status == 201));
    assert_eq!(list(&author, &resource).await.len(), 16);
    assert_eq!(complete(&author, "word").await.len(), 16);
}

#[tokio::test]
async fn keywords_are_offered_to_those_who_may_know_them() {
    let fonds = Fonds::start().await;
    let (admin, anonymous) = (fonds.admin().await, fonds.anonymous());
    let public = resource(&fonds).await;
    let private = upload(&admin, "x", false, "b.png", &scan()).await["id"].as_str().unwrap().to_owned();
    for word in ["East Field", "East-Field", "eastern", "north wall"] {
        give(&admin, &public, word).await.expect(201);
    }
    for word in ["East Field", "Easter egg", "secret"] {
        give(&admin, &private, word).await.expect(201);
    }
    assert_eq!(
        complete(&admin, "").await,
        ["East Field", "East-Field", "Easter egg", "eastern", "north wall", "secret"]
    );
    assert_eq!(complete(&anonymous, "").await, ["East Field", "East-Field", "eastern", "north wall"]);
    assert_eq!(complete(&anonymous, "EAST").await, ["East Field", "East-Field", "eastern"]);
    assert_eq!(complete(&admin, "easter").await, ["Easter egg", "eastern"]);
    assert!(complete(&anonymous, "secret").await.is_empty());
    assert!(complete(&anonymous, "#").await.is_empty() && complete(&anonymous, &"x".repeat(5000)).await.is_empty());
    // Without a term, and without the prefix.
    assert_eq!(anonymous.get("/keywords/complete").await.ok(), json!(complete(&anonymous, "").await));
    // What is public from now on is offered from now on, and what is not, not.
    let set = async |id: &str, public: bool| {
        admin.post(&format!("/api/resources/{id}"), &json!({ "public": public })).await.ok();
    };
    set(&private, true).await;
    assert_eq!(complete(&anonymous, "").await, complete(&admin, "").await);
    set(&public, false).await;
    assert_eq!(complete(&anonymous, "").await, ["East Field", "Easter egg", "secret"]);
    set(&private, false).await;
    assert!(complete(&anonymous, "").await.is_empty());
    assert_eq!(complete(&admin, "").await.len(), 6);
    // What nobody uses any more is forgotten.
    set(&public, true).await;
    for keyword in list(&admin, &public).await {
        let path = format!("/api/keywords/{}", keyword["id"].as_str().unwrap());
        if keyword["keyword"] == "north wall" {
            admin.post(&path, &json!({ "keyword": "south wall" })).await.ok();
        } else {
            admin.delete(&path).await.expect(204);
        }
    }
    assert_eq!(complete(&anonymous, "").await, ["south wall"]);
    assert_eq!(complete(&admin, "").await, ["East Field", "Easter egg", "secret", "south wall"]);
    let words = |census: std::collections::BTreeSet<(String, String)>| {
        census.into_iter().filter(|(pk, _)| pk.starts_with("words#")).count()
    };
    assert_eq!(words(fonds.census().await), 5);
}

#[tokio::test]
async fn a_hundred_are_offered() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    for number in 0..105 {
        give(&author, &resource, &format!("Word {number:03}")).await.expect(201);
    }
    let offered = complete(&author, "word").await;
    assert_eq!((offered.len(), offered[0].as_str(), offered[99].as_str()), (100, "Word 000", "Word 099"));
    assert_eq!(complete(&author, "word 10").await, ["Word 100", "Word 101", "Word 102", "Word 103", "Word 104"]);
}

#[tokio::test]
async fn no_keyword_becomes_part_of_a_key() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    for text in ["MARK#x", "/repositories/3/MARK", "MARK\u{0}\u{1f}é#record", "../MARK%2f..#link#"] {
        give(&author, &resource, text).await.expect(201);
        complete(&author, text).await;
    }
    assert_eq!(complete(&author, "mark\u{0}").await, ["MARK\u{0}\u{1f}é#record"]);
    for (pk, sk) in fonds.census().await {
        assert!(!pk.to_lowercase().contains("mark") && !sk.to_lowercase().contains("mark"), "{pk} {sk}");
    }
}
