//! Lists of collections, and who finds what in them.

use serde_json::{Value, json};

use super::{collection, next, order, resources, texts};
use crate::harness::Fonds;

#[tokio::test]
async fn what_was_changed_last_comes_first() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut ids = vec![];
    for number in 0..7 {
        fonds.clock.advance(10);
        ids.push(collection(&admin, &format!("C{number}"), &[]).await);
    }
    fonds.clock.advance(10);
    admin.post(&format!("/api/collections/{}", ids[2]), &json!({ "description": "changed" })).await.ok();
    let expected = ["C2", "C6", "C5", "C4", "C3", "C1", "C0"];
    let whole = fonds.anonymous().get("/api/collections").await;
    assert_eq!(texts(&whole.ok(), "title"), expected);
    assert_eq!((whole.header("x-total-count"), whole.header("link")), ("7", ""));
    let mut path = "/api/collections?n=3".to_owned();
    let mut found = vec![];
    for page in [3, 3, 1] {
        let answer = fonds.anonymous().get(&path).await;
        assert!(answer.usage().dynamodb <= 3, "{:?}", answer.usage());
        let titles = texts(&answer.ok(), "title");
        assert_eq!((titles.len(), answer.header("x-total-count")), (page, "7"));
        found.extend(titles);
        path = next(&answer).unwrap_or_default();
    }
    assert_eq!((found, path.as_str()), (expected.map(ToOwned::to_owned).to_vec(), ""));
    assert_eq!(texts(&admin.get("/api/collections?n=2&page=2").await.ok(), "title"), ["C5", "C4"]);
    assert_eq!(admin.get("/api/collections?page=1000").await.expect(400)["status"], 400);
    for query in ["n=0", "n=x", "page=0", "page=-1", "offset=-1", "n=1.5"] {
        admin.get(&format!("/api/collections?{query}")).await.expect(400);
    }
}

#[tokio::test]
async fn private_collections_are_private_everywhere() {
    let fonds = Fonds::start().await;
    let (admin, anonymous) = (fonds.admin().await, fonds.anonymous());
    let ids = resources(&fonds, 1, true).await;
    let body = json!({ "title": "Hush", "members": ids });
    let id = admin.post("/api/collections", &body).await.expect(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/api/collections/{id}");
    for path in [path.clone(), format!("/collection/{id}"), format!("{path}/members")] {
        anonymous.get(&path).await.expect(401);
        fonds.reader().await.get(&path).await.ok();
    }
    anonymous.get("/api/collections/titles").await.expect(401);
    let nothing = json!([]);
    let of_resource = format!("/api/resources/collections/{}", ids[0]);
    for path in ["/api/collections", "/api/collections/complete", &of_resource] {
        let answer = anonymous.get(path).await;
        assert_eq!(answer.ok(), nothing, "{path}");
        assert_eq!(admin.get(path).await.ok().as_array().unwrap().len(), 1, "{path}");
    }
    assert_eq!(anonymous.get("/api/collections").await.header("x-total-count"), "0");
    admin.post(&path, &json!({ "public": true })).await.ok();
    assert_eq!(texts(&anonymous.get("/api/collections").await.ok(), "title"), ["Hush"]);
    assert_eq!(anonymous.get("/api/collections").await.header("x-total-count"), "1");
    anonymous.get(&path).await.ok();
    admin.post(&path, &json!({ "public": false })).await.ok();
    anonymous.get(&path).await.expect(401);
    assert_eq!(anonymous.get("/api/collections").await.ok(), nothing);
}

#[tokio::test]
async fn private_members_stay_private_in_a_public_collection() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (open, secret) = (resources(&fonds, 3, true).await, resources(&fonds, 2, false).await);
    let members = [&open[0], &secret[0], &open[1], &secret[1], &open[2]].map(Clone::clone);
    let id = collection(&admin, "Mixed", &members).await;
    assert_eq!(order(&admin, &id).await, members);
    let path = format!("/api/collections/{id}");
    let seen = |shown: &Value| -> Vec<(String, u64)> {
        let members = shown["members"].as_array().unwrap().iter();
        members.map(|one| (one["id"].as_str().unwrap().to_owned(), one["page"].as_u64().unwrap())).collect()
    };
    let shown = fonds.anonymous().get(&path).await;
    let expected = [(open[0].clone(), 1), (open[1].clone(), 3), (open[2].clone(), 5)];
    assert_eq!(seen(&shown.ok()), expected);
    assert!(secret.iter().all(|id| !shown.text().contains(id)), "{}", shown.text());
    // Pages of a list are those of the whole, and lead on past what is not shown.
    let page = fonds.anonymous().get(&format!("{path}?n=2")).await;
    assert_eq!(seen(&page.ok()), expected[..1]);
    let page = fonds.anonymous().get(&next(&page).unwrap()).await;
    assert_eq!(seen(&page.ok()), expected[1..2]);
    assert_eq!(seen(&fonds.anonymous().get(&next(&page).unwrap()).await.ok()), expected[2..]);
    // Addresses of private files are signed for who may have them.
    let shown = admin.get(&path).await.ok();
    assert!(shown["members"][1]["url"].as_str().unwrap().contains("signature="), "{shown}");
}

#[tokio::test]
async fn titles_are_offered_once() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for title in ["West", "East", "East", "east wall", "Temporary Collection"] {
        collection(&admin, title, &[]).await;
    }
    let passing = json!({ "title": "Eastern selection", "public": true, "temporary": true });
    admin.post("/api/collections", &passing).await.expect(201);
    admin.post("/api/collections", &json!({ "title": "Easter" })).await.expect(201);
    let complete = |caller: tests::Caller, query: &'static str| async move {
        caller.get(&format!("/api/collections/complete{query}")).await.ok()
    };
    assert_eq!(complete(fonds.anonymous(), "").await, json!(["East", "east wall", "West"]));
    assert_eq!(complete(admin.clone(), "?term=EAST").await, json!(["East", "east wall", "Easter"]));
    assert_eq!(complete(fonds.anonymous(), "?term=x").await, json!([]));
    let titles = admin.get("/api/collections/titles").await.ok();
    assert_eq!(titles.as_object().unwrap().len(), 7);
    // What is renamed or deleted is offered under its new name, or not at all, unless another one has the old.
    let path_of = |title: &str| {
        let (id, _) = titles.as_object().unwrap().iter().find(|(_, other)| *other == title).unwrap();
        format!("/api/collections/{id}")
    };
    admin.post(&path_of("West"), &json!({ "title": "South" })).await.ok();
    admin.delete(&path_of("East")).await.expect(204);
    assert_eq!(complete(fonds.anonymous(), "").await, json!(["East", "east wall", "South"]));
    admin.post(&path_of("east wall"), &json!({ "public": false })).await.ok();
    assert_eq!(complete(fonds.anonymous(), "?term=eas").await, json!(["East"]));
}
