//! What was made for a request that may be sent again: its client chose a key, and the second time gets what the first one made.

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write, with_key};

/// The rule of [`Error::Taken`] for a request that was made before.
pub const REPEATED: &str = "repeated";

/// What a request made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// URI of what it made; of several things, all of them.
    pub uri: String,
    /// What it asked for, hashed.
    pub request: String,
}

impl Transaction {
    /// Notes what a request makes, under [`Key::repeat`], until a time in seconds since 1970. [`Error::Taken`] with the rule
    /// [`REPEATED`]: it was made before.
    pub fn note_made(&mut self, key: Key, made: &Made, now: i64, until: i64) {
        let attributes =
            [("o", item::text(&made.uri)), ("h", item::text(&made.request)), ("expires", item::number(until))];
        // Items that are over may stay for days.
        let put = Change::new(Write::Put(with_key(&key, attributes)))
            .when("attribute_not_exists(pk) OR expires <= :now", Meaning::Taken(REPEATED.to_owned()))
            .with(":now", item::number(now));
        self.changes.insert(key, put);
    }
}

impl Store {
    /// What a request made, among fetched items. `now` is in seconds since 1970: what was noted for less is forgotten.
    pub fn made_in(fetched: &Fetched, key: &Key, now: i64) -> Result<Option<Made>, Error> {
        let Some(found) = fetched.item(key) else { return Ok(None) };
        if item::get_number::<i64>(found, "expires")? <= now {
            return Ok(None);
        }
        let (uri, request) = (item::get_text(found, "o")?, item::get_text(found, "h")?);
        Ok(Some(Made { uri: uri.to_owned(), request: request.to_owned() }))
    }
}
