//! Changing the own password.

use api::{Call, Problem, Reply};
use passwords::hashing;
use serde_json::json;
use store::Transaction;

use crate::account::uri;

/// `POST /users/:id/password`. Whoever knew the old password is logged out everywhere.
pub(super) async fn change(call: Call) -> Result<Reply, Problem> {
    let Some(user) = &call.caller.user else { return Err(Problem::denied()) };
    if user.uri != uri(call.params.number("id")) {
        return Err(Problem::denied());
    }
    let hash = hashing::hash(call.params.string("password").unwrap_or_default()).await?;
    let mut transaction = Transaction::new();
    transaction.set_credential(&user.uri, &hash);
    // The session may be another user's, who became this one.
    if let Some((token, _)) = &user.session {
        transaction.close_session(token);
    }
    call.store.commit(transaction).await?;
    call.store.end_sessions(&user.uri).await?;
    Ok(Reply::json(&json!({ "success": "password updated" })))
}
