//! Changing a user: everybody the own record, managers of users the others.

use api::write::{self, Attempts, Staging, check_version};
use api::{Call, Problem, Reply};
use passwords::hashing;
use records::Body;
use records::permissions::Permission;
use records::record_type::Stored;
use records::types::USER;
use serde_json::Value;
use store::access::AccessChange;
use store::{Fetched, Key, Store};

use super::create::claim_email;
use super::{asks_for_admin, username_of};
use crate::account::{ADMINISTRATORS, Account, email_guard, normalise};
use crate::membership::{self, GROUPS_TOGETHER, Group, codes};

/// What an update changes besides the record.
#[derive(Default)]
pub(crate) struct Plan {
    /// Another username.
    pub(crate) rename: Option<String>,
    /// Whether the user becomes an administrator, or is one no more.
    pub(crate) administer: Option<bool>,
    /// Another ARCS role.
    pub(crate) role: Option<u8>,
    /// Whether the user may log in, when that changes.
    pub(crate) active: Option<bool>,
    /// The hash of a new password.
    pub(crate) hash: Option<String>,
}

/// `POST /users/:id`.
pub(super) async fn update(call: Call) -> Result<Reply, Problem> {
    let account = Account::requested(&call, "User not found").await?;
    let (mut plan, body) = plan(&call, &account)?;
    check_version(&account.stored, &body)?;
    if let Some(password) = call.params.string("password") {
        plan.hash = Some(hashing::hash(password).await?);
    }
    let mut attempts = Attempts::new(&call);
    loop {
        let mut staging = attempts.start();
        let stored = staging.update(&USER, &account.stored, body.clone()).await?;
        plan.stage(&call, &mut staging, &account, &stored).await?;
        if attempts.commit(staging).await? {
            return Ok(Reply::json(&write::outcome("Updated", &USER, &stored, Some(&call.warnings))));
        }
    }
}

/// What the caller may change, and the body that says so.
fn plan(call: &Call, account: &Account) -> Result<(Plan, Body), Problem> {
    let username = username_of(call)?;
    let rename = Some(username).filter(|username| username != account.text("username"));
    // The record decides whose it is, not the name in the body.
    let is_own = rename.is_none() && call.caller.user.as_ref().is_some_and(|user| user.uri == account.uri());
    let mut administer = None;
    if !is_own {
        if !call.may(Permission::ManageUsers) {
            return Err(Problem::denied());
        }
        account.check_rank(call)?;
        administer = asks_for_admin(call).filter(|wanted| *wanted != account.is_administrator());
        if administer == Some(true) && !call.may(Permission::AdministerSystem) {
            return Err(Problem::denied());
        }
    }
    if account.is_system_user() && (rename.is_some() || administer.is_some()) {
        return Err(Problem::denied());
    }
    let mut body = call.body.clone();
    body.shift_remove("is_admin");
    if is_own || account.is_system_user() {
        body.insert("is_active_user".to_owned(), account.access.active.into());
    }
    let active = body.get("is_active_user").and_then(Value::as_bool).unwrap_or(true);
    let active = Some(active).filter(|active| *active != account.access.active);
    Ok((Plan { rename, administer, active, ..Plan::default() }, body))
}

impl Plan {
    /// Stages what changes beside the record, of which `stored` is the next version.
    pub(crate) async fn stage(
        &self,
        call: &Call,
        staging: &mut Staging<'_>,
        account: &Account,
        stored: &Stored,
    ) -> Result<(), Problem> {
        stage_access(call, staging, account, self).await?;
        stage_email(call, staging, account, stored).await?;
        if let Some(hash) = &self.hash {
            staging.transaction.set_credential(account.uri(), hash);
        }
        Ok(())
    }
}

/// Stages what the plan means for the user's rights, and for the rosters that name the user.
async fn stage_access(call: &Call, staging: &mut Staging<'_>, account: &Account, plan: &Plan) -> Result<(), Problem> {
    let mut change =
        AccessChange { username: plan.rename.clone(), active: plan.active, role: plan.role, ..AccessChange::default() };
    let mut named: Vec<String> = match plan.rename {
        Some(_) => account.access.groups.keys().filter(|group| *group != ADMINISTRATORS).cloned().collect(),
        None => vec![],
    };
    if plan.rename.is_some() || plan.administer.is_some() {
        named.push(ADMINISTRATORS.to_owned());
    }
    if named.is_empty() {
        staging.transaction.change_access(account.uri(), &change);
        return Ok(());
    }
    if named.len() > GROUPS_TOGETHER {
        let text = format!("A user in more than {GROUPS_TOGETHER} groups cannot get another name");
        return Err(Problem::refused("username", text));
    }
    let fetched = call.store.fetch(named.iter().flat_map(|group| membership::keys(group))).await?;
    let username = plan.rename.as_deref().unwrap_or(account.text("username"));
    for group in Group::find_all(&call.store, &fetched, &named).await? {
        match plan.administer.filter(|_| group.uri() == ADMINISTRATORS) {
            Some(true) => {
                change.granted.insert(group.uri().to_owned(), codes(&group.stored));
                group.stage_joining(staging, account.uri(), username);
            }
            Some(false) => {
                change.revoked.insert(group.uri().to_owned());
                group.stage_naming(staging, account.uri(), None);
            }
            None if group.roster.members.contains_key(account.uri()) => {
                group.stage_naming(staging, account.uri(), Some(username));
            }
            None => {}
        }
    }
    staging.transaction.change_access(account.uri(), &change);
    Ok(())
}

/// Stages the exchange of one e-mail address for another.
async fn stage_email(
    call: &Call,
    staging: &mut Staging<'_>,
    account: &Account,
    stored: &Stored,
) -> Result<(), Problem> {
    let email = |body: &Body| body.get("email").and_then(Value::as_str).map(normalise);
    let before = email(&account.stored.body);
    if before == email(&stored.body) {
        return Ok(());
    }
    if let Some(before) = before {
        let fetched = call.store.fetch([email_guard(&before)]).await?;
        release_email(staging, &fetched, email_guard(&before), account.uri());
    }
    claim_email(staging, &call.fetched, stored);
    Ok(())
}

/// Gives an address back, if it was this user's.
pub(super) fn release_email(staging: &mut Staging<'_>, fetched: &Fetched, guard: Key, user: &str) {
    if Store::owner_in(fetched, &guard).as_deref() == Some(user) {
        staging.transaction.release(guard);
    }
}
