//! Who is in which group, as the group sees it. What the groups grant to a user stands in the user's [`crate::access`].
//!
//! A roster is an item of its own: members come and go without a new version of the group's record, which is what its
//! editors compare. It has a version itself, so that a change of what the group grants meets everybody who joins
//! meanwhile.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write, with_key};

/// The members of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    /// Usernames by URI of the user.
    pub members: BTreeMap<String, String>,
    version: u64,
}

impl Transaction {
    /// Writes a group's members, provided that nobody changed them since `roster` was read. Its members may be others by
    /// now: only its version is compared.
    pub fn set_roster(&mut self, group: &str, roster: &Roster) {
        let members: HashMap<String, AttributeValue> =
            roster.members.iter().map(|(user, username)| (user.clone(), item::text(username))).collect();
        let key = Key::roster(group);
        let attributes = [("r", AttributeValue::M(members)), ("n", item::number(roster.version + 1))];
        let put = Change::new(Write::Put(with_key(&key, attributes)));
        self.changes.insert(key, seen(put, roster));
    }

    /// Removes a group's members, provided that nobody changed them since `roster` was read.
    pub fn remove_roster(&mut self, group: &str, roster: &Roster) {
        self.changes.insert(Key::roster(group), seen(Change::new(Write::Delete), roster));
    }
}

fn seen(change: Change, roster: &Roster) -> Change {
    if roster.version == 0 {
        return change.when("attribute_not_exists(pk)", Meaning::Stale);
    }
    change.when("n = :seen", Meaning::Stale).with(":seen", item::number(roster.version))
}

impl Store {
    /// A group's members among fetched items ([`Key::roster`]).
    pub fn roster_in(fetched: &Fetched, group: &str) -> Result<Roster, Error> {
        let Some(found) = fetched.item(&Key::roster(group)) else { return Ok(Roster::default()) };
        let Some(AttributeValue::M(members)) = found.get("r") else {
            return Err(Error::damaged("roster without members"));
        };
        let members = members.iter().filter_map(|(user, name)| Some((user.clone(), name.as_s().ok()?.clone())));
        Ok(Roster { members: members.collect(), version: item::get_number(found, "n")? })
    }
}
