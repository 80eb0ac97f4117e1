//! Tickets: what a link with a secret in it lets somebody do, once and for a while. Of the secret only a hash is stored.
//!
//! Pleas: that somebody asked for a new password. One is kept for whatever address was given, so that neither its cost nor
//! its answer tells whether there is such a user.

use serde::{Deserialize, Serialize};

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write, with_key};

/// Seconds that a plea is kept.
const PLEA_KEPT: i64 = 7 * 24 * 3600;

/// What a ticket is good for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "lowercase")]
pub enum Ticket {
    /// To become a user.
    Registration {
        /// The address that was invited.
        email: String,
        /// The ARCS role that the user will have.
        role: u8,
    },
    /// To set a user's password.
    Password {
        /// URI of the user.
        user: String,
        /// The password hash that is to be replaced, hashed: once the password is another one, the ticket is good no more.
        replaces: String,
        /// The address for which somebody may have asked.
        asked: Option<String>,
    },
}

/// The secret of a link, as its holder has it. Never logged: it has no `Debug` that shows it, and no `Display`.
pub struct Secret(String);

impl Secret {
    /// A new secret of 256 bits.
    pub fn new() -> Result<Self, Error> {
        let mut random = [0_u8; 32];
        getrandom::fill(&mut random).map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self(hex::encode(random)))
    }

    /// What the link carries.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Transaction {
    /// Issues a ticket that ends at a time, in seconds since 1970.
    pub fn issue(&mut self, secret: &Secret, ticket: &Ticket, ends: i64) -> Result<(), Error> {
        let text = serde_json::to_string(ticket).map_err(Error::damaged)?;
        self.set(Key::ticket(secret.reveal()), [("t", item::text(&text)), ("expires", item::number(ends))]);
        Ok(())
    }

    /// Uses a ticket up. It must still be there: the transaction is [`Error::Stale`] otherwise, with the key's `pk`.
    pub fn redeem(&mut self, secret: &str) -> Key {
        let key = Key::ticket(secret);
        let delete = Change::new(Write::Delete).when("attribute_exists(pk)", Meaning::Stale);
        self.changes.insert(key.clone(), delete);
        key
    }

    /// Notes that somebody asked for a new password.
    pub fn plead(&mut self, address: &str, now: i64) {
        let key = Key::plea(address);
        let put = with_key(&key, [("n", item::number(now)), ("expires", item::number(now + PLEA_KEPT))]);
        self.changes.insert(key, Change::new(Write::Put(put)));
    }

    /// Forgets that somebody asked.
    pub fn grant_plea(&mut self, address: &str) {
        self.remove(Key::plea(address));
    }
}

impl Store {
    /// The ticket with this secret among fetched items ([`Key::ticket`]), while it is good.
    pub fn ticket_in(&self, fetched: &Fetched, secret: &str) -> Result<Option<Ticket>, Error> {
        let Some(found) = fetched.item(&Key::ticket(secret)) else { return Ok(None) };
        // Items that are over may stay for days.
        if item::get_number::<i64>(found, "expires")? <= self.clock().now() {
            return Ok(None);
        }
        serde_json::from_str(item::get_text(found, "t")?).map(Some).map_err(Error::damaged)
    }

    /// When somebody asked for a new password for this address, in seconds since 1970; among fetched items ([`Key::plea`]).
    pub fn plea_in(&self, fetched: &Fetched, address: &str) -> Result<Option<i64>, Error> {
        let Some(found) = fetched.item(&Key::plea(address)) else { return Ok(None) };
        let asked = item::get_number(found, "n")?;
        Ok(Some(asked).filter(|_| item::get_number::<i64>(found, "expires").is_ok_and(|end| end > self.clock().now())))
    }
}
