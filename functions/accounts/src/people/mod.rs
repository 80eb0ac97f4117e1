//! Accounts as ARCS sees them: the same users, passwords and sessions, under ids that are UUIDs, with one of four roles.
//!
//! Nobody is sent mail. An invitation, and the leave to set a new password, are links that an administrator is given and
//! passes on; whoever forgot a password leaves a note that administrators see.

mod admin;
mod change;
mod create;
mod fields;
mod find;
mod forms;
mod invite;
mod pages;
mod register;
mod reset;
mod session;
mod show;

use api::endpoint::{Endpoint, Sessions, with_alias};
use api::{delete, get, post, put};

use self::find::keys_in_path;

/// The routes of ARCS that are about people.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    [sessions(), users(), links(), admin::endpoints(), pages::endpoints()].concat()
}

/// Who comes, and who goes.
fn sessions() -> Vec<Endpoint> {
    let mut endpoints = vec![get("/login").arcs().sessions(Sessions::Ignored).to(session::form)];
    for path in ["/login", "/users/login"] {
        endpoints.extend(with_alias(path, |path| {
            post(path).arcs().fields("User").sessions(Sessions::Ignored).reads(session::keys).to(session::log_in)
        }));
    }
    for path in ["/logout", "/users/logout"] {
        endpoints.extend(with_alias(path, |path| post(path).arcs().to(session::log_out)));
        endpoints.extend(with_alias(path, |path| get(path).arcs().changing().to(session::log_out)));
    }
    endpoints
}

/// The users themselves.
fn users() -> Vec<Endpoint> {
    let item = "/users/{id}";
    [
        with_alias("/users", |path| get(path).arcs().reads(|_| find::keys_of_list()).to(show::list)),
        with_alias("/users", |path| post(path).arcs().json().reads(create::keys).to(create::create)),
        with_alias("/users/complete", |path| get(path).arcs().reads(|_| find::keys_of_list()).to(show::complete)),
        with_alias(item, |path| get(path).arcs().reads(keys_in_path).to(show::one)),
        with_alias(item, |path| put(path).arcs().json().reads(change::keys).to(change::update)),
        with_alias(item, |path| post(path).arcs().json().reads(change::keys).to(change::update)),
        with_alias(item, |path| delete(path).arcs().reads(keys_in_path).to(change::deactivate)),
        with_alias("/user/{ref}", |path| get(path).arcs().reads(find::keys_of_reference).to(show::profile)),
    ]
    .concat()
}

/// What links with a secret in them are for.
fn links() -> Vec<Endpoint> {
    let (register, reset, plea) = ("/register/{token}", "/users/reset_password/{token}", "/users/send_reset/{email}");
    [
        with_alias("/users/invite", |path| post(path).arcs().json().reads(invite::keys).to(invite::invite)),
        with_alias(register, |path| get(path).arcs().reads(invite::ticket_in_path).to(register::form)),
        with_alias(register, |path| {
            post(path).arcs().fields("User").sessions(Sessions::Ignored).reads(register::keys).to(register::register)
        }),
        with_alias(reset, |path| get(path).arcs().reads(invite::ticket_in_path).to(reset::form)),
        with_alias(reset, |path| {
            post(path).arcs().fields("User").sessions(Sessions::Ignored).reads(invite::ticket_in_path).to(reset::reset)
        }),
        with_alias(plea, |path| get(path).arcs().changing().reads(reset::keys_of_plea).to(reset::ask)),
        with_alias(plea, |path| post(path).arcs().reads(reset::keys_of_plea).to(reset::ask)),
    ]
    .concat()
}
