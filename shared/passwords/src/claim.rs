//! Proving a password. Every wrong one costs the same, whether there is such a user or not: the same calls, the same hash.

use api::Problem;
use store::access::Access;
use store::{Fetched, Key, Store};

use crate::hashing;
use crate::throttle::{Counted, Counters};

/// What is read in the place of a user that does not exist.
const NOBODY: &str = "/users/0";

/// Somebody who says to be a user.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// What the client calls itself, in the form that compares.
    pub name: &'a str,
    /// URI of the user who that is, if there is one.
    pub user: Option<&'a str>,
    /// What the client says to prove it.
    pub password: &'a str,
    /// Where the client is.
    pub address: &'a str,
}

/// A claim that is true.
pub struct Proof {
    /// URI of the user.
    pub user: String,
    /// The user's rights: one who may log in.
    pub access: Access,
    /// What was read for it, with what else was asked for.
    pub fetched: Fetched,
    /// The counters of failures, to be forgiven.
    pub counters: Counters,
    /// What they held.
    pub counted: Counted,
    /// The hash that the password fits, as PHC text.
    pub(crate) hash: Option<String>,
}

impl Claim<'_> {
    /// Reads what there is about the user, and hashes. A wrong password, an unknown user and one who may not log in are all
    /// `None`, and count as failures; too many of those are a 429 before anything is hashed. `more` is read along, by the URI
    /// of the user.
    pub async fn check(&self, store: &Store, more: impl FnOnce(&str) -> Vec<Key>) -> Result<Option<Proof>, Problem> {
        let user = self.user.unwrap_or(NOBODY);
        let counters = Counters::of(self.name, self.address);
        let mut keys = vec![Key::access(user), Key::credential(user)];
        keys.extend(more(user));
        keys.extend(counters.keys());
        let fetched = store.fetch(keys).await?;
        let counted = counters.check(store, &fetched)?;
        let hash = Store::credential_in(&fetched, user);
        let fits = hashing::verify(self.password, hash.clone()).await?;
        let access = Store::access_in(&fetched, user)?.filter(|access| fits && access.active);
        let Some(access) = access else {
            counters.count(store, &counted).await?;
            return Ok(None);
        };
        Ok(Some(Proof { user: user.to_owned(), access, fetched, counters, counted, hash }))
    }
}
