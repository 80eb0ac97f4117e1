//! Records that left their URI for another one, when they were transferred to another repository.
//!
//! To harvesters a record that left is deleted. It may come back, though: then its tombstone goes, and its version begins above
//! the one that it left with, because the log of its collection compares versions.

use crate::Store;
use crate::error::Error;
use crate::feed;
use crate::fetch::Fetched;
use crate::item;
use crate::key::Key;
use crate::members::moment;
use crate::transaction::Transaction;

/// What is left where a record was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// The URI.
    pub uri: String,
    /// The version of its leaving.
    pub version: u64,
    tombstone: Key,
}

impl Departure {
    /// When it left, in milliseconds since 1970 (UTC), by the clock of whoever moved it.
    pub fn moment(&self) -> i64 {
        self.tombstone.sk.split('#').next().and_then(|moment| i64::from_str_radix(moment, 16).ok()).unwrap_or_default()
    }
}

impl Transaction {
    /// Notes that a record leaves its URI with this version: a tombstone, and where it stands.
    pub fn depart(&mut self, store: &Store, uri: &str, version: u64) {
        // Its moment is that of the staging, unlike other tombstones': the departure has to name it.
        let now = store.clock().milliseconds();
        let tombstone = Key::tombstone(&feed::partition(now), &format!("{}#{uri}", moment(now)));
        let place = [("p", item::text(&tombstone.pk)), ("t", item::text(&tombstone.sk)), ("v", item::number(version))];
        self.set(Key::departure(uri), place);
        self.set(tombstone, []);
    }

    /// Lets a record come back to where it was.
    pub fn come_back(&mut self, departure: &Departure) {
        self.remove(departure.tombstone.clone());
        self.remove(Key::departure(&departure.uri));
    }
}

impl Store {
    /// Whether a record once left this URI, among fetched items ([`Key::departure`]).
    pub fn departure_in(fetched: &Fetched, uri: &str) -> Result<Option<Departure>, Error> {
        let Some(found) = fetched.item(&Key::departure(uri)) else { return Ok(None) };
        let tombstone = Key { pk: item::get_text(found, "p")?.to_owned(), sk: item::get_text(found, "t")?.to_owned() };
        Ok(Some(Departure { uri: uri.to_owned(), version: item::get_number(found, "v")?, tombstone }))
    }
}
