//! Accounts as ARCS sees them.

mod accounts;
mod basic;
mod cross_origin;
mod cross_site;
mod links;
mod roles;
mod sessions;

use serde_json::{Value, json};
use tests::{Caller, Response};

use crate::harness::Fonds;

/// Makes a user; what ARCS shows of it.
async fn user(fonds: &Fonds, username: &str, role: u8) -> Value {
    let body = json!({
        "username": username,
        "name": format!("The {username}"),
        "email": format!("{username}@example.org"),
        "password": format!("{username}'s"),
        "role": role,
    });
    fonds.admin().await.bearing().post("/api/users", &body).await.expect(201)
}

/// Where a user is.
fn at(user: &Value) -> String {
    format!("/api/users/{}", user["id"].as_str().unwrap())
}

/// Logs in as ARCS clients do.
async fn log_in(fonds: &Fonds, username: &str, password: &str) -> Response {
    fonds.anonymous().post("/login", &json!({ "username": username, "password": password })).await
}

/// The session that a login gave, as a bearer token.
fn bearer(fonds: &Fonds, login: &Response) -> Caller {
    let cookie = login.header("set-cookie");
    let token = cookie.strip_prefix("ARCS=").unwrap().split(';').next().unwrap();
    fonds.anonymous().with_token(token).bearing()
}
