//! Reading users.

use api::listing::{self, whole};
use api::{Call, Problem, Reply};
use records::types::USER;
use serde_json::{Value, json};
use store::{Key, Store};

use crate::account::{ADMINISTRATORS, Account, keys};

/// Usernames that are proposed, at most.
const PROPOSALS: usize = 50;

/// What a list of users needs: who they are, and who of them are administrators.
pub(super) fn keys_of_list() -> Vec<Key> {
    vec![Key::members("/users"), Key::roster(ADMINISTRATORS)]
}

/// `GET /users/current-user`.
pub(super) async fn current(call: Call) -> Result<Reply, Problem> {
    let nobody = || Problem::NotFound("NotFoundException".to_owned());
    let Some(user) = &call.caller.user else { return Err(nobody()) };
    let account = if user.session.as_ref().is_some_and(|(token, _)| user.uri == token.user()) {
        Account::find(&call.store, &call.fetched, &user.uri).await?
    } else {
        // Somebody who became another user: the token does not say whom.
        let fetched = call.store.fetch(keys(&user.uri)).await?;
        Account::find(&call.store, &fetched, &user.uri).await?
    };
    Ok(Reply::json(&account.ok_or_else(nobody)?.shown_with_permissions(&call).await?))
}

/// `GET /users/:id`.
pub(super) async fn one(call: Call) -> Result<Reply, Problem> {
    let account = Account::requested(&call, "User wasn't found").await?;
    Ok(Reply::json(&account.shown_with_permissions(&call).await?))
}

/// `GET /repositories/:repo_id/users/:id`: the user with the groups of this repository.
pub(super) async fn in_repository(call: Call) -> Result<Reply, Problem> {
    let account = Account::requested(&call, "User wasn't found").await?;
    let inside = format!("{}/", api::pipeline::repository_uri(call.repository().unwrap_or_default()));
    let groups: Vec<&String> = account.access.groups.keys().filter(|group| group.starts_with(&inside)).collect();
    let mut user = account.shown(&call).await?;
    user["groups"] = json!(groups);
    Ok(Reply::json(&user))
}

/// `GET /users`.
pub(super) async fn list(call: Call) -> Result<Reply, Problem> {
    listing::list_with(&USER, call, |call, users| {
        let administrators = Store::roster_in(&call.fetched, ADMINISTRATORS)?;
        for user in users {
            let uri = user["uri"].as_str().unwrap_or_default();
            user["is_admin"] = administrators.members.contains_key(uri).into();
        }
        Ok(())
    })
    .await
}

/// `GET /users/complete`: usernames by how they begin.
pub(super) async fn complete(call: Call) -> Result<Reply, Problem> {
    let wanted = call.params.string("query").unwrap_or_default().to_lowercase();
    let users = whole(&call, "/users").await?;
    let proposals: Vec<&str> = users
        .iter()
        .filter(|user| user.body.get("is_system_user") != Some(&Value::Bool(true)))
        .filter_map(|user| user.body.get("username").and_then(Value::as_str))
        .filter(|username| username.starts_with(&wanted))
        .take(PROPOSALS)
        .collect();
    Ok(Reply::json(&proposals))
}
