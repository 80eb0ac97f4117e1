//! `/login` and `/logout`.

use http::Method;
use serde_json::json;

use super::{bearer, log_in, user};
use crate::harness::Fonds;

#[tokio::test]
async fn a_login_gives_a_cookie_and_a_logout_takes_it() {
    let fonds = Fonds::start().await;
    for logout in [Method::POST, Method::GET] {
        let login = log_in(&fonds, "admin", "admin").await;
        assert_eq!(login.ok()["role"], 0);
        let cookie = login.header("set-cookie").to_owned();
        assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
        let pair = cookie.split(';').next().unwrap();
        let send =
            async |method: Method, path: &str| fonds.anonymous().send(method, path, &[("cookie", pair)], "").await;
        send(Method::GET, "/user/admin").await.ok();
        let over = send(logout, "/logout").await;
        assert_eq!((over.status, over.body.len()), (204, 0));
        assert!(over.header("set-cookie").starts_with("ARCS=; ") && over.header("set-cookie").contains("Max-Age=0"));
        send(Method::GET, "/user/admin").await.expect(401);
        // What is public is shown to who has an old cookie.
        send(Method::GET, "/about").await;
    }
    let refused = fonds.anonymous().send(Method::GET, "/logout", &[], "").await;
    assert_eq!(refused.expect(401)["url"], "/logout");
    assert!(refused.header("www-authenticate").starts_with("Bearer"));
}

#[tokio::test]
async fn a_login_ends_the_session_that_it_replaces() {
    let fonds = Fonds::start().await;
    let first = log_in(&fonds, "admin", "admin").await;
    let other = bearer(&fonds, &log_in(&fonds, "admin", "admin").await);
    let cookie = first.header("set-cookie").split(';').next().unwrap().to_owned();
    let again = async |password: &str| {
        let body = json!({ "username": "admin", "password": password }).to_string();
        fonds.anonymous().send(Method::POST, "/login", &[("cookie", &cookie)], body).await
    };
    again("wrong").await.expect(401);
    bearer(&fonds, &first).get("/user/admin").await.ok();
    let second = again("admin").await;
    second.ok();
    bearer(&fonds, &first).get("/user/admin").await.expect(401);
    // Nobody else's, and not the new one.
    for caller in [bearer(&fonds, &second), other] {
        caller.get("/user/admin").await.ok();
    }
    // What the cookie names need not be there any more.
    again("admin").await.ok();
}

#[tokio::test]
async fn a_page_logs_in_with_a_form() {
    let fonds = Fonds::start().await;
    let form = fonds.anonymous().get("/login").await;
    assert_eq!(form.header("content-type"), "text/html; charset=utf-8");
    assert!(form.header("content-security-policy").contains("frame-ancestors 'none'"));
    let login = fonds.anonymous().form("/login", &[("username", "admin"), ("password", "admin")]).await;
    assert_eq!((login.status, login.header("location")), (302, "/gallery"));
    assert!(login.header("set-cookie").starts_with("ARCS="));
    let spelt = [("User.username", "admin"), ("data[User][password]", "admin")];
    assert_eq!(fonds.anonymous().form("/login", &spelt).await.status, 302);
    let wrong = fonds.anonymous().form("/login", &[("username", "<b>"), ("password", "no")]).await;
    assert_eq!((wrong.status, wrong.header("set-cookie")), (401, ""));
    assert!(wrong.text().contains("wrong password") && !wrong.text().contains("<b>"));
}

#[tokio::test]
async fn logins_that_make_no_sense_are_refused() {
    let fonds = Fonds::start().await;
    for body in [
        "",
        "{",
        "[]",
        "null",
        "{}",
        "{\"username\":\"admin\"}",
        "{\"username\":5,\"password\":\"x\"}",
        "{\"username\":\"admin\",\"password\":5}",
        "{\"username\":\" \",\"password\":\"x\"}",
    ] {
        for path in ["/login", "/api/login", "/users/login"] {
            let headers = [("content-type", "application/json")];
            let answer = fonds.anonymous().send(Method::POST, path, &headers, body).await;
            assert!(answer.expect(400)["message"].is_string(), "{path} {body}");
        }
    }
}

#[tokio::test]
async fn guesses_count_whatever_the_client_calls_itself() {
    let fonds = Fonds::start().await;
    user(&fonds, "mkeller", 2).await;
    let mut statuses = vec![];
    for _ in 0..12 {
        let body = json!({ "username": "mkeller@example.org", "password": "guess" });
        statuses.push(fonds.anonymous().post("/login", &body).await.status);
    }
    assert_eq!((statuses[0], statuses[9], statuses[10]), (401, 401, 429), "{statuses:?}");
}
