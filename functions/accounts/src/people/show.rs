//! Reading users. Nothing that helps to log in is shown to anybody.

use api::arcs::{administrator, role_of, user_id};
use api::listing::whole;
use api::{Call, Problem, Reply};
use arcs::moment;
use http::HeaderName;
use md5::{Digest, Md5};
use serde_json::{Value, json};
use store::Key;

use super::find::{page, referred, requested};
use crate::account::{Account, normalise};

/// Names that are proposed, at most.
const PROPOSALS: usize = 100;

/// Users of a page, when nothing else is asked for, and at most.
const PAGE: (usize, usize) = (30, 100);

/// The user as clients see it.
pub(super) fn show(account: &Account) -> Value {
    let (stored, email) = (&account.stored, account.text("email"));
    json!({
        "id": user_id(account.uri()),
        "username": account.text("username"),
        "name": account.text("name"),
        "email": Some(email).filter(|email| !email.is_empty()),
        "role": account.arcs_role(),
        "active": account.access.active,
        "created": moment::show(stored.create_time),
        "modified": moment::show(stored.user_mtime),
        "gravatar": gravatar(email),
    })
}

/// The name under which pictures of people are found elsewhere.
fn gravatar(email: &str) -> String {
    hex::encode(Md5::digest(normalise(email)))
}

impl Account {
    /// The user's role.
    pub(super) fn arcs_role(&self) -> u8 {
        role_of(&self.rights(), self.access.role)
    }
}

/// `GET /api/users/:id`.
pub(super) async fn one(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    Ok(Reply::json(&show(&requested(&call).await?)))
}

/// `GET /user/:ref`: by id or username.
pub(super) async fn profile(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    Ok(Reply::json(&show(&referred(&call).await?)))
}

/// `GET /users/complete`: the names that are shown, each once, in order; those that begin with `term`.
pub(super) async fn complete(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let wanted = call.inputs().scalar("term").unwrap_or_default().to_lowercase();
    let users = whole(&call, "/users").await?;
    let mut names: Vec<&str> = users
        .iter()
        .filter(|user| user.body.get("is_active_user") != Some(&Value::Bool(false)))
        .filter_map(|user| user.body.get("name").and_then(Value::as_str))
        .filter(|name| name.to_lowercase().starts_with(&wanted))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.truncate(PROPOSALS);
    Ok(Reply::json(&names))
}

/// `GET /api/users` and `/admin/users`, for administrators: a page of users in the order of their making, and who of them has
/// asked for a new password.
pub(super) async fn list(call: Call) -> Result<Reply, Problem> {
    administrator(&call)?;
    let size = number(&call, "n", PAGE.0)?.min(PAGE.1);
    let skipped = (number(&call, "page", 1)? - 1).saturating_mul(size);
    let (accounts, total) = page(&call, skipped, size).await?;
    let address = |account: &Account| normalise(account.text("email"));
    let pleas = call.store.fetch(accounts.iter().map(|account| Key::plea(&address(account)))).await?;
    let mut shown = vec![];
    for account in &accounts {
        let mut user = show(account);
        if let Some(asked) = call.store.plea_in(&pleas, &address(account))? {
            user["reset_asked"] = moment::show(asked).into();
        }
        shown.push(user);
    }
    Ok(Reply::json(&shown).with(HeaderName::from_static("x-total-count"), &total.to_string()))
}

/// A positive number of the query.
fn number(call: &Call, name: &str, otherwise: usize) -> Result<usize, Problem> {
    let Some(text) = call.inputs().scalar(name) else { return Ok(otherwise) };
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| Problem::bad_request(format!("{name} must be a number from 1 on")))
}
