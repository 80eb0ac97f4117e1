//! Items whose key begins with the moment of the write, so that readers find what is new without walking: changes of
//! membership, and tombstones.
//!
//! That moment is the one at which the transaction is sent, each time that it is sent: a write may be staged long before, and readers
//! do not look for what is older than what they have seen already.

use records::record_type::Revision;

use crate::Store;
use crate::feed::partition;
use crate::item;
use crate::key::Key;
use crate::members::{KEPT, Membership, moment};
use crate::transaction::{Change, Transaction, Write, with_key};

/// One of them, without its moment.
#[derive(Clone, Debug)]
pub(crate) enum Dated {
    /// A record joins or leaves its collection.
    Member { uri: String, what: Membership, revision: Revision, random: String },
    /// A record is gone. Those of one transaction are told in the order in which they went.
    Tombstone { uri: String, place: usize },
}

impl Dated {
    /// The item as it is written now.
    pub(crate) fn change(&self, store: &Store) -> (Key, Change) {
        let milliseconds = store.clock().milliseconds();
        let (key, item) = match self {
            Self::Member { uri, what, revision, random } => {
                let (collection, number) = uri.rsplit_once('/').unwrap_or((uri, "0"));
                let key = Key::change(collection, &format!("{}{random}", moment(milliseconds)));
                let attributes = [
                    ("i", item::number(number)),
                    ("o", item::text(what.letter())),
                    ("v", item::number(revision.0)),
                    ("expires", item::number(milliseconds / 1000 + KEPT)),
                ];
                (key.clone(), with_key(&key, attributes))
            }
            Self::Tombstone { uri, place } => {
                let when = format!("{}#{place:02}{uri}", moment(milliseconds));
                let key = Key::tombstone(&partition(milliseconds), &when);
                (key.clone(), with_key(&key, []))
            }
        };
        (key, Change::new(Write::Put(item)))
    }
}

impl Transaction {
    /// Notes a change of membership. `revision` is the record's after the change: where two changes of one record meet, the
    /// higher one counts, whatever the clocks say.
    pub fn member(&mut self, uri: &str, what: Membership, revision: Revision) {
        // Two changes of one millisecond are two items.
        let random = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
        self.dated.push(Dated::Member { uri: uri.to_owned(), what, revision, random });
    }

    /// Notes that a record is gone.
    pub fn tombstone(&mut self, uri: &str) {
        let place = self.dated.len();
        self.dated.push(Dated::Tombstone { uri: uri.to_owned(), place });
    }
}
