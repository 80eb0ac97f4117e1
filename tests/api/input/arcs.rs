//! Bodies that ARCS cannot read.

use http::Method;
use serde_json::Value;
use tests::Response;

use crate::harness::Fonds;

/// Routes that take JSON, and need nothing besides a session to say that a body is none.
const PATHS: [&str; 6] =
    ["/api/comments", "/comments", "/api/collections", "/api/resources", "/api/search", "/api/users/invite"];

async fn send(fonds: &Fonds, path: &str, content_type: &str, body: &'static str) -> Response {
    let caller = fonds.admin().await.bearing();
    let headers = [("content-type", content_type)];
    caller.send(Method::POST, path, if content_type.is_empty() { &[] } else { &headers }, body).await
}

#[tokio::test]
async fn malformed_json_is_told_by_its_place_and_not_repeated() {
    let fonds = Fonds::start().await;
    let body = "{\"password\":\"topsecret\"\n \"username\":\"x\"}";
    for path in PATHS.into_iter().chain(["/login", "/api/login"]) {
        for content_type in ["", "application/json", "application/json; charset=utf-8", "nonsense"] {
            let message = send(&fonds, path, content_type, body).await.expect(400)["message"].to_string();
            assert!(message.contains("line 2 column 2"), "{path} {content_type}: {message}");
            assert!(!message.contains("topsecret"), "{path} {content_type}: {message}");
        }
    }
    // Somebody meant a form, and wrote JSON.
    let form = send(&fonds, "/login", "application/x-www-form-urlencoded", body).await.expect(400);
    assert!(form["message"].as_str().unwrap().contains("line 2 column 2"), "{form}");
}

#[tokio::test]
async fn what_is_no_json_and_never_meant_to_be_is_a_415() {
    let fonds = Fonds::start().await;
    for path in PATHS {
        for (content_type, body) in [
            ("text/xml", "<a/>"),
            ("text/plain; charset=utf-8", "hello"),
            ("application/x-www-form-urlencoded", "resource_id=1&content=secret"),
            ("application/octet-stream", "\u{1}"),
        ] {
            let answer = send(&fonds, path, content_type, body).await;
            let refusal = answer.expect(415);
            assert_eq!(refusal["name"], "Unsupported Media Type", "{path} {content_type}");
            assert_eq!((&refusal["status"], &refusal["url"]), (&Value::from(415), &Value::from(path)));
            assert!(!answer.text().contains("secret"), "{}", answer.text());
        }
        if path != "/api/resources" {
            send(&fonds, path, "multipart/form-data; boundary=x", "--x--").await.expect(415);
            send(&fonds, path, "text/xml", "").await.expect(400);
        }
    }
    send(&fonds, "/login", "text/xml", "<a/>").await.expect(415);
    // Nobody is told what a body may be before it is known who asks.
    let headers = [("content-type", "text/xml")];
    fonds.anonymous().send(Method::POST, "/api/comments", &headers, "<a/>").await.expect(401);
}

#[tokio::test]
async fn json_is_read_whatever_it_is_called() {
    let fonds = Fonds::start().await;
    fonds.index_everything().await;
    for content_type in ["", "text/xml", "application/x-www-form-urlencoded", "text/plain", "nonsense"] {
        send(&fonds, "/api/collections", content_type, "{\"title\":\"Trench 5\"}").await.expect(201);
        send(&fonds, "/api/search", content_type, "[]").await.ok();
    }
}
