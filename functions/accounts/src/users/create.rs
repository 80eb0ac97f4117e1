//! New users. Anybody may register; who puts the new user into groups must manage their repositories.

use api::write::{self, Attempts, Draft, Staging};
use api::{Call, Problem, Reply};
use records::permissions::Permission;
use records::record_type::Stored;
use records::types::{AGENT_PERSON, GROUP, MADE_FOR_USER, USER};
use records::{Body, Uri};
use serde_json::{Value, json};
use store::access::Access;
use store::{Fetched, Store};

use super::{asks_for_admin, username_of};
use crate::account::{ADMINISTRATORS, email_guard, username_guard};
use crate::membership::{self, GROUPS_TOGETHER, Group, grants};
use crate::password;
use crate::throttle::Counters;

/// `POST /users`.
pub(super) async fn create(call: Call) -> Result<Reply, Problem> {
    let username = username_of(&call)?;
    let groups = wanted_groups(&call)?;
    if Store::owner_in(&call.fetched, &username_guard(&username)).is_some() {
        // The transaction would find out as well, but not before a hash was made.
        return Err(Problem::refused("username", format!("Username '{username}' is already in use")));
    }
    let mut found = Group::find_all(&call.store, &call.fetched, &groups).await?;
    if call.caller.user.is_none() {
        Counters::of_registration(&call.address).pass(&call.store).await?;
    }
    let hash = password::hash(call.params.string("password").unwrap_or_default()).await?;
    let mut attempts = Attempts::new(&call);
    loop {
        let mut staging = attempts.start();
        let stored = stage(&call, &mut staging, &username, &hash, &found).await?;
        if attempts.commit(staging).await? {
            return Ok(Reply::json(&write::outcome("Created", &USER, &stored, Some(&call.warnings))));
        }
        // Another writer may have been at the groups.
        let keys = groups.iter().flat_map(|group| membership::keys(group));
        let fetched = call.store.fetch(keys).await?;
        found = Group::find_all(&call.store, &fetched, &groups).await?;
    }
}

/// The groups that the new user is to be in, which the caller must be allowed to say.
fn wanted_groups(call: &Call) -> Result<Vec<String>, Problem> {
    let mut groups = vec![];
    for text in call.params.strings("groups") {
        let uri = Uri::parse(text).filter(|uri| uri.record_type() == Some(GROUP.name));
        let uri = uri.ok_or_else(|| Problem::missing(GROUP.model))?;
        if !call.caller.may(Permission::ManageRepository, uri.repository()) {
            return Err(Problem::denied());
        }
        groups.push(text.clone());
    }
    if asks_for_admin(call) == Some(true) {
        if !call.may(Permission::AdministerSystem) {
            return Err(Problem::denied());
        }
        groups.push(ADMINISTRATORS.to_owned());
    }
    groups.sort_unstable();
    groups.dedup();
    if groups.len() > GROUPS_TOGETHER {
        return Err(Problem::refused("groups", format!("At most {GROUPS_TOGETHER} groups can be named")));
    }
    Ok(groups)
}

/// The agent, the user, its rights and its password.
async fn stage(
    call: &Call,
    staging: &mut Staging<'_>,
    username: &str,
    hash: &str,
    groups: &[Group],
) -> Result<Stored, Problem> {
    let name = call.body.get("name").cloned().unwrap_or_default();
    let agent = Draft { row: &AGENT_PERSON, repository: None, body: agent(&name), suppressed: false };
    let agent = staging.create(agent).await?;
    let mut body = call.body.clone();
    body.shift_remove("is_admin");
    body.insert("agent_record".to_owned(), json!({ "ref": agent.uri }));
    let active = body.get("is_active_user") != Some(&Value::Bool(false));
    let stored = staging.create(Draft { row: &USER, repository: None, body, suppressed: false }).await?;
    let access = Access { username: username.to_owned(), groups: grants(groups), active };
    staging.transaction.set_access(&stored.uri, &access);
    staging.transaction.set_credential(&stored.uri, hash);
    for group in groups {
        group.stage_joining(staging, &stored.uri, username);
    }
    claim_email(staging, &call.fetched, &stored);
    Ok(stored)
}

/// Keeps an e-mail address for logins, unless an earlier user has it: addresses need not be unique.
pub(super) fn claim_email(staging: &mut Staging<'_>, fetched: &Fetched, user: &Stored) {
    let Some(email) = user.body.get("email").and_then(Value::as_str) else { return };
    let guard = email_guard(email);
    if Store::owner_in(fetched, &guard).is_none() {
        let message = "Another user with this address is being stored at this moment";
        staging.transaction.guard(guard, &json!({ "key": "email", "message": message }).to_string(), &user.uri);
    }
}

/// The person behind a user, hidden until somebody publishes it.
pub(crate) fn agent(name: &Value) -> Body {
    let agent = json!({
        "publish": false,
        "names": [{
            "primary_name": name,
            "source": "local",
            "rules": "local",
            "name_order": "direct",
            "sort_name_auto_generate": true,
        }],
        MADE_FOR_USER: true,
    });
    match agent {
        Value::Object(agent) => agent,
        _ => Body::new(),
    }
}
