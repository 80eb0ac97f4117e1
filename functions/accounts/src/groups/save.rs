//! Creating and changing groups. Whoever is a member holds what the group grants from the same moment.

use std::collections::{BTreeMap, BTreeSet};

use api::write::{self, Attempts, Draft, check_version};
use api::{Call, Problem, Reply};
use records::Body;
use records::permissions::Permission;
use records::types::{GROUP, asks_for_global};
use serde_json::{Value, json};
use store::Store;

use crate::account::{normalise, username_guard};
use crate::membership::{AccessChanges, Group, codes, system_user_of};

/// `POST /repositories/:repo_id/groups`.
pub(crate) async fn create(call: Call) -> Result<Reply, Problem> {
    check_grants(&call.body)?;
    let members = named_members(&call)?;
    let mut body = call.body.clone();
    body.shift_remove("member_usernames");
    let mut attempts = Attempts::new(&call);
    loop {
        let mut staging = attempts.start();
        let draft = Draft { row: &GROUP, repository: call.repository(), body: body.clone(), suppressed: false };
        let stored = staging.create(draft).await?;
        let mut group = Group { stored, roster: store::rosters::Roster::default() };
        group.roster.members.clone_from(&members);
        staging.transaction.set_roster(group.uri(), &group.roster);
        let changes = AccessChanges::of_group(group.uri(), [], members.keys().cloned(), &codes(&group.stored));
        changes.stage(&mut staging.transaction);
        if attempts.commit(staging).await? {
            changes.finish(&call).await?;
            return Ok(Reply::json(&write::outcome("Created", &GROUP, &group.stored, Some(&call.warnings))));
        }
    }
}

/// `POST /repositories/:repo_id/groups/:id`.
pub(crate) async fn update(call: Call) -> Result<Reply, Problem> {
    let uri = api::generic::item_uri(&GROUP, &call);
    let found = Group::find(&call.store, &call.fetched, &uri).await?;
    let mut group = found.ok_or_else(|| Problem::missing(GROUP.model))?;
    check_grants(&call.body)?;
    check_version(&group.stored, &call.body)?;
    let before = group.roster.members.clone();
    if call.params.boolean("with_members") != Some(false) {
        group.roster.members = named_members(&call)?;
    }
    let mut body = call.body.clone();
    body.shift_remove("member_usernames");
    keep_system_group(&mut group, &mut body, &before);

    let mut attempts = Attempts::new(&call);
    let mut staging = attempts.start();
    let stored = staging.update(&GROUP, &group.stored, body).await?;
    let changes = access_changes(&group, &before, &stored);
    if let Some(changes) = &changes {
        staging.transaction.set_roster(&uri, &group.roster);
        changes.stage(&mut staging.transaction);
    }
    attempts.commit(staging).await?;
    if let Some(changes) = changes {
        changes.finish(&call).await?;
    }
    Ok(Reply::json(&write::outcome("Updated", &GROUP, &stored, Some(&call.warnings))))
}

/// What an update means for who was and who is a member; nothing when neither they nor the grants change.
fn access_changes(
    group: &Group,
    before: &BTreeMap<String, String>,
    stored: &records::record_type::Stored,
) -> Option<AccessChanges> {
    let granted = codes(stored);
    let members = &group.roster.members;
    let grants_change = granted != codes(&group.stored);
    if !grants_change && members == before {
        return None;
    }
    let leaving = before.keys().filter(|user| !members.contains_key(*user)).cloned();
    let told = members.keys().filter(|user| grants_change || !before.contains_key(*user)).cloned();
    Some(AccessChanges::of_group(group.uri(), leaving, told, &granted))
}

/// The archive's own groups keep their code, what they grant, and the user they were made for.
fn keep_system_group(group: &mut Group, body: &mut Body, before: &BTreeMap<String, String>) {
    let Some(user) = system_user_of(group.uri()) else { return };
    for property in ["group_code", "grants_permissions"] {
        if let Some(value) = group.stored.body.get(property) {
            body.insert(property.to_owned(), value.clone());
        }
    }
    if let Some(username) = before.get(&user) {
        group.roster.members.insert(user, username.clone());
    }
}

/// Refuses what no group may grant, and what is said twice.
fn check_grants(body: &Body) -> Result<(), Problem> {
    if asks_for_global(body) {
        return Err(Problem::denied());
    }
    let mut seen = BTreeSet::new();
    for code in texts(body.get("grants_permissions")) {
        let is_stored = Permission::from_code(code).is_some_and(Permission::is_stored);
        if is_stored && !seen.insert(code) {
            let text = format!("Database integrity constraint conflict: the group grants {code} twice");
            return Err(Problem::refused("db_error", text));
        }
    }
    Ok(())
}

/// The usernames that a body names, each once.
pub(super) fn member_usernames(body: &Value) -> BTreeSet<String> {
    texts(body.get("member_usernames")).map(normalise).collect()
}

fn texts(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Usernames by URI of the users that a body names. All of them must exist.
fn named_members(call: &Call) -> Result<BTreeMap<String, String>, Problem> {
    let named = texts(call.body.get("member_usernames")).map(normalise).collect::<BTreeSet<_>>();
    let (mut members, mut missing) = (BTreeMap::new(), vec![]);
    for username in named {
        match Store::owner_in(&call.fetched, &username_guard(&username)) {
            Some(user) => {
                members.insert(user, username);
            }
            None => missing.push(username),
        }
    }
    match missing.as_slice() {
        [] => Ok(members),
        [one] => Err(unknown(&format!("User {one} does not exist"))),
        several => Err(unknown(&format!("Users {} do not exist", several.join(", ")))),
    }
}

fn unknown(message: &str) -> Problem {
    Problem::Refused(json!({ "member_usernames": [message] }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(grants: &[&str]) -> Body {
        json!({ "grants_permissions": grants }).as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn grants_are_checked() {
        assert_eq!(check_grants(&body(&["view_repository"])).map_err(|problem| problem.status()), Ok(()));
        // Implied codes are ignored, however often they are named.
        assert!(check_grants(&body(&["update_agent_record", "update_agent_record"])).is_ok());
        let refused = |grants: &[&str]| check_grants(&body(grants)).unwrap_err().status();
        assert_eq!(refused(&["administer_system"]), 403);
        assert_eq!(refused(&["view_repository", "view_repository"]), 400);
    }

    #[test]
    fn usernames_count_once() {
        let body = json!({ "member_usernames": ["Admin ", "admin", 5] });
        assert_eq!(member_usernames(&body), ["admin".to_owned()].into());
    }
}
