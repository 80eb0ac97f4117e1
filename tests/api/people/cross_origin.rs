//! What scripts of other sites may read, with and without a token; never with the cookie.

use http::Method;

use crate::harness::Fonds;

const ORIGIN: (&str, &str) = ("origin", "https://viewer.example.org");

#[tokio::test]
async fn browsers_are_told_what_other_sites_may_send() {
    let fonds = Fonds::start().await;
    let asked = [ORIGIN, ("access-control-request-method", "PUT"), ("access-control-request-headers", "authorization")];
    for path in ["/api/resources", "/api/comments/1", "/api/users", "/api/nothing", "/arcs-data/1"] {
        let leave = fonds.anonymous().send(Method::OPTIONS, path, &asked, "").await;
        assert_eq!((leave.status, leave.body.len()), (204, 0), "{path}");
        assert_eq!(leave.header("access-control-allow-origin"), "*");
        assert_eq!(leave.header("access-control-allow-methods"), "GET, HEAD, POST, PUT, DELETE");
        for name in ["Authorization", "Content-Type", "Idempotency-Key", "If-Match"] {
            assert!(leave.header("access-control-allow-headers").split(", ").any(|header| header == name), "{name}");
        }
        assert_eq!(leave.header("access-control-allow-credentials"), "");
        assert_eq!(leave.usage().dynamodb, 0);
    }
    // Who asks without being a browser is told that there is no such method.
    fonds.anonymous().send(Method::OPTIONS, "/api/comments/1", &[], "").await.expect(405);
    // What is not open stays so.
    for path in ["/users", "/repositories", "/login", "/gallery", "/apish"] {
        let answer = fonds.anonymous().send(Method::OPTIONS, path, &asked, "").await;
        assert!(answer.status >= 400, "{path}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test]
async fn other_sites_read_what_everybody_may_and_what_they_have_a_token_for() {
    let fonds = Fonds::start().await;
    fonds.index_everything().await;
    let found = fonds.anonymous().send(Method::GET, "/api/search", &[ORIGIN], "").await;
    assert_eq!((found.status, found.header("access-control-allow-origin")), (200, "*"));
    assert!(found.header("access-control-expose-headers").contains("X-Total-Count"));
    let admin = fonds.admin().await.bearing();
    let made = admin.send(Method::POST, "/api/collections", &[ORIGIN], "{\"title\":\"Trench 5\"}").await;
    assert_eq!((made.status, made.header("access-control-allow-origin")), (201, "*"));
    let refused = fonds.anonymous().send(Method::GET, "/api/users", &[ORIGIN], "").await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (401, "*"));
    for answer in [found, made, refused] {
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
    // A manifest says it once.
    let manifest = fonds.anonymous().get("/api/iiif/resources/nothing/manifest").await;
    assert_eq!(manifest.header("access-control-allow-origin"), "*");
}
