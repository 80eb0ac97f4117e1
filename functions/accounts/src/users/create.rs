//! New users. Anybody may register; who puts the new user into groups must manage their repositories.

use api::write::{self, Attempts, Draft, Staging};
use api::{Call, Problem, Reply};
use passwords::hashing;
use passwords::throttle::Counters;
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
    let hash = hashing::hash(call.params.string("password").unwrap_or_default()).await?;
    let mut attempts = Attempts::new(&call);
    loop {
        let mut staging = attempts.start();
        let mut body = call.body.clone();
        body.shift_remove("is_admin");
        let user = NewUser { body, username: &username, hash: Some(&hash), role: None, groups: &found };
        let stored = user.stage(&mut staging, &call.fetched).await?;
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

/// A user that is to be.
pub(crate) struct NewUser<'a> {
    /// The record.
    pub(crate) body: Body,
    /// The username, in the form that is stored.
    pub(crate) username: &'a str,
    /// The hash of the password; without one the user cannot log in yet.
    pub(crate) hash: Option<&'a str>,
    /// The ARCS role that somebody gave the user.
    pub(crate) role: Option<u8>,
    /// The groups that the user joins.
    pub(crate) groups: &'a [Group],
}

impl NewUser<'_> {
    /// Stages the agent, the user, its rights and its password. `fetched` tells whose the e-mail address is.
    pub(crate) async fn stage(self, staging: &mut Staging<'_>, fetched: &Fetched) -> Result<Stored, Problem> {
        let name = self.body.get("name").cloned().unwrap_or_default();
        let agent = Draft { row: &AGENT_PERSON, repository: None, body: agent(&name), suppressed: false };
        let agent = staging.create(agent).await?;
        let mut body = self.body;
        body.insert("agent_record".to_owned(), json!({ "ref": agent.uri }));
        let active = body.get("is_active_user") != Some(&Value::Bool(false));
        let stored = staging.create(Draft { row: &USER, repository: None, body, suppressed: false }).await?;
        let (username, groups) = (self.username.to_owned(), grants(self.groups));
        staging.transaction.set_access(&stored.uri, &Access { username, groups, active, role: self.role });
        if let Some(hash) = self.hash {
            staging.transaction.set_credential(&stored.uri, hash);
        }
        for group in self.groups {
            group.stage_joining(staging, &stored.uri, self.username);
        }
        claim_email(staging, fetched, &stored);
        Ok(stored)
    }
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
