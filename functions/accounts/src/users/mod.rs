//! Users: who may log in.

mod activate;
mod create;
mod groups;
mod impersonate;
mod password;
mod preferences;
mod read;
mod remove;
mod update;

use api::endpoint::{Endpoint, Sessions};
use api::params::Kind;
use api::unreadable::Unreadable;
use api::{Call, Param, Problem, Reply, delete, get, post};
use records::permissions::Permission::{BecomeUser, ManageRepository, ManageUsers};
use records::types::{AGENT_PERSON, USER};
use serde_json::Value;
use store::Key;

use crate::account::{ADMINISTRATORS, email_guard, keys_of, username_guard};
use crate::{login, membership};

pub(crate) use create::{NewUser, agent};
pub(crate) use update::Plan;

/// The routes of users.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = sessions();
    endpoints.extend(records());
    endpoints
}

/// Who logs in, and as whom.
fn sessions() -> Vec<Endpoint> {
    let username = || Param::required("username", Kind::Username);
    let guard = |username: Option<&str>| username.map(username_guard).into_iter().collect();
    vec![
        post("/users/{username}/login")
            .params([
                username(),
                Param::required("password", Kind::String),
                Param::defaulted("expiring", Kind::Boolean, "true"),
            ])
            .reads(move |inputs| guard(inputs.scalar("username")))
            .to(login::log_in),
        post("/users/{username}/become-user")
            .needs(BecomeUser)
            .params([username()])
            .reads(move |inputs| guard(inputs.scalar("username")))
            .to(impersonate::become_user),
        post("/users/reset-password").params([Param::required("email", Kind::String)]).to(reset_password),
        post("/users/{username}/{token}")
            .params([username(), Param::required("token", Kind::String)])
            .to(login::log_in_once),
        get("/users/current-user").sessions(Sessions::WithUser).to(read::current),
    ]
}

/// The users themselves.
fn records() -> Vec<Endpoint> {
    vec![
        get("/users").paginated().params([Param::resolve()]).reads(|_| read::keys_of_list()).to(read::list),
        get("/users/complete")
            .params([Param::required("query", Kind::String)])
            .reads(|_| read::keys_of_list())
            .to(read::complete),
        post("/users")
            .params([Param::required("password", Kind::String), Param::optional("groups", Kind::Strings)])
            .body(USER.name)
            .reads(|inputs| {
                let mut keys = keys_of_body(inputs.json.as_ref());
                keys.extend([Key::counter(USER.name), Key::counter(AGENT_PERSON.name)]);
                keys.extend(membership::keys_named(&inputs.array("groups")));
                keys
            })
            .to(create::create),
        get("/users/{id}").needs(ManageUsers).reads(|inputs| keys_of(inputs.number("id"))).to(read::one),
        post("/users/{id}")
            .params([Param::optional("password", Kind::String)])
            .body(USER.name)
            .reads(|inputs| {
                let mut keys = keys_of_body(inputs.json.as_ref());
                keys.extend(keys_of(inputs.number("id")));
                keys
            })
            .to(update::update),
        post("/users/{id}/password").params([Param::required("password", Kind::String)]).to(password::change),
        post("/users/{id}/groups")
            .needs(ManageRepository)
            .params([
                Param::optional("groups", Kind::Strings),
                Param::required("remove_groups", Kind::Boolean),
                Param::required("repo_id", Kind::Repository),
            ])
            .reads(|inputs| {
                let mut keys = keys_of(inputs.number("id"));
                keys.extend(membership::keys_named(&inputs.array("groups")));
                keys
            })
            .to(groups::replace),
        get("/repositories/{repo_id}/users/{id}")
            .needs(ManageRepository)
            .reads(|inputs| keys_of(inputs.number("id")))
            .to(read::in_repository),
        get("/users/{id}/activate")
            .needs(ManageUsers)
            .reads(|inputs| keys_of(inputs.number("id")))
            .to(|call| activate::set(call, true)),
        get("/users/{id}/deactivate")
            .needs(ManageUsers)
            .reads(|inputs| keys_of(inputs.number("id")))
            .to(|call| activate::set(call, false)),
        delete("/users/{id}").needs(ManageUsers).reads(|inputs| keys_of(inputs.number("id"))).to(remove::remove),
    ]
}

/// What a body's user needs to be compared with.
fn keys_of_body(body: Option<&Result<Value, Unreadable>>) -> Vec<Key> {
    let Some(Ok(body)) = body else { return vec![] };
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let mut keys: Vec<Key> = text("username").map(username_guard).into_iter().collect();
    keys.extend(text("email").map(email_guard));
    if body.get("is_admin").is_some() {
        keys.extend(membership::keys(ADMINISTRATORS));
    }
    keys
}

/// `POST /users/reset-password`: nobody is sent mail, so nobody can be sent a token.
async fn reset_password(_call: Call) -> Result<Reply, Problem> {
    Err(Problem::bad_request("Password reset is not allowed"))
}

/// The username of a body, in the form that is stored.
fn username_of(call: &Call) -> Result<String, Problem> {
    let username = call.body.get("username").and_then(Value::as_str).unwrap_or_default();
    if !crate::account::is_username(username) {
        return Err(Problem::bad_request("Invalid username"));
    }
    Ok(crate::account::normalise(username))
}

/// Whether the client itself said that the user is an administrator, or is none. A default says nothing.
fn asks_for_admin(call: &Call) -> Option<bool> {
    call.json().ok()?.get("is_admin")?;
    call.body.get("is_admin")?.as_bool()
}
