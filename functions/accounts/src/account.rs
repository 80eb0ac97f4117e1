//! A user together with the rights that stand beside the record.

use api::generic::item_path;
use api::show::{Eyes, show};
use api::{Call, Problem};
use records::permissions::{Effective, Permission};
use records::record_type::Stored;
use records::types::USER;
use serde_json::{Value, json};
use store::access::Access;
use store::{Fetched, Key, Store};

pub(crate) use passwords::names::{email_guard, normalise, username_guard};

/// The group of the global repository whose members may do everything.
pub(crate) const ADMINISTRATORS: &str = "/repositories/1/groups/1";

/// Words that stand in paths where the other API has a username: nobody of that name could log in.
const RESERVED: [&str; 2] = ["reset_password", "send_reset"];

/// Whether somebody may be called so.
pub(crate) fn is_username(name: &str) -> bool {
    api::pipeline::is_valid_username(name) && !RESERVED.contains(&normalise(name).as_str())
}

/// A user as the store has it.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// The record.
    pub(crate) stored: Stored,
    /// What the user's groups grant.
    pub(crate) access: Access,
}

/// The keys of an account.
pub(crate) fn keys(user: &str) -> [Key; 2] {
    [Key::record(user), Key::access(user)]
}

/// The keys of the account that a path names by its number.
pub(crate) fn keys_of(number: Option<u64>) -> Vec<Key> {
    number.map(|number| keys(&uri(number)).to_vec()).unwrap_or_default()
}

/// The URI of a user.
pub(crate) fn uri(number: u64) -> String {
    item_path(&USER).replace("{id}", &number.to_string())
}

impl Account {
    /// The account among fetched items.
    pub(crate) async fn find(store: &Store, fetched: &Fetched, user: &str) -> Result<Option<Self>, Problem> {
        let Some(stored) = store.record_in(fetched, user).await? else { return Ok(None) };
        let access = Store::access_in(fetched, user)?.unwrap_or_default();
        Ok(Some(Self { stored, access }))
    }

    /// The account that the request's path names.
    pub(crate) async fn requested(call: &Call, missing: &str) -> Result<Self, Problem> {
        let user = uri(call.params.number("id"));
        let found = Self::find(&call.store, &call.fetched, &user).await?;
        found.ok_or_else(|| Problem::NotFound(missing.to_owned()))
    }

    /// The user's URI.
    pub(crate) fn uri(&self) -> &str {
        &self.stored.uri
    }

    /// A text of the record; empty when it has none.
    pub(crate) fn text(&self, property: &str) -> &str {
        self.stored.body.get(property).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the archive itself made the user.
    pub(crate) fn is_system_user(&self) -> bool {
        self.stored.body.get("is_system_user") == Some(&Value::Bool(true))
    }

    /// What the user may do.
    pub(crate) fn rights(&self) -> Effective {
        api::caller::rights(&self.access)
    }

    /// Whether the user may do everything.
    pub(crate) fn is_administrator(&self) -> bool {
        self.rights().may(Permission::AdministerSystem, None)
    }

    /// An administrator's account is only another administrator's to change.
    pub(crate) fn check_rank(&self, call: &Call) -> Result<(), Problem> {
        let may = !self.is_administrator() || call.may(Permission::AdministerSystem);
        if may { Ok(()) } else { Err(Problem::denied()) }
    }

    /// The user as clients read it, without permissions.
    pub(crate) async fn shown(&self, call: &Call) -> Result<Value, Problem> {
        let mut user = show(&call.store, &self.stored, Eyes::of(&call.caller, None)).await?;
        user["is_admin"] = self.is_administrator().into();
        Ok(user)
    }

    /// The user with permissions, as logins answer.
    pub(crate) async fn shown_with_permissions(&self, call: &Call) -> Result<Value, Problem> {
        let mut user = self.shown(call).await?;
        user["permissions"] = json!(self.rights().map());
        Ok(user)
    }
}
