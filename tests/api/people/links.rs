//! Invitations and forgotten passwords.

use serde_json::{Value, json};
use tests::Caller;

use super::{at, bearer, log_in, user};
use crate::harness::Fonds;

/// The path of the link in an answer.
fn link(answer: &Value) -> String {
    let url = answer["url"].as_str().unwrap();
    format!("/{}", url.split_once("://").unwrap().1.split_once('/').unwrap().1)
}

async fn invite(admin: &Caller, email: &str, role: u8) -> String {
    link(&admin.post("/users/invite", &json!({ "email": email, "role": role })).await.expect(202))
}

#[tokio::test]
async fn an_invitation_makes_one_user_who_is_logged_in() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await.bearing();
    let path = invite(&admin, "mara@example.org", 1).await;
    let page = fonds.anonymous().get(&path).await;
    assert!(page.text().contains("mara@example.org"));
    assert_eq!((page.header("referrer-policy"), page.header("cache-control")), ("no-referrer", "no-store"));
    for body in [
        json!({}),
        json!({ "username": "mara", "name": "Mara" }),
        json!({ "username": "admin", "name": "M", "password": "x" }),
    ] {
        fonds.anonymous().post(&path, &body).await.expect(400);
    }
    let body = json!({ "username": "mara", "name": "Mara Keller", "password": "secret", "role": 0, "email": "x@y" });
    let registered = fonds.anonymous().post(&path, &body).await;
    let shown = registered.expect(201);
    assert_eq!((&shown["role"], &shown["email"]), (&json!(1), &json!("mara@example.org")));
    let mara = bearer(&fonds, &registered);
    assert_eq!(mara.get(&at(&shown)).await.ok(), shown);
    let again = json!({ "username": "again", "name": "Again", "password": "secret" });
    fonds.anonymous().post(&path, &again).await.expect(404);
    fonds.anonymous().get(&path).await.expect(404);
    admin.post("/users/invite", &json!({ "email": "mara@example.org", "role": 2 })).await.expect(400);
}

#[tokio::test]
async fn forms_name_their_fields_as_those_of_the_original() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await.bearing();
    let spellings: [fn(&str) -> String; 3] =
        [|name| format!("User.{name}"), |name| format!("data[User][{name}]"), ToOwned::to_owned];
    for (number, spelt) in spellings.into_iter().enumerate() {
        let [name, username, password] = ["name", "username", "password"].map(spelt);
        let (email, user) = (format!("p{number}@example.org"), format!("person{number}"));
        let path = invite(&admin, &email, 2).await;
        let form = [(name.as_str(), "A Person"), (username.as_str(), user.as_str()), (password.as_str(), "first")];
        let registered = fonds.anonymous().form(&path, &form).await;
        assert_eq!((registered.status, registered.header("location")), (302, "/gallery"), "{name}");
        assert_eq!(admin.get(&format!("/user/{user}")).await.ok()["name"], "A Person");
        let path = link(&admin.get(&format!("/users/send_reset/{email}")).await.expect(202));
        let reset = fonds.anonymous().form(&path, &[(password.as_str(), "second")]).await;
        assert_eq!((reset.status, reset.header("location")), (302, "/login"), "{password}");
        log_in(&fonds, &user, "second").await.ok();
    }
    // The name of another model is another field.
    let path = invite(&admin, "other@example.org", 2).await;
    let form = [("name", "A Person"), ("Resource.username", "other"), ("password", "first")];
    fonds.anonymous().form(&path, &form).await.expect(400);
}

#[tokio::test]
async fn a_link_that_many_follow_at_once_makes_one_user() {
    let fonds = Fonds::start().await;
    let path = invite(&fonds.admin().await.bearing(), "crowd@example.org", 2).await;
    let answers = futures_util::future::join_all((0..6).map(|number| {
        let (caller, path) = (fonds.anonymous(), path.clone());
        let body = json!({ "username": format!("crowd{number}"), "name": "Crowd", "password": "secret" });
        async move { caller.post(&path, &body).await.status }
    }))
    .await;
    let made = answers.iter().filter(|status| **status == 201).count();
    assert_eq!((made, answers.iter().filter(|status| **status == 404).count()), (1, 5), "{answers:?}");
}

#[tokio::test]
async fn links_end() {
    let fonds = Fonds::start().await;
    let made = user(&fonds, "mkeller", 2).await;
    let admin = fonds.admin().await.bearing();
    let invitation = invite(&admin, "late@example.org", 2).await;
    let reset = link(&admin.post("/users/send_reset/mkeller@example.org", &json!({})).await.expect(202));
    fonds.clock.advance(24 * 3600 + 1);
    fonds.anonymous().get(&reset).await.expect(404);
    fonds.anonymous().post(&reset, &json!({ "password": "x" })).await.expect(404);
    fonds.anonymous().get(&invitation).await;
    fonds.clock.advance(6 * 24 * 3600);
    let body = json!({ "username": "late", "name": "Late", "password": "x" });
    fonds.anonymous().post(&invitation, &body).await.expect(404);
    // Neither is good for what the other is for.
    let admin = fonds.admin().await.bearing();
    let invitation = invite(&admin, "other@example.org", 2).await;
    let secret = invitation.rsplit('/').next().unwrap();
    fonds.anonymous().post(&format!("/users/reset_password/{secret}"), &json!({ "password": "x" })).await.expect(404);
    log_in(&fonds, "mkeller", "mkeller's").await.ok();
    assert_eq!(made["role"], 2);
}

#[tokio::test]
async fn a_forgotten_password_is_set_once() {
    let fonds = Fonds::start().await;
    let made = user(&fonds, "mkeller", 2).await;
    let open = bearer(&fonds, &log_in(&fonds, "mkeller", "mkeller's").await);
    // Known and unknown addresses are told alike, at the same cost.
    let known = fonds.anonymous().get("/users/send_reset/mkeller@example.org").await;
    let unknown = fonds.anonymous().get("/users/send_reset/nobody@example.org").await;
    assert_eq!((known.expect(202), known.usage()), (unknown.expect(202), unknown.usage()));
    assert_eq!(known.json(), json!({}));
    let admin = fonds.admin().await.bearing();
    let listed = admin.get("/api/users").await.ok();
    let asked: Vec<_> = listed.as_array().unwrap().iter().filter(|user| !user["reset_asked"].is_null()).collect();
    assert_eq!((asked.len(), &asked[0]["id"]), (1, &made["id"]));
    admin.get("/users/send_reset/nobody@example.org").await.expect(404);
    let first = link(&admin.get("/users/send_reset/mkeller@example.org").await.expect(202));
    let second = link(&admin.get("/users/send_reset/MKeller@example.org").await.expect(202));
    assert!(fonds.anonymous().get(&first).await.text().contains("New password"));
    fonds.anonymous().post(&first, &json!({ "password": "" })).await.expect(400);
    fonds.anonymous().post(&first, &json!({ "password": "new" })).await.ok();
    open.get(&at(&made)).await.expect(401);
    log_in(&fonds, "mkeller", "mkeller's").await.expect(401);
    log_in(&fonds, "mkeller", "new").await.ok();
    // The other link was for a password that is no more.
    for path in [first, second] {
        fonds.anonymous().post(&path, &json!({ "password": "stolen" })).await.expect(404);
    }
    assert!(admin.get("/api/users").await.ok()[1]["reset_asked"].is_null());
}

#[tokio::test]
async fn asking_without_end_is_refused() {
    let fonds = Fonds::start().await;
    let mut statuses = vec![];
    for _ in 0..12 {
        statuses.push(fonds.anonymous().get("/users/send_reset/mkeller@example.org").await.status);
    }
    assert_eq!((statuses[0], statuses[9], statuses[10]), (202, 202, 429), "{statuses:?}");
}
