//! Changing users: everybody the own account, administrators all of them and everybody's role.

use api::arcs::{ADMINISTRATOR, administrator, role};
use api::call::Inputs;
use api::caller::User;
use api::write::Attempts;
use api::{Call, Problem, Reply};
use passwords::hashing;
use records::Body;
use records::types::USER;
use store::{Key, Store};

use super::fields::Fields;
use super::find::{keys_in_path, read, requested, text_of};
use super::show::show;
use crate::account::{Account, email_guard, username_guard};
use crate::users::Plan;

/// The user, and what a change is compared with.
pub(super) fn keys(inputs: &Inputs) -> Vec<Key> {
    let mut keys = keys_in_path(inputs);
    keys.extend(text_of(inputs, "username").map(username_guard));
    keys.extend(text_of(inputs, "email").map(email_guard));
    keys
}

/// `PUT` and `POST /api/users/:id`.
pub(super) async fn update(call: Call) -> Result<Reply, Problem> {
    let user = call.user()?;
    let fields = Fields::of(&call)?;
    let account = requested(&call).await?;
    check_may_change(&call, user, &account)?;
    let change = Change::read(&call, &fields, &account)?;
    let password = fields.password()?;
    let mut plan = change.plan(&account);
    if let Some(password) = password {
        plan.hash = Some(hashing::hash(password).await?);
    }
    let is_over = plan.hash.is_some() || plan.active == Some(false);
    let changed = apply(&call, account, &change, &plan).await?;
    if is_over {
        // Whoever knew the old password is logged out; who changed it is not.
        let kept = user.session.as_ref().map(|(token, _)| token);
        call.store.end_other_sessions(changed.uri(), kept).await?;
    }
    Ok(Reply::json(&show(&changed)))
}

/// `DELETE /api/users/:id`: the user may not log in any more. What the user made stays, and keeps its maker.
pub(super) async fn deactivate(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let account = requested(&call).await?;
    administrator(&call)?;
    check_may_end(&account)?;
    if account.access.active {
        let change = Change { active: Some(false), ..Change::default() };
        let plan = change.plan(&account);
        let changed = apply(&call, account, &change, &plan).await?;
        call.store.end_sessions(changed.uri()).await?;
    }
    Ok(Reply::nothing())
}

/// What is to be different. What is not named stays.
#[derive(Default)]
struct Change {
    username: Option<String>,
    name: Option<String>,
    email: Option<String>,
    role: Option<u8>,
    active: Option<bool>,
}

impl Change {
    fn read(call: &Call, fields: &Fields<'_>, account: &Account) -> Result<Self, Problem> {
        let change = Self {
            username: fields.username()?.filter(|username| username != account.text("username")),
            name: fields.name()?,
            email: fields.email()?,
            // Clients send back what they have read.
            role: fields.role()?.filter(|role| *role != account.arcs_role()),
            active: fields.active()?.filter(|active| *active != account.access.active),
        };
        if (change.role.is_some() || change.active.is_some()) && role(&call.caller) != ADMINISTRATOR {
            return Err(Problem::Forbidden("only an administrator may change a role, or who may log in".to_owned()));
        }
        if change.username.is_some() || change.role.is_some() || change.active == Some(false) {
            check_may_end(account)?;
        }
        let other = |guard: Key| Store::owner_in(&call.fetched, &guard).filter(|owner| owner != account.uri());
        if change.username.as_deref().and_then(|username| other(username_guard(username))).is_some() {
            return Err(Problem::bad_request("the username is already in use"));
        }
        if change.email.as_deref().and_then(|email| other(email_guard(email))).is_some() {
            return Err(Problem::bad_request("another user has this e-mail address"));
        }
        Ok(change)
    }

    /// What that means beside the record.
    fn plan(&self, account: &Account) -> Plan {
        let wanted = self.role.map(|role| role == ADMINISTRATOR);
        Plan {
            rename: self.username.clone(),
            administer: wanted.filter(|wanted| *wanted != account.is_administrator()),
            role: self.role.filter(|role| *role != ADMINISTRATOR),
            active: self.active,
            hash: None,
        }
    }

    /// The next body of the record.
    fn body(&self, account: &Account) -> Body {
        let mut body = account.stored.body.clone();
        for (property, text) in [("username", &self.username), ("name", &self.name), ("email", &self.email)] {
            if let Some(text) = text {
                body.insert(property.to_owned(), text.as_str().into());
            }
        }
        if let Some(active) = self.active {
            body.insert("is_active_user".to_owned(), active.into());
        }
        body
    }
}

/// Writes the change; the account as it is then.
async fn apply(call: &Call, mut account: Account, change: &Change, plan: &Plan) -> Result<Account, Problem> {
    let uri = account.uri().to_owned();
    let mut attempts = Attempts::new(call);
    loop {
        let mut staging = attempts.start();
        // Logins write the record as well, and nobody saw a version of it.
        staging.depend_on(&uri);
        let stored = staging.amend(&USER, &account.stored, change.body(&account)).await?;
        plan.stage(call, &mut staging, &account, &stored).await?;
        let is_written = attempts.commit(staging).await?;
        account = read(call, &uri).await?;
        if is_written {
            return Ok(account);
        }
    }
}

fn check_may_change(call: &Call, user: &User, account: &Account) -> Result<(), Problem> {
    if account.uri() == user.uri {
        return Ok(());
    }
    administrator(call).map(|_| ())
}

/// The users that an archive begins with stay what they are.
fn check_may_end(account: &Account) -> Result<(), Problem> {
    if account.is_system_user() {
        return Err(Problem::Forbidden("this user belongs to the archive itself".to_owned()));
    }
    Ok(())
}
