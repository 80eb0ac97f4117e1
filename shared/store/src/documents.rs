//! Small documents of the archive itself: read and written whole, with a version.

use records::Body;

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write, with_key};

/// A document as stored.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Counts its writes, from 1.
    pub version: u64,
    /// What it says.
    pub body: Body,
}

/// A document's item.
pub(crate) fn read(found: &item::Item) -> Result<Document, Error> {
    let item::BodyPlace::Inline(bytes) = item::body_place(found)? else {
        return Err(Error::damaged("document outside of its item"));
    };
    Ok(Document { version: item::get_number(found, "v")?, body: item::decompress(bytes)? })
}

impl Store {
    /// A document among fetched items.
    pub fn document_in(fetched: &Fetched, key: &Key) -> Result<Option<Document>, Error> {
        fetched.item(key).map(read).transpose()
    }

    /// The version of a document among fetched items, without reading it; 0 when it is not there.
    pub fn document_version_in(fetched: &Fetched, key: &Key) -> Result<u64, Error> {
        fetched.item(key).map_or(Ok(0), |found| item::get_number(found, "v"))
    }

    /// The hints that others left at a record among fetched items; `None` when the record is not there.
    pub fn inbound_in(fetched: &Fetched, uri: &str) -> Option<std::collections::BTreeSet<String>> {
        fetched.item(&Key::record(uri)).map(|found| item::get_set(found, "f"))
    }
}

impl Store {
    /// Whether there is a suppressed record with this URI among fetched items.
    pub fn is_suppressed_in(fetched: &Fetched, uri: &str) -> bool {
        fetched.item(&Key::record(uri)).is_some_and(|found| found.contains_key("x"))
    }
}

impl Transaction {
    /// Writes a document, provided that its stored version is still `seen` (0: there is none yet).
    pub fn set_document(&mut self, key: Key, seen: u64, body: &Body) -> Result<(), Error> {
        let (name, value) = item::EncodedBody::Inline(item::compress(body)?).attribute();
        let item = with_key(&key, [("v", item::number(seen + 1)), (name, value)]);
        let change = Change::new(Write::Put(item));
        let change = if seen == 0 {
            change.when("attribute_not_exists(pk)", Meaning::Stale)
        } else {
            change.when("v = :seen", Meaning::Stale).with(":seen", item::number(seen))
        };
        self.changes.insert(key, change);
        Ok(())
    }
}
