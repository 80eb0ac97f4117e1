//! Logging in and out as ARCS clients do: JSON in, or a page's form; a cookie out.

use api::arcs::SESSION_LIFETIME;
use api::call::Inputs;
use api::caller::{self, SESSION_COOKIE};
use api::{Call, Problem, Reply};
use http::StatusCode;
use http::header::SET_COOKIE;
use passwords::names;
use store::Key;
use store::sessions::Token;

use super::fields::Fields;
use super::find::text_of;
use super::forms::{self, GALLERY};
use super::show::show;
use crate::account::normalise;
use crate::login::Attempt;

/// Who the client says it is: its username may be an e-mail address.
pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    text_of(inputs, "username").map(|name| names::keys(name).to_vec()).unwrap_or_default()
}

/// `GET /login`.
pub(super) async fn form(_call: Call) -> Result<Reply, Problem> {
    Ok(forms::log_in(None))
}

/// `POST /login`.
pub(super) async fn log_in(call: Call) -> Result<Reply, Problem> {
    let fields = Fields::of(&call)?;
    let (Some(name), Some(password)) = (text_of(call.inputs(), "username"), fields.password()?) else {
        return Err(Problem::bad_request("username and password are needed"));
    };
    if name.trim().is_empty() {
        return Err(Problem::bad_request("username and password are needed"));
    }
    let attempt = Attempt {
        name: &normalise(name),
        user: names::owner(&call.fetched, name),
        password,
        lifetime: SESSION_LIFETIME,
        expiring: true,
        replaces: replaced(&call),
    };
    let Some((account, token)) = attempt.run(&call).await? else {
        const WRONG: &str = "unknown user or wrong password";
        if call.inputs().is_form {
            return Ok(forms::log_in(Some(WRONG)).status(StatusCode::UNAUTHORIZED));
        }
        return Err(Problem::Unauthorized(WRONG.to_owned()));
    };
    let reply =
        if call.inputs().is_form { Reply::redirect(StatusCode::FOUND, GALLERY) } else { Reply::json(&show(&account)) };
    Ok(reply.with(SET_COOKIE, &cookie(&call, token.reveal())))
}

/// `/logout`, by any method.
pub(super) async fn log_out(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    // Who sends a password with every request has no session to end.
    if let Some((token, _)) = &user.session {
        call.store.end_session(token).await?;
    }
    Ok(Reply::nothing().with(SET_COOKIE, &format!("{}; Max-Age=0", cookie(&call, ""))))
}

/// The session that a new one takes the place of: the browser forgets its cookie, and whoever else has it is left with nothing.
pub(super) fn replaced(call: &Call) -> Option<Token> {
    caller::cookie(&call.headers).and_then(Token::parse)
}

/// The cookie that carries a session.
pub(super) fn cookie(call: &Call, token: &str) -> String {
    // Browsers keep a `Secure` cookie to themselves on plain HTTP, which is what one machine speaks.
    let secure = if call.origin.starts_with("https://") { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")
}
