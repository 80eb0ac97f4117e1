//! Accounts: logging in and out, users, groups, permissions, and what a new archive starts with.
//!
//! Both APIs have the same users, passwords and sessions. What ARCS calls them is in `people`; on paths that both have, the way in
//! which a request says who asks tells which is meant.

mod account;
mod bootstrap;
mod groups;
mod login;
mod logout;
mod membership;
mod people;
mod permissions;
mod users;

use api::endpoint::{Endpoint, group};
use api::params::Kind;
use api::{Param, get, post};
use store::Key;

pub use bootstrap::{Failure, bootstrap};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![
        post("/logout").to(logout::log_out),
        get("/permissions")
            .params([Param::required(
                "level",
                Kind::OneOf(permissions::LEVELS, "Must be one of repository, global, all"),
            )])
            .reads(|_| vec![Key::record(&api::pipeline::repository_uri(1))])
            .to(permissions::list),
    ];
    endpoints.extend(people::endpoints());
    endpoints.extend(users::endpoints());
    endpoints.extend(groups::endpoints());
    group("accounts", endpoints)
}
