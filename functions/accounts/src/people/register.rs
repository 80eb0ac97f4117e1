//! Accepting an invitation: its link makes one user, who is logged in.

use api::arcs::{SESSION_LIFETIME, user_id};
use api::call::Inputs;
use api::{Call, Problem, Reply};
use http::StatusCode;
use http::header::{LOCATION, SET_COOKIE};
use store::Key;
use store::tickets::Ticket;

use super::create::{self, Newcomer};
use super::fields::{Fields, needed};
use super::find::read;
use super::forms::{self, GALLERY};
use super::invite::ticket_in_path;
use super::session::{self, cookie};
use super::show::show;
use crate::login;

/// The ticket, and what a new user is compared with.
pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    let mut keys = ticket_in_path(inputs);
    keys.extend(create::keys(inputs));
    keys
}

/// `GET /register/:token`.
pub(super) async fn form(call: Call) -> Result<Reply, Problem> {
    let (email, _) = invitation(&call)?;
    Ok(forms::register(&email))
}

/// `POST /register/:token`.
pub(super) async fn register(call: Call) -> Result<Reply, Problem> {
    let fields = Fields::of(&call)?;
    let (email, role) = invitation(&call)?;
    let newcomer = Newcomer {
        username: needed(fields.username()?, "username")?,
        name: Some(needed(fields.name()?, "name")?),
        email: Some(email),
        role: Some(role),
        password: Some(needed(fields.password()?, "password")?),
    };
    let secret = call.inputs().scalar("token").unwrap_or_default();
    let now = call.store.clock().now();
    let replaced = session::replaced(&call);
    let opened = std::sync::Mutex::new(None);
    let joined = newcomer
        .join(&call, |staging, stored| {
            // Used up in the transaction that makes the user: two of them cannot come by one link.
            staging.transaction.redeem(secret);
            let (token, session) = login::session(&stored.uri, now, SESSION_LIFETIME, true)?;
            staging.transaction.open_session(&token, &session);
            if let Some(replaced) = &replaced {
                staging.transaction.close_session(replaced);
            }
            *opened.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(token);
            Ok(())
        })
        .await;
    let stored = match joined {
        // Nothing else in the transaction has a version that anybody saw.
        Err(Problem::Conflict(_)) => return Err(unknown()),
        joined => joined?,
    };
    let token = opened.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let token = token.ok_or_else(|| Problem::Unavailable("a session was not opened".to_owned()))?;
    let reply = if call.inputs().is_form {
        Reply::redirect(StatusCode::FOUND, GALLERY)
    } else {
        let location = format!("/api/users/{}", user_id(&stored.uri));
        Reply::json(&show(&read(&call, &stored.uri).await?)).status(StatusCode::CREATED).with(LOCATION, &location)
    };
    Ok(reply.with(SET_COOKIE, &cookie(&call, token.reveal())))
}

/// The address that was invited, and the role it will have.
fn invitation(call: &Call) -> Result<(String, u8), Problem> {
    let secret = call.inputs().scalar("token").unwrap_or_default();
    match call.store.ticket_in(&call.fetched, secret)? {
        Some(Ticket::Registration { email, role }) => Ok((email, role)),
        _ => Err(unknown()),
    }
}

/// The 404 for a link that never was, is over, or was used.
pub(super) fn unknown() -> Problem {
    Problem::NotFound("this link is not good, or not good any more".to_owned())
}
