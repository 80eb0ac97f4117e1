//! Letting a user log in, or not. A user who may not is nobody at once, and open sessions do not come back.

use api::write::Attempts;
use api::{Call, Problem, Reply};
use records::types::USER;
use store::access::AccessChange;

use crate::account::Account;

/// `GET /users/:id/activate` and `/deactivate`.
pub(super) async fn set(call: Call, active: bool) -> Result<Reply, Problem> {
    const MISSING: &str = "User wasn't found";
    let mut account = Account::requested(&call, MISSING).await?;
    if account.is_system_user() {
        return Err(Problem::NotFound(MISSING.to_owned()));
    }
    account.check_rank(&call)?;
    let mut body = account.stored.body.clone();
    body.insert("is_active_user".to_owned(), active.into());
    let mut attempts = Attempts::new(&call);
    let mut staging = attempts.start();
    let stored = staging.amend(&USER, &account.stored, body).await?;
    let change = AccessChange { active: Some(active), ..AccessChange::default() };
    staging.transaction.change_access(account.uri(), &change);
    attempts.commit(staging).await?;
    account.stored = stored;
    if !active {
        call.store.end_sessions(account.uri()).await?;
    }
    Ok(Reply::json(&account.shown_with_permissions(&call).await?))
}
