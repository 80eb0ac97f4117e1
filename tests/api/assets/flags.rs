//! Flags: for senior researchers to look at.

use serde_json::{Value, json};

use super::parts::resource;
use crate::harness::Fonds;

#[tokio::test]
async fn a_flag_says_when_it_was_changed() {
    let fonds = Fonds::start().await;
    let (author, resource) = (fonds.archivist().await, resource(&fonds).await);
    let body = json!({ "resource_id": resource, "reason": "spam", "explanation": "why" });
    let made = author.post("/api/flags", &body).await.expect(201);
    assert_eq!(made["modified"], made["created"]);
    fonds.clock.advance(60);
    let path = format!("/api/flags/{}", made["id"].as_str().unwrap());
    author.post(&path, &json!({ "reason": "other" })).await.ok();
    let shown = fonds.manager().await.get(&path).await.ok();
    assert_eq!(shown["created"], made["created"]);
    assert!(shown["modified"].as_str() > made["modified"].as_str(), "{shown}");
}

#[tokio::test]
async fn seniors_see_all_of_them_the_newest_first() {
    let fonds = Fonds::start().await;
    let (author, senior, resource) = (fonds.archivist().await, fonds.manager().await, resource(&fonds).await);
    assert_eq!(senior.get("/api/flags").await.ok(), json!([]));
    let mut ids = vec![];
    for reason in ["incorrect", "spam", "duplicate", "other", "spam"] {
        let body = json!({ "resource_id": resource, "reason": reason, "explanation": format!("because {reason}") });
        ids.insert(0, author.post("/api/flags", &body).await.expect(201)["id"].clone());
    }
    let list = async |query: &str| {
        let answer = senior.get(&format!("/api/flags{query}")).await;
        let ids: Vec<Value> = answer.ok().as_array().unwrap().iter().map(|flag| flag["id"].clone()).collect();
        (ids, answer.header("link").to_owned())
    };
    assert_eq!(list("").await, (ids.clone(), String::new()));
    let (first, next) = list("?n=2").await;
    assert_eq!((first.as_slice(), next.as_str()), (&ids[..2], "</api/flags?n=2&offset=2>; rel=\"next\""));
    assert_eq!(list("?n=2&offset=2").await.0, ids[2..4]);
    assert_eq!(list("?n=2&page=3").await, (ids[4..].to_vec(), String::new()));
    assert_eq!(list("?n=2&page=4").await.0, Vec::<Value>::new());
    for wrong in ["?n=0", "?n=x", "?n=-1", "?page=0", "?offset=-1", "?offset=99999999999999999999", "?page=99999999"] {
        senior.get(&format!("/api/flags{wrong}")).await.expect(400);
    }
    senior.delete(&format!("/api/flags/{}", ids[1].as_str().unwrap())).await.expect(204);
    ids.remove(1);
    assert_eq!(list("").await.0, ids);
    author.get("/api/flags").await.expect(403);
    fonds.anonymous().get("/api/flags").await.expect(401);
    fonds.admin().await.get("/flags").await.ok();
}
