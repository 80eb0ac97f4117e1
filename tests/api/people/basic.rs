//! HTTP Basic: a name and a password with every request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::json;
use tests::Response;

use super::{at, user};
use crate::harness::Fonds;

async fn ask(fonds: &Fonds, method: Method, path: &str, given: &str, body: &str) -> Response {
    let value = format!("Basic {}", STANDARD.encode(given));
    fonds.anonymous().send(method, path, &[("authorization", &value)], body.to_owned()).await
}

#[tokio::test]
async fn a_password_opens_what_a_session_opens() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = user(&fonds, "mkeller", 2).await;
    let private = crate::assets::upload(&admin, "scan", false, "scan.png", &crate::assets::scan()).await;
    let path = format!("/api/resources/{}", private["id"].as_str().unwrap());
    ask(&fonds, Method::GET, &path, "mkeller:mkeller's", "").await.ok();
    ask(&fonds, Method::GET, &path, "mkeller@example.org:mkeller's", "").await.ok();
    ask(&fonds, Method::GET, &path, "MKeller:mkeller's", "").await.ok();
    let body = json!({ "resource_id": private["id"], "content": "by Basic" }).to_string();
    let comment = ask(&fonds, Method::POST, "/api/comments", "mkeller:mkeller's", &body).await.expect(201);
    assert_eq!(comment["user_id"], made["id"]);
    // There is no session to end.
    assert_eq!(ask(&fonds, Method::POST, "/logout", "mkeller:mkeller's", "").await.status, 204);
    for wrong in ["mkeller:no", "nobody:x", "mkeller:", ":", "mkeller", ""] {
        let refused = ask(&fonds, Method::GET, &path, wrong, "").await;
        assert_eq!(refused.expect(401)["status"], 401, "{wrong}");
        // No challenge of Basic: a browser would ask for a password in the middle of a page.
        assert!(refused.header("www-authenticate").starts_with("Bearer"));
    }
    let raw = [("authorization", "Basic %%%"), ("authorization", "Basic")];
    for header in raw {
        fonds.anonymous().send(Method::GET, &path, &[header], "").await.expect(401);
    }
}

#[tokio::test]
async fn a_password_that_was_proved_costs_what_a_session_costs_until_it_changes() {
    let fonds = Fonds::start().await;
    let made = user(&fonds, "mkeller", 2).await;
    let path = at(&made);
    let first = ask(&fonds, Method::GET, &path, "mkeller:mkeller's", "").await;
    first.ok();
    let second = ask(&fonds, Method::GET, &path, "mkeller:mkeller's", "").await;
    second.ok();
    assert_eq!((second.usage().dynamodb, second.usage().write_units), (2, 0.0));
    let admin = fonds.admin().await.bearing();
    admin.post(&path, &json!({ "password": "other" })).await.ok();
    ask(&fonds, Method::GET, &path, "mkeller:mkeller's", "").await.expect(401);
    ask(&fonds, Method::GET, &path, "mkeller:other", "").await.ok();
    admin.delete(&path).await;
    ask(&fonds, Method::GET, &path, "mkeller:other", "").await.expect(401);
}

#[tokio::test]
async fn guesses_by_basic_are_counted_with_the_others() {
    let fonds = Fonds::start().await;
    let made = user(&fonds, "mkeller", 2).await;
    ask(&fonds, Method::GET, &at(&made), "mkeller:mkeller's", "").await.ok();
    let mut statuses = vec![];
    for guess in 0..12 {
        statuses.push(ask(&fonds, Method::GET, &at(&made), &format!("mkeller:{guess}"), "").await.status);
    }
    assert_eq!((statuses[0], statuses[9], statuses[10]), (401, 401, 429), "{statuses:?}");
    super::log_in(&fonds, "mkeller", "mkeller's").await.expect(429);
    // Who has proved the password goes on, as open sessions do.
    ask(&fonds, Method::GET, &at(&made), "mkeller:mkeller's", "").await.ok();
}

#[tokio::test]
async fn the_other_api_takes_no_passwords_with_requests() {
    let fonds = Fonds::start().await;
    let answer = ask(&fonds, Method::GET, "/repositories/2/accessions?page=1", "admin:admin", "").await;
    assert_eq!(answer.error(403), "Access denied");
}
