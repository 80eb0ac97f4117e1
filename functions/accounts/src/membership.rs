//! Who is in which group.
//!
//! It is kept twice, in one transaction: a group's roster names its members, and each member's access item holds what the
//! group grants. A roster says who has to be told when the group changes; requests look at access items only.

use std::collections::{BTreeMap, BTreeSet};

use api::write::Staging;
use api::{Call, Problem};
use records::Uri;
use records::permissions::groups::SYSTEM_USERS;
use records::record_type::Stored;
use records::types::GROUP;
use serde_json::Value;
use store::access::AccessChange;
use store::rosters::Roster;
use store::{Fetched, Key, Store, Transaction};

/// Users whose access one transaction changes, beside what else it writes. DynamoDB takes 100 items.
const TOGETHER: usize = 80;

/// Groups that one transaction may touch for one user: two items each.
pub(crate) const GROUPS_TOGETHER: usize = 40;

/// A group as the store has it.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The record.
    pub(crate) stored: Stored,
    /// Who is in it.
    pub(crate) roster: Roster,
}

/// The keys of a group.
pub(crate) fn keys(group: &str) -> [Key; 2] {
    [Key::record(group), Key::roster(group)]
}

/// The keys of groups as a client names them. What is no URI of a group has none.
pub(crate) fn keys_named(groups: &[&str]) -> Vec<Key> {
    let is_group = |text: &&&str| Uri::parse(text).is_some_and(|uri| uri.record_type() == Some(GROUP.name));
    groups.iter().filter(is_group).flat_map(|group| keys(group)).collect()
}

/// The codes that a stored group grants.
pub(crate) fn codes(group: &Stored) -> BTreeSet<String> {
    let codes = group.body.get("grants_permissions").and_then(Value::as_array);
    codes.into_iter().flatten().filter_map(|code| code.as_str().map(ToOwned::to_owned)).collect()
}

/// The user for whom the archive itself made this group. Without its group such a user could do nothing, and nobody
/// could help it.
pub(crate) fn system_user_of(group: &str) -> Option<String> {
    let number: usize = group.strip_prefix("/repositories/1/groups/")?.parse().ok()?;
    (1..=SYSTEM_USERS.len()).contains(&number).then(|| format!("/users/{number}"))
}

impl Group {
    /// The group among fetched items.
    pub(crate) async fn find(store: &Store, fetched: &Fetched, uri: &str) -> Result<Option<Self>, Problem> {
        let stored = store.record_in(fetched, uri).await?.filter(|stored| stored.record_type == GROUP.name);
        let Some(stored) = stored else { return Ok(None) };
        Ok(Some(Self { stored, roster: Store::roster_in(fetched, uri)? }))
    }

    /// Several groups, in their order; one that is not there is the 404.
    pub(crate) async fn find_all(store: &Store, fetched: &Fetched, uris: &[String]) -> Result<Vec<Self>, Problem> {
        let mut groups = vec![];
        for uri in uris {
            let group = Self::find(store, fetched, uri).await?;
            groups.push(group.ok_or_else(|| Problem::missing(GROUP.model))?);
        }
        Ok(groups)
    }

    /// The group's URI.
    pub(crate) fn uri(&self) -> &str {
        &self.stored.uri
    }

    /// Puts a user on the roster. The group must still grant what `self` says, and start again otherwise.
    pub(crate) fn stage_joining(&self, staging: &mut Staging<'_>, user: &str, username: &str) {
        staging.transaction.expect(self.uri(), self.stored.revision());
        self.stage_naming(staging, user, Some(username));
    }

    /// Writes another name for a user on the roster, or takes the user from it.
    pub(crate) fn stage_naming(&self, staging: &mut Staging<'_>, user: &str, username: Option<&str>) {
        let mut roster = self.roster.clone();
        match username {
            Some(username) => roster.members.insert(user.to_owned(), username.to_owned()),
            None => roster.members.remove(user),
        };
        staging.transaction.set_roster(self.uri(), &roster);
        staging.depend_on(self.uri());
    }
}

/// What groups grant, as access items keep it.
pub(crate) fn grants(groups: &[Group]) -> BTreeMap<String, BTreeSet<String>> {
    groups.iter().map(|group| (group.uri().to_owned(), codes(&group.stored))).collect()
}

/// Changes of many users' access, as far as one transaction takes them; the others follow it.
#[derive(Debug, Default)]
pub(crate) struct AccessChanges {
    changes: Vec<(String, AccessChange)>,
}

impl AccessChanges {
    /// For the members of one group: some leave, the others are granted its codes. Leaving comes first.
    pub(crate) fn of_group(
        group: &str,
        leaving: impl IntoIterator<Item = String>,
        granted: impl IntoIterator<Item = String>,
        codes: &BTreeSet<String>,
    ) -> Self {
        let revoke = AccessChange { revoked: [group.to_owned()].into(), ..AccessChange::default() };
        let grant = AccessChange { granted: [(group.to_owned(), codes.clone())].into(), ..AccessChange::default() };
        let leaving = leaving.into_iter().map(|user| (user, revoke.clone()));
        Self { changes: leaving.chain(granted.into_iter().map(|user| (user, grant.clone()))).collect() }
    }

    /// Stages what fits.
    pub(crate) fn stage(&self, transaction: &mut Transaction) {
        for (user, change) in self.changes.iter().take(TOGETHER) {
            transaction.change_access(user, change);
        }
    }

    /// Makes the changes that did not fit. Stopped half-way, the same request made again completes them.
    pub(crate) async fn finish(&self, call: &Call) -> Result<(), Problem> {
        for part in self.changes.chunks(TOGETHER).skip(1) {
            let mut transaction = Transaction::new();
            for (user, change) in part {
                transaction.change_access(user, change);
            }
            call.store.commit(transaction).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_users_belong_to_their_groups() {
        assert_eq!(system_user_of("/repositories/1/groups/1").as_deref(), Some("/users/1"));
        assert_eq!(system_user_of("/repositories/1/groups/4").as_deref(), Some("/users/4"));
        assert_eq!(system_user_of("/repositories/1/groups/5"), None);
        assert_eq!(system_user_of("/repositories/2/groups/1"), None);
    }

    #[test]
    fn more_members_than_a_transaction_takes_follow_it() {
        let users = (0..100).map(|number| format!("/users/{number}"));
        let changes =
            AccessChanges::of_group("/repositories/2/groups/5", ["/users/7000".to_owned()], users, &[].into());
        assert_eq!(changes.changes[0].0, "/users/7000");
        assert_eq!(changes.changes.chunks(TOGETHER).map(<[_]>::len).collect::<Vec<_>>(), [80, 21]);
    }
}
