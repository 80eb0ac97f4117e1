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
}

impl Transaction {
    /// Writes a user's rights.
    pub fn set_access(&mut self, user: &str, access: &Access) {
        let groups = access.groups.iter().map(|(group, codes)| (group.clone(), codes_attribute(codes))).collect();
        self.set(
            Key::access(user),
            [
                ("u", item::text(&access.username)),
                ("g", AttributeValue::M(groups)),
                ("a", AttributeValue::Bool(access.active)),
            ],
        );
    }

    /// Adds or changes what one group grants to a user, and leaves the user's other groups alone. At most one group of a user
    /// changes in a transaction.
    pub fn grant(&mut self, user: &str, group: &str, codes: &BTreeSet<String>) {
        let change = Change::new(Write::Update("SET g.#group = :codes".to_owned()))
            .when("attribute_exists(pk)", Meaning::TargetMissing)
            .with(":codes", codes_attribute(codes));
        self.changes.insert(Key::access(user), change.named("#group", group));
    }

    /// Takes a user out of a group.
    pub fn revoke(&mut self, user: &str, group: &str) {
        let change = Change::new(Write::Update("REMOVE g.#group".to_owned()))
            .when("attribute_exists(pk)", Meaning::TargetMissing);
        self.changes.insert(Key::access(user), change.named("#group", group));
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
