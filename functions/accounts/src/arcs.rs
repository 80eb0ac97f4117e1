//! Logging in and out as ARCS clients do: JSON in, a cookie out.

use api::arcs::{SESSION_LIFETIME, role_of, user_id};
use api::caller::SESSION_COOKIE;
use api::{Call, Problem, Reply};
use http::header::SET_COOKIE;
use serde_json::{Value, json};
use store::{Key, Store};

use crate::account::{email_guard, normalise, username_guard};
use crate::login::Attempt;

/// Who the client says it is: its username may be an e-mail address.
pub(crate) fn keys(body: Option<&Result<Value, String>>) -> Vec<Key> {
    let Some(Ok(body)) = body else { return vec![] };
    match body.get("username").and_then(Value::as_str) {
        Some(name) => vec![username_guard(name), email_guard(name)],
        None => vec![],
    }
}

/// `POST /login`.
pub(crate) async fn log_in(call: Call) -> Result<Reply, Problem> {
    let body = call.json()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (Some(name), Some(password)) = (text("username"), text("password")) else {
        return Err(Problem::bad_request("username and password are needed"));
    };
    let owner = |guard: &Key| Store::owner_in(&call.fetched, guard);
    let attempt = Attempt {
        name: &normalise(name),
        user: owner(&username_guard(name)).or_else(|| owner(&email_guard(name))),
        password,
        lifetime: SESSION_LIFETIME,
        expiring: true,
    };
    let Some((account, token)) = attempt.run(&call).await? else {
        return Err(Problem::Unauthorized("unknown user or wrong password".to_owned()));
    };
    let user = json!({
        "id": user_id(account.uri()).to_string(),
        "username": account.text("username"),
        "name": account.text("name"),
        "email": account.stored.body.get("email"),
        "role": role_of(&account.rights()),
    });
    Ok(Reply::json(&user).with(SET_COOKIE, &cookie(&call, token.reveal())))
}

/// The cookie that carries a session.
fn cookie(call: &Call, token: &str) -> String {
    // Browsers keep a `Secure` cookie to themselves on plain HTTP, which is what one machine speaks.
    let secure = if call.origin.starts_with("https://") { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// The answer to a logout: no content, and the cookie taken back.
pub(crate) fn logged_out(call: &Call) -> Reply {
    Reply::nothing().with(SET_COOKIE, &format!("{}; Max-Age=0", cookie(call, "")))
}
