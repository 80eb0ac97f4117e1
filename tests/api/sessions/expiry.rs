//! 412: a session that is over, or that never was.

use http::Method;

use crate::harness::{ACCESSIONS, Fonds};

#[tokio::test]
async fn an_idle_session_expires_once_and_is_gone_then() {
    let fonds = Fonds::empty().await;
    let admin = fonds.admin().await;
    fonds.clock.advance(3601);
    let expired = admin.get("/users/current-user").await;
    assert_eq!(expired.expect(412)["code"], "SESSION_EXPIRED");
    let gone = admin.get("/users/current-user").await;
    assert_eq!(gone.expect(412)["code"], "SESSION_GONE");
    for answer in [expired, gone] {
        assert!(!answer.text().contains(admin.token()), "the token is in an error text");
        assert!(!format!("{:?}", answer.headers).contains(admin.token()), "the token is in a header");
    }
}

#[tokio::test]
async fn use_keeps_a_session_alive() {
    let fonds = Fonds::empty().await;
    let admin = fonds.admin().await;
    for _ in 0..3 {
        fonds.clock.advance(3000);
        admin.get("/users/current-user").await.ok();
    }
}

#[tokio::test]
async fn no_session_lasts_for_ever() {
    let fonds = Fonds::empty().await;
    for expiring in ["true", "false"] {
        let fields = [("password", "admin"), ("expiring", expiring)];
        let login = fonds.anonymous().form("/users/admin/login", &fields).await.ok();
        let caller = fonds.anonymous().with_token(login["session"].as_str().unwrap());
        // Always in use well before it is idle for too long.
        let step = if expiring == "true" { 3000 } else { 500_000 };
        let mut age = 0;
        while age + step < 30 * 24 * 3600 {
            fonds.clock.advance(step);
            age += step;
            assert_eq!(caller.get("/users/current-user").await.status, 200, "expiring={expiring} after {age} s");
        }
        fonds.clock.advance(step);
        assert_eq!(caller.get("/users/current-user").await.status, 412, "expiring={expiring}");
        assert_eq!(caller.get("/users/current-user").await.expect(412)["code"], "SESSION_GONE");
    }
}

#[tokio::test]
async fn becoming_another_user_makes_a_session_no_younger() {
    let fonds = Fonds::empty().await;
    let admin = fonds.admin().await;
    let body = serde_json::json!({ "username": "mallory", "name": "Mallory" });
    admin.create("/users?password=secret", &body).await;
    let steps = 30 * 24 * 3600 / 3000;
    for step in 1..steps {
        fonds.clock.advance(3000);
        if step == steps - 10 {
            admin.form("/users/mallory/become-user", &[]).await.ok();
        }
        admin.get("/users/current-user").await.ok();
    }
    fonds.clock.advance(3000);
    assert_eq!(admin.get("/users/current-user").await.status, 412);
}

#[tokio::test]
async fn what_is_no_token_is_an_unknown_session() {
    let fonds = Fonds::empty().await;
    let long = "0".repeat(5000);
    let upper = fonds.admin().await.token().to_uppercase();
    let unknown = "deadbeef".repeat(8);
    for token in ["", "x", &unknown, &long, &upper, "\u{e9}", "../../../etc/passwd"] {
        let headers = [("x-archivesspace-session", token)];
        let answer = fonds.anonymous().send(Method::GET, "/repositories", &headers, "").await;
        assert_eq!(answer.expect(412)["code"], "SESSION_GONE", "{token:.20}");
        assert!(token.len() < 2 || !answer.text().contains(token), "the token is in an error text");
    }
}

#[tokio::test]
async fn a_token_works_for_its_own_user_only() {
    let fonds = Fonds::empty().await;
    let token = fonds.admin().await.token().to_owned();
    // The first digits name the user: another user's number in front of the same secret is another token.
    let altered = format!("00000002{}", &token[8..]);
    let answer = fonds.anonymous().with_token(&altered).get("/users/current-user").await;
    assert_eq!(answer.expect(412)["code"], "SESSION_GONE");
}

#[tokio::test]
async fn every_path_tells_an_unknown_session_first() {
    let fonds = Fonds::start().await;
    let stranger = fonds.anonymous().with_token(&"ab".repeat(32));
    for path in ["/", "/version", "/no/such/route", "/repositories/99", "/repositories/x", "/subjects?page=-1"] {
        assert_eq!(stranger.get(path).await.expect(412)["code"], "SESSION_GONE", "{path}");
    }
    let malformed = stranger.send(Method::POST, ACCESSIONS, &[], "{").await;
    assert_eq!(malformed.expect(412)["code"], "SESSION_GONE");
    assert_eq!(stranger.send(Method::PUT, ACCESSIONS, &[], "").await.status, 412);
}
