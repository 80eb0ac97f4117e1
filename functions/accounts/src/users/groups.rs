//! The groups of one user in one repository.

use std::collections::BTreeSet;

use api::write::Attempts;
use api::{Call, Problem, Reply};
use records::types::GROUP;
use records::{Uri, permissions::GLOBAL_REPOSITORY};
use serde_json::json;
use store::Fetched;
use store::access::AccessChange;

use crate::account::{Account, keys};
use crate::membership::{self, GROUPS_TOGETHER, Group, grants, system_user_of};

/// `POST /users/:id/groups`: the named groups instead of those that the user is in. Groups of other repositories do not
/// matter, neither named nor held.
pub(super) async fn replace(call: Call) -> Result<Reply, Problem> {
    let mut account = Account::requested(&call, "User not found").await?;
    let wanted = wanted_groups(&call);
    let named: Vec<String> = wanted.iter().cloned().collect();
    // One that does not exist is the 404, also where nothing changes.
    Group::find_all(&call.store, &call.fetched, &named).await?;
    let mut attempts = Attempts::new(&call);
    let mut again: Option<Fetched> = None;
    loop {
        let (joining, leaving) = difference(&call, &account, &wanted);
        if joining.len() + leaving.len() > GROUPS_TOGETHER {
            return Err(Problem::refused("groups", format!("At most {GROUPS_TOGETHER} groups can change")));
        }
        let joined = Group::find_all(&call.store, again.as_ref().unwrap_or(&call.fetched), &joining).await?;
        let left = call.store.fetch(leaving.iter().flat_map(|group| membership::keys(group))).await?;
        let mut staging = attempts.start();
        for group in &joined {
            group.stage_joining(&mut staging, account.uri(), &account.access.username);
        }
        for uri in &leaving {
            // A group that is gone has no roster to leave.
            if let Some(group) = Group::find(&call.store, &left, uri).await? {
                group.stage_naming(&mut staging, account.uri(), None);
            }
        }
        let change = AccessChange {
            granted: grants(&joined),
            revoked: leaving.into_iter().collect(),
            ..AccessChange::default()
        };
        staging.transaction.change_access(account.uri(), &change);
        if attempts.commit(staging).await? {
            return Ok(Reply::json(&json!({ "status": "OK" })));
        }
        let fetched = call
            .store
            .fetch(keys(account.uri()).into_iter().chain(named.iter().flat_map(|group| membership::keys(group))))
            .await?;
        account = Account::find(&call.store, &fetched, account.uri())
            .await?
            .ok_or_else(|| Problem::NotFound("User not found".to_owned()))?;
        again = Some(fetched);
    }
}

/// The named groups of this repository.
fn wanted_groups(call: &Call) -> BTreeSet<String> {
    let is_here = |text: &&String| {
        Uri::parse(text)
            .is_some_and(|uri| uri.record_type() == Some(GROUP.name) && uri.repository() == call.repository())
    };
    call.params.strings("groups").iter().filter(is_here).cloned().collect()
}

/// The groups that the user joins, and those that the user leaves.
fn difference(call: &Call, account: &Account, wanted: &BTreeSet<String>) -> (Vec<String>, Vec<String>) {
    let inside = format!("{}/", api::pipeline::repository_uri(call.repository().unwrap_or(GLOBAL_REPOSITORY)));
    let held: BTreeSet<String> =
        account.access.groups.keys().filter(|group| group.starts_with(&inside)).cloned().collect();
    let joining = wanted.difference(&held).cloned().collect();
    let is_own = |group: &&String| system_user_of(group).as_deref() == Some(account.uri());
    let leaving = held.difference(wanted).filter(|group| !is_own(group)).cloned().collect();
    (joining, leaving)
}
