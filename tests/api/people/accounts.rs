//! `/api/users`.

use http::Method;
use serde_json::json;

use super::{at, bearer, log_in, user};
use crate::harness::Fonds;

#[tokio::test]
async fn a_user_is_made_read_changed_and_deactivated() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await.bearing();
    let made = user(&fonds, "mkeller", 2).await;
    assert_eq!((&made["username"], &made["role"], &made["active"]), (&json!("mkeller"), &json!(2), &json!(true)));
    // The MD5 of the address.
    assert_eq!(made["gravatar"], "05edcd43bd4ca622e3fa2eea72ac943e");
    let shown = admin.get(&at(&made)).await;
    assert_eq!((shown.ok(), shown.usage().dynamodb), (made.clone(), 1));
    assert_eq!(admin.get("/user/mkeller").await.ok(), made);
    let changed = admin.send(Method::PUT, &at(&made), &[], json!({ "name": "Mara Keller" }).to_string()).await;
    assert!(changed.usage().dynamodb <= 3, "{:?}", changed.usage());
    assert_eq!(changed.ok()["name"], "Mara Keller");
    let login = log_in(&fonds, "mkeller", "mkeller's").await;
    let mara = bearer(&fonds, &login);
    assert_eq!(login.ok()["id"], made["id"]);
    mara.get(&at(&made)).await.ok();
    assert_eq!(admin.delete(&at(&made)).await.status, 204);
    assert_eq!(admin.delete(&at(&made)).await.status, 204);
    mara.get(&at(&made)).await.expect(401);
    log_in(&fonds, "mkeller", "mkeller's").await.expect(401);
    assert_eq!(admin.get(&at(&made)).await.ok()["active"], false);
    admin.post(&at(&made), &json!({ "active": true })).await.ok();
    log_in(&fonds, "mkeller", "mkeller's").await.ok();
}

#[tokio::test]
async fn what_a_user_must_have_cannot_be_null() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await.bearing();
    let made = admin.post("/api/users", &json!({ "username": "mkeller" })).await.expect(201);
    admin.post(&at(&made), &json!({ "active": null })).await.expect(400);
    for property in ["username", "name", "role", "password"] {
        let null = json!({ property: null });
        admin.send(Method::PUT, &at(&made), &[], null.to_string()).await.expect(400);
        let mut new = json!({ "username": "another", "name": "Another" });
        new[property] = json!(null);
        admin.post("/api/users", &new).await.expect(400);
    }
    // What was read can be sent back: there is no address.
    assert!(made["email"].is_null());
    assert_eq!(admin.post(&at(&made), &made).await.ok()["username"], "mkeller");
}

#[tokio::test]
async fn the_other_api_has_the_same_users() {
    let fonds = Fonds::start().await;
    let made = user(&fonds, "mkeller", 1).await;
    let uri = api::arcs::user_uri(arcs::entity::parse_id(made["id"].as_str().unwrap()).unwrap()).unwrap();
    let admin = fonds.admin().await;
    assert_eq!(admin.get(&uri).await.ok()["email"], "mkeller@example.org");
    fonds.anonymous().log_in("mkeller", "mkeller's").await.get("/users/current-user").await.ok();
    let other = admin.create("/users?password=secret", &json!({ "username": "jdoe", "name": "Jane" })).await;
    let shown = admin.bearing().get("/user/jdoe").await.ok();
    assert_eq!(shown["id"], api::arcs::user_id(&other).to_string());
    // The same paths mean each API's own thing.
    assert_eq!(admin.get("/users?all_ids=true").await.ok().as_array().unwrap().len(), 3);
    assert_eq!(admin.bearing().get("/users").await.ok()[0]["username"], "admin");
    assert_eq!(admin.get("/users/complete?query=jd").await.ok(), json!(["jdoe"]));
    assert_eq!(admin.bearing().get("/users/complete?term=ja").await.ok(), json!(["Jane"]));
}

#[tokio::test]
async fn no_answer_holds_what_helps_to_log_in() {
    let fonds = Fonds::start().await;
    let made = user(&fonds, "mkeller", 2).await;
    let admin = fonds.admin().await.bearing();
    let mut texts = vec![made.to_string()];
    for path in [at(&made).as_str(), "/user/mkeller", "/api/users", "/admin/users"] {
        texts.push(admin.get(path).await.text());
    }
    texts.push(log_in(&fonds, "mkeller", "mkeller's").await.text());
    for text in texts {
        assert!(!text.contains("argon2") && !text.contains("mkeller's") && !text.contains("session"), "{text}");
    }
}

#[tokio::test]
async fn people_change_themselves_but_not_their_rank() {
    let fonds = Fonds::start().await;
    let made = user(&fonds, "mkeller", 2).await;
    let other = user(&fonds, "jdoe", 2).await;
    let mara = bearer(&fonds, &log_in(&fonds, "mkeller", "mkeller's").await);
    // What was read may be sent back.
    mara.post(&at(&made), &made).await.ok();
    mara.post(&at(&made), &json!({ "role": 0 })).await.expect(403);
    mara.post(&at(&made), &json!({ "role": 1 })).await.expect(403);
    mara.post(&at(&made), &json!({ "active": false })).await.expect(403);
    mara.post(&at(&other), &json!({ "name": "x" })).await.expect(403);
    // A new password ends the other sessions, not this one.
    let elsewhere = bearer(&fonds, &log_in(&fonds, "mkeller", "mkeller's").await);
    mara.post(&at(&made), &json!({ "password": "better" })).await.ok();
    mara.get(&at(&made)).await.ok();
    elsewhere.get(&at(&made)).await.expect(401);
    log_in(&fonds, "mkeller", "mkeller's").await.expect(401);
    log_in(&fonds, "mkeller@example.org", "better").await.ok();
    // Another name, for both APIs.
    mara.post(&at(&made), &json!({ "username": "mara", "email": "mara@example.org" })).await.ok();
    log_in(&fonds, "mkeller", "better").await.expect(401);
    log_in(&fonds, "mara@example.org", "better").await.ok();
    fonds.anonymous().log_in("mara", "better").await;
}

#[tokio::test]
async fn users_that_make_no_sense_are_refused() {
    let fonds = Fonds::start().await;
    let made = user(&fonds, "mkeller", 2).await;
    let admin = fonds.admin().await.bearing();
    for body in [
        json!([]),
        json!({}),
        json!({ "username": 5 }),
        json!({ "username": "" }),
        json!({ "username": "a/b" }),
        json!({ "username": "x".repeat(300) }),
        json!({ "username": "mkeller" }),
        json!({ "username": "MKeller " }),
        json!({ "username": "Reset_Password" }),
        json!({ "username": "x", "email": "mkeller@example.org" }),
        json!({ "username": "x", "email": "none" }),
        json!({ "username": "x", "role": 3 }),
        json!({ "username": "x", "role": "1" }),
        json!({ "username": "x", "password": "" }),
        json!({ "username": "x", "password": "x".repeat(2000) }),
        json!({ "name": "no username" }),
    ] {
        let answer = admin.post("/api/users", &body).await;
        assert!(answer.expect(400)["message"].is_string(), "{:.100}", body.to_string());
    }
    for body in [json!({}), json!({ "role": 9 }), json!({ "email": 1 }), json!({ "username": "admin" })] {
        admin.post(&at(&made), &body).await.expect(400);
    }
    for id in ["x", "240c43e9-6e3c-449c-9f30-e17d44216658", "..%2f1", "1"] {
        admin.send(Method::PUT, &format!("/api/users/{id}"), &[], "{\"name\":\"x\"}").await.expect(404);
    }
    // The archive's own administrator stays one.
    let own = admin.get("/user/admin").await.ok();
    admin.post(&at(&own), &json!({ "role": 2 })).await.expect(403);
    admin.delete(&at(&own)).await.expect(403);
}
