//! What a user may do, in one item that is read with every request, and the password hash, which is not.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write};

/// A user's rights.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The username, as audit fields show it.
    pub username: String,
    /// Permission codes by URI of the group that grants them.
    pub groups: BTreeMap<String, BTreeSet<String>>,
    /// Whether the user may log in.
    pub active: bool,
    /// The ARCS role that somebody gave the user. Without one it follows from what the groups grant.
    pub role: Option<u8>,
}

/// What changes in a user's rights: one transaction makes one such change for a user.
#[derive(Clone, Debug, Default)]
pub struct AccessChange {
    /// Another username.
    pub username: Option<String>,
    /// Whether the user may log in.
    pub active: Option<bool>,
    /// Another ARCS role.
    pub role: Option<u8>,
    /// Permission codes by URI of a group that the user is in from now on, or that grants other things now.
    pub granted: BTreeMap<String, BTreeSet<String>>,
    /// Groups that the user is in no more.
    pub revoked: BTreeSet<String>,
}

impl Transaction {
    /// Writes a user's rights.
    pub fn set_access(&mut self, user: &str, access: &Access) {
        let groups = access.groups.iter().map(|(group, codes)| (group.clone(), codes_attribute(codes))).collect();
        let role = access.role.map(|role| ("r", item::number(role)));
        let rights = [
            ("u", item::text(&access.username)),
            ("g", AttributeValue::M(groups)),
            ("a", AttributeValue::Bool(access.active)),
        ];
        self.set(Key::access(user), rights.into_iter().chain(role));
    }

    /// Changes parts of a user's rights and leaves the others to whoever changes them at the same time.
    pub fn change_access(&mut self, user: &str, change: &AccessChange) {
        let (mut set, mut removed) = (vec![], vec![]);
        let mut update = Change::new(Write::Update(String::new())).when("attribute_exists(pk)", Meaning::TargetMissing);
        if let Some(username) = &change.username {
            set.push("u = :u".to_owned());
            update = update.with(":u", item::text(username));
        }
        if let Some(active) = change.active {
            set.push("a = :a".to_owned());
            update = update.with(":a", AttributeValue::Bool(active));
        }
        if let Some(role) = change.role {
            set.push("r = :role".to_owned());
            update = update.with(":role", item::number(role));
        }
        for (place, (group, codes)) in change.granted.iter().enumerate() {
            set.push(format!("g.#g{place} = :g{place}"));
            update = update.named(&format!("#g{place}"), group).with(&format!(":g{place}"), codes_attribute(codes));
        }
        for (place, group) in change.revoked.iter().enumerate() {
            removed.push(format!("g.#r{place}"));
            update = update.named(&format!("#r{place}"), group);
        }
        let mut expression = String::new();
        for (action, parts) in [("SET", set), ("REMOVE", removed)].iter().filter(|(_, parts)| !parts.is_empty()) {
            expression = format!("{expression} {action} {}", parts.join(", "));
        }
        if !expression.is_empty() {
            update.write = Write::Update(expression.trim_start().to_owned());
            self.changes.insert(Key::access(user), update);
        }
    }

    /// Adds or changes what one group grants to a user.
    pub fn grant(&mut self, user: &str, group: &str, codes: &BTreeSet<String>) {
        let granted = BTreeMap::from([(group.to_owned(), codes.clone())]);
        self.change_access(user, &AccessChange { granted, ..AccessChange::default() });
    }

    /// Takes a user out of a group.
    pub fn revoke(&mut self, user: &str, group: &str) {
        self.change_access(user, &AccessChange { revoked: [group.to_owned()].into(), ..AccessChange::default() });
    }

    /// Removes a user's rights and password.
    pub fn forget_user(&mut self, user: &str) {
        self.remove(Key::access(user));
        self.remove(Key::credential(user));
    }

    /// Writes a user's password hash (PHC text).
    pub fn set_credential(&mut self, user: &str, hash: &str) {
        self.set(Key::credential(user), [("h", item::text(hash))]);
    }
}

impl Store {
    /// A user's rights among fetched items.
    pub fn access_in(fetched: &Fetched, user: &str) -> Result<Option<Access>, Error> {
        let Some(found) = fetched.item(&Key::access(user)) else { return Ok(None) };
        let groups = match found.get("g") {
            Some(AttributeValue::M(groups)) => {
                groups.iter().map(|(group, codes)| (group.clone(), codes_of(codes))).collect()
            }
            _ => BTreeMap::new(),
        };
        Ok(Some(Access {
            username: item::get_text(found, "u")?.to_owned(),
            groups,
            active: !matches!(found.get("a"), Some(AttributeValue::Bool(false))),
            role: found.contains_key("r").then(|| item::get_number(found, "r")).transpose()?,
        }))
    }

    /// A user's password hash among fetched items.
    pub fn credential_in(fetched: &Fetched, user: &str) -> Option<String> {
        let found = fetched.item(&Key::credential(user))?;
        item::get_text(found, "h").ok().map(ToOwned::to_owned)
    }

    /// The owner of a unique value among fetched items.
    pub fn owner_in(fetched: &Fetched, guard: &Key) -> Option<String> {
        let found = fetched.item(guard)?;
        item::get_text(found, "o").ok().map(ToOwned::to_owned)
    }
}

/// A list: sets may not be empty in DynamoDB, and a group that grants nothing is a group all the same.
fn codes_attribute(codes: &BTreeSet<String>) -> AttributeValue {
    AttributeValue::L(codes.iter().map(|code| item::text(code)).collect())
}

fn codes_of(attribute: &AttributeValue) -> BTreeSet<String> {
    let AttributeValue::L(codes) = attribute else { return BTreeSet::new() };
    codes.iter().filter_map(|code| code.as_s().ok().cloned()).collect()
}
