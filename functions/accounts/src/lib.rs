//! Accounts: logging in and out, users, groups, permissions, and what a new archive starts with.
//!
//! Passwords live here only: no other function links the hash, and no other route lets a client make it work.

mod account;
mod arcs;
mod bootstrap;
mod groups;
mod login;
mod logout;
mod membership;
mod password;
mod permissions;
mod throttle;
mod users;

use api::endpoint::{Endpoint, Sessions, group};
use api::params::Kind;
use api::{Param, get, post};
use store::Key;

pub use bootstrap::{Failure, bootstrap};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![
        post("/logout").to(logout::log_out),
        get("/logout").to(logout::log_out),
        get("/permissions")
            .params([Param::required(
                "level",
                Kind::OneOf(permissions::LEVELS, "Must be one of repository, global, all"),
            )])
            .reads(|_| vec![Key::record(&api::pipeline::repository_uri(1))])
            .to(permissions::list),
    ];
    for path in ["/login", "/api/login"] {
        let login = post(path).arcs().json().sessions(Sessions::Ignored);
        endpoints.push(login.reads(|inputs| arcs::keys(inputs.json.as_ref())).to(arcs::log_in));
    }
    endpoints.extend(users::endpoints());
    endpoints.extend(groups::endpoints());
    group("accounts", endpoints)
}
