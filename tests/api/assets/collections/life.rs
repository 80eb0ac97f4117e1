//! A collection from its making to its end.

use http::Method;
use serde_json::json;

use super::{append, collection, leftovers, order, resources};
use crate::harness::Fonds;

#[tokio::test]
async fn a_collection_is_made_filled_changed_and_deleted() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 5, true).await;
    let before = fonds.census().await;
    let body = json!({ "title": "Trench 5", "description": "Notes", "public": true, "pdf": ids[4], "members": [ids[1], ids[0]] });
    let answer = admin.post("/api/collections", &body).await;
    let made = answer.expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let path = format!("/api/collections/{id}");
    assert_eq!(answer.header("location"), path);
    for (name, value) in [("title", json!("Trench 5")), ("description", json!("Notes")), ("public", json!(true))] {
        assert_eq!(made[name], value);
    }
    assert_eq!((&made["pdf"], &made["temporary"]), (&json!(ids[4]), &json!(false)));
    append(&admin, &id, &[ids[3].clone(), ids[0].clone(), ids[2].clone()]).await.expect(201);
    let shown = fonds.anonymous().get(&path).await.ok();
    let members = shown["members"].as_array().unwrap();
    let expected = [&ids[1], &ids[0], &ids[3], &ids[2]];
    assert_eq!(members.iter().map(|member| member["id"].as_str().unwrap()).collect::<Vec<_>>(), expected);
    assert_eq!(members.iter().map(|member| member["page"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!((&shown["count"], &members[0]["title"]), (&json!(4), &json!("No. 1")));
    assert!(members[0]["url"].is_string(), "{shown}");
    for (method, title) in [(Method::PUT, "Trench 6"), (Method::POST, "Trench 7")] {
        let json = [("content-type", "application/json")];
        let changed = admin.send(method, &path, &json, json!({ "title": title }).to_string()).await.ok();
        assert_eq!((&changed["title"], &changed["description"]), (&json!(title), &json!("Notes")));
    }
    admin.delete(&format!("{path}/members/{}", ids[0])).await.expect(204);
    admin.delete(&format!("{path}/members/{}", ids[0])).await.expect(404);
    let removed = json!({ "members": [ids[3], ids[1]] });
    admin.post(&format!("/api/collections/remove/{id}"), &removed).await.expect(200);
    assert_eq!(order(&admin, &id).await, [ids[2].clone()]);
    admin.delete(&path).await.expect(204);
    admin.get(&path).await.expect(404);
    append(&admin, &id, &ids[..1]).await.expect(404);
    admin.get(&format!("/api/resources/{}", ids[2])).await.ok();
    assert_eq!(leftovers(&fonds, &before).await, []);
}

#[tokio::test]
async fn the_paths_of_the_original_lead_to_the_same() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 3, true).await;
    for prefix in ["", "/api"] {
        let made = admin.post(&format!("{prefix}/collections/add"), &json!({ "title": "T", "public": true })).await;
        let id = made.expect(201)["id"].as_str().unwrap().to_owned();
        let members = json!({ "members": ids });
        admin.post(&format!("{prefix}/collections/append/{id}"), &members).await.expect(201);
        assert_eq!(admin.post(&format!("{prefix}/collections/{id}/members"), &members).await.expect(201), json!({}));
        for path in ["collection", "collections", "collections/viewer"] {
            let shown = admin.get(&format!("{prefix}/{path}/{id}")).await.ok();
            assert_eq!(shown["members"].as_array().unwrap().len(), 3, "{path}");
        }
        admin.post(&format!("{prefix}/collections/update/{id}"), &json!({ "title": "U" })).await.ok();
        let listed = admin.get(&format!("{prefix}/collections")).await.ok();
        assert!(listed.as_array().unwrap().iter().any(|one| one["title"] == "U"), "{listed}");
        let titles = admin.get(&format!("{prefix}/collections/titles")).await.ok();
        assert_eq!(titles[&id], "U");
        assert_eq!(admin.get(&format!("{prefix}/collections/complete")).await.ok(), json!(["U"]));
        let of_resource = admin.get(&format!("{prefix}/resources/collections/{}", ids[0])).await.ok();
        assert_eq!(super::texts(&of_resource, "id"), std::slice::from_ref(&id));
        admin.delete(&format!("{prefix}/collections/delete/{id}")).await.expect(204);
        assert_eq!(admin.get(&format!("{prefix}/resources/collections/{}", ids[0])).await.ok(), json!([]));
    }
}

#[tokio::test]
async fn a_request_that_is_sent_again_makes_no_second_collection() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 40, true).await;
    let body = json!({ "title": "Once", "members": ids }).to_string();
    let headers = [("content-type", "application/json"), ("idempotency-key", "one")];
    let first = admin.send(Method::POST, "/api/collections", &headers, body.clone()).await.expect(201);
    // As if the first request had been cut off before the members that do not fit into its transaction.
    let rest = json!({ "members": ids[35..] });
    admin.post(&format!("/api/collections/remove/{}", first["id"].as_str().unwrap()), &rest).await.expect(200);
    let second = admin.send(Method::POST, "/api/collections", &headers, body).await.expect(201);
    assert_eq!(first["id"], second["id"]);
    assert_eq!(order(&admin, first["id"].as_str().unwrap()).await, ids);
    let other = json!({ "title": "Twice" }).to_string();
    admin.send(Method::POST, "/api/collections", &headers, other).await.expect(409);
    assert_eq!(admin.get("/api/collections").await.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_version_that_was_changed_meanwhile_is_not_changed_again() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let path = format!("/api/collections/{}", collection(&admin, "T", &[]).await);
    let tag = admin.get(&path).await.header("etag").to_owned();
    let headers = [("content-type", "application/json"), ("if-match", tag.as_str())];
    admin.send(Method::PUT, &path, &headers, json!({ "title": "U" }).to_string()).await.ok();
    admin.send(Method::PUT, &path, &headers, json!({ "title": "V" }).to_string()).await.expect(412);
    assert_eq!(admin.get(&path).await.ok()["title"], "U");
}

#[tokio::test]
async fn a_deleted_resource_leaves_its_collections() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let ids = resources(&fonds, 2, true).await;
    let made = super::super::upload(&admin, "x", true, "scan.png", &super::super::scan()).await;
    let gone = made["id"].as_str().unwrap().to_owned();
    let mut collections = vec![];
    for number in 0..40 {
        let members = [ids[0].clone(), gone.clone(), ids[1].clone()];
        collections.push(collection(&admin, &format!("C{number}"), &members).await);
    }
    let listed = admin.get(&format!("/api/resources/collections/{gone}")).await.ok();
    assert_eq!(super::texts(&listed, "id"), collections);
    admin.delete(&format!("/api/resources/{gone}")).await.expect(204);
    for collection in &collections {
        assert_eq!(order(&admin, collection).await, ids);
    }
    let left: Vec<_> = fonds
        .census()
        .await
        .into_iter()
        .filter(|(pk, sk)| pk.contains(&gone) || sk.contains(&gone.replace('-', "")))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    append(&admin, &collections[0], &[gone]).await.expect(404);
}
