//! Forgotten passwords.
//!
//! Whoever forgot one asks, and is told nothing: an administrator sees it in the list of users, asks in the user's place, and
//! is given a link to pass on. The link is good once, for a day, and only while the forgotten password is still the one that counts.

use api::arcs::{ADMINISTRATOR, role};
use api::call::Inputs;
use api::{Call, Problem, Reply};
use http::StatusCode;
use passwords::hashing;
use passwords::throttle::Counters;
use serde_json::json;
use store::tickets::Ticket;
use store::{Error, Key, Store, Transaction};

use super::fields::{Fields, needed};
use super::find::missing;
use super::forms;
use super::invite::issue;
use super::register::unknown;
use crate::account::{Account, email_guard, keys, normalise};

/// Seconds that a link is good.
const GOOD_FOR: i64 = 24 * 3600;

/// Whose the address is.
pub(super) fn keys_of_plea(inputs: &Inputs) -> Vec<Key> {
    inputs.scalar("email").map(email_guard).into_iter().collect()
}

/// `/users/send_reset/:email`.
pub(super) async fn ask(call: Call) -> Result<Reply, Problem> {
    let address = normalise(call.inputs().scalar("email").unwrap_or_default());
    if role(&call.caller) != ADMINISTRATOR {
        // Neither the answer nor its cost tells whether there is such a user.
        Counters::of_plea(&address, &call.address).pass(&call.store).await?;
        let mut transaction = Transaction::new();
        transaction.plead(&address, call.store.clock().now());
        call.store.commit(transaction).await?;
        return Ok(Reply::json(&json!({})).status(StatusCode::ACCEPTED));
    }
    let user = Store::owner_in(&call.fetched, &email_guard(&address)).ok_or_else(missing)?;
    let fetched = call.store.fetch([Key::credential(&user)]).await?;
    let replaces = fingerprint(Store::credential_in(&fetched, &user));
    let ticket = Ticket::Password { user, replaces, asked: Some(address) };
    issue(&call, "/users/reset_password", &ticket, GOOD_FOR).await
}

/// `GET /users/reset_password/:token`.
pub(super) async fn form(call: Call) -> Result<Reply, Problem> {
    leave(&call)?;
    Ok(forms::set_password())
}

/// `POST /users/reset_password/:token`. All sessions of the user end.
pub(super) async fn reset(call: Call) -> Result<Reply, Problem> {
    let fields = Fields::of(&call)?;
    let (user, replaces) = leave(&call)?;
    let password = needed(fields.password()?, "password")?;
    let mut wanted = keys(&user).to_vec();
    wanted.push(Key::credential(&user));
    let fetched = call.store.fetch(wanted).await?;
    let account = Account::find(&call.store, &fetched, &user).await?.filter(|account| account.access.active);
    if account.is_none() || fingerprint(Store::credential_in(&fetched, &user)) != replaces {
        return Err(unknown());
    }
    let hash = hashing::hash(password).await?;
    let mut transaction = Transaction::new();
    transaction.redeem(call.inputs().scalar("token").unwrap_or_default());
    transaction.set_credential(&user, &hash);
    match call.store.commit(transaction).await {
        Err(Error::Stale(_)) => return Err(unknown()),
        committed => committed?,
    }
    call.store.end_sessions(&user).await?;
    if call.inputs().is_form {
        return Ok(Reply::redirect(StatusCode::FOUND, "/login"));
    }
    Ok(Reply::json(&json!({})))
}

/// Whose password may be set, and what it must still be.
fn leave(call: &Call) -> Result<(String, String), Problem> {
    let secret = call.inputs().scalar("token").unwrap_or_default();
    match call.store.ticket_in(&call.fetched, secret)? {
        Some(Ticket::Password { user, replaces, .. }) => Ok((user, replaces)),
        _ => Err(unknown()),
    }
}

/// What tells one password hash from another, without being one.
fn fingerprint(hash: Option<String>) -> String {
    store::key::hash(&hash.unwrap_or_default())
}
