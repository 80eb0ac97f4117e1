//! The end of a user, together with the agent that was made for it.

use api::write::{Attempts, Staging};
use api::{Call, Problem, Reply};
use records::Uri;
use records::types::{AGENT_PERSON, USER};
use serde_json::{Value, json};
use store::{Fetched, Key};

use super::preferences;
use super::update::release_email;
use crate::account::{Account, email_guard};
use crate::membership::{self, GROUPS_TOGETHER, Group};

/// `DELETE /users/:id`. Open sessions are nobody's from then on.
pub(super) async fn remove(call: Call) -> Result<Reply, Problem> {
    let account = Account::requested(&call, "User not found").await?;
    if account.is_system_user() {
        return Err(Problem::denied());
    }
    account.check_rank(&call)?;
    let agent = agent_of(&account);
    let guard = Some(account.text("email")).filter(|email| !email.is_empty()).map(email_guard);
    let groups: Vec<&String> = account.access.groups.keys().collect();
    let (last, earlier) = groups.split_at(groups.len().min(GROUPS_TOGETHER));
    for groups in earlier.chunks(GROUPS_TOGETHER) {
        leave(&call, &account, groups).await?;
    }
    preferences::forget(&call, call.params.number("id")).await?;
    let mut attempts = Attempts::new(&call);
    loop {
        let mut keys: Vec<Key> = last.iter().flat_map(|group| membership::keys(group)).collect();
        keys.extend(agent.as_deref().map(Key::record));
        keys.extend(guard.clone());
        let fetched = call.store.fetch(keys).await?;
        let mut staging = attempts.start();
        // The user first: what refers to the agent ends with it.
        staging.delete(&USER, &account.stored).await?;
        if let Some(uri) = &agent
            && let Some(agent) = call.store.record_in(&fetched, uri).await?
        {
            staging.delete(&AGENT_PERSON, &agent).await?;
        }
        staging.transaction.forget_user(account.uri());
        stage_leaving(&mut staging, &call, &fetched, &account, last).await?;
        if let Some(guard) = guard.clone() {
            release_email(&mut staging, &fetched, guard, account.uri());
        }
        if attempts.commit(staging).await? {
            return Ok(Reply::json(&json!({ "status": "Deleted", "id": call.params.number("id") })));
        }
    }
}

/// Takes the user from rosters beforehand: DynamoDB takes 100 items in a transaction.
async fn leave(call: &Call, account: &Account, groups: &[&String]) -> Result<(), Problem> {
    let mut attempts = Attempts::new(call);
    loop {
        let fetched = call.store.fetch(groups.iter().flat_map(|group| membership::keys(group))).await?;
        let mut staging = attempts.start();
        stage_leaving(&mut staging, call, &fetched, account, groups).await?;
        if attempts.commit(staging).await? {
            return Ok(());
        }
    }
}

async fn stage_leaving(
    staging: &mut Staging<'_>,
    call: &Call,
    fetched: &Fetched,
    account: &Account,
    groups: &[&String],
) -> Result<(), Problem> {
    for group in groups {
        if let Some(group) = Group::find(&call.store, fetched, group).await? {
            group.stage_naming(staging, account.uri(), None);
        }
    }
    Ok(())
}

/// The person that was made for the user.
fn agent_of(account: &Account) -> Option<String> {
    let agent = account.stored.body.get("agent_record")?.get("ref").and_then(Value::as_str)?;
    let is_person = Uri::parse(agent)?.record_type() == Some(AGENT_PERSON.name);
    is_person.then(|| agent.to_owned())
}
