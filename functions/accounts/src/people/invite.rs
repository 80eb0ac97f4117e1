//! Inviting people. The administrator is given the link, and passes it on.

use api::arcs::administrator;
use api::call::Inputs;
use api::{Call, Problem, Reply};
use arcs::moment;
use http::StatusCode;
use serde_json::json;
use store::tickets::{Secret, Ticket};
use store::{Key, Transaction};

use super::create::check_free;
use super::fields::{Fields, needed};
use super::find::text_of;
use crate::account::email_guard;

/// Seconds that an invitation is good.
const INVITED_FOR: i64 = 7 * 24 * 3600;

/// Whether the address is a user's already.
pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    text_of(inputs, "email").map(email_guard).into_iter().collect()
}

/// The ticket whose secret the path carries.
pub(super) fn ticket_in_path(inputs: &Inputs) -> Vec<Key> {
    inputs.scalar("token").map(Key::ticket).into_iter().collect()
}

/// `POST /users/invite`.
pub(super) async fn invite(call: Call) -> Result<Reply, Problem> {
    administrator(&call)?;
    let fields = Fields::of(&call)?;
    let email = needed(fields.email()?, "email")?;
    let role = needed(fields.role()?, "role")?;
    check_free(&call.fetched, &email)?;
    issue(&call, "/register", &Ticket::Registration { email, role }, INVITED_FOR).await
}

/// Issues a ticket that is good for so many seconds; the answer holds its link, once and for good.
pub(super) async fn issue(call: &Call, path: &str, ticket: &Ticket, seconds: i64) -> Result<Reply, Problem> {
    let secret = Secret::new()?;
    let ends = call.store.clock().now() + seconds;
    let mut transaction = Transaction::new();
    transaction.issue(&secret, ticket, ends)?;
    if let Ticket::Password { asked: Some(address), .. } = ticket {
        transaction.grant_plea(address);
    }
    call.store.commit(transaction).await?;
    let link = format!("{}{path}/{}", call.origin, secret.reveal());
    let answer = json!({ "url": link, "expires": moment::show(ends) });
    Ok(Reply::json(&answer).status(StatusCode::ACCEPTED))
}
