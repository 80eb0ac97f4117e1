//! Going on as another user, in the same session.

use api::{Call, Problem, Reply};
use serde_json::json;
use store::Store;
use store::sessions::Session;

use crate::account::{Account, keys, username_guard};

/// `POST /users/:username/become-user`.
pub(super) async fn become_user(call: Call) -> Result<Reply, Problem> {
    let missing = || Problem::NotFound("NotFoundException".to_owned());
    let user = call.caller.user.as_ref().ok_or_else(Problem::denied)?;
    let guard = username_guard(call.params.string("username").unwrap_or_default());
    let other = Store::owner_in(&call.fetched, &guard).ok_or_else(missing)?;
    let fetched = call.store.fetch(keys(&other)).await?;
    let account = Account::find(&call.store, &fetched, &other).await?.ok_or_else(missing)?;
    account.check_rank(&call)?;
    if !account.access.active {
        return Err(Problem::denied());
    }
    let (token, session) = user.session.as_ref().ok_or_else(Problem::denied)?;
    let session = Session { acting: other, touched: call.store.clock().now(), ..session.clone() };
    call.store.touch_session(token, &session).await?;
    let shown = account.shown_with_permissions(&call).await?;
    Ok(Reply::json(&json!({ "session": token.reveal(), "user": shown })))
}
