//! Finding records by values that several of them may have.
//!
//! One item per record and value, in the partition of the value. They are written like links: a transaction that is too large for
//! DynamoDB writes new ones before and removes old ones after it, so readers verify what they find.

use records::lookups::Entry;

use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Part, Transaction, Write, with_key};

impl Transaction {
    /// Lets a record be found by a value.
    pub fn enter(&mut self, entry: &Entry, source: &str) {
        let key = Key::lookup(&entry.index, &entry.scope, &entry.value, source);
        let put = Change::new(Write::Put(with_key(&key, []))).part(Part::Before);
        self.changes.insert(key, put);
    }

    /// Lets a record not be found by a value any more, unless the same transaction enters it.
    pub fn strike(&mut self, entry: &Entry, source: &str) {
        self.changes
            .entry(Key::lookup(&entry.index, &entry.scope, &entry.value, source))
            .or_insert_with(|| Change::new(Write::Delete).part(Part::After));
    }
}

impl Store {
    /// URIs of the records that were entered under a value, in the order of their text. The scope is a repository's URI or
    /// nothing.
    pub async fn look_up(&self, entry: &Entry) -> Result<Vec<String>, Error> {
        let partition = Key::lookup_partition(&entry.index, &entry.scope, &entry.value);
        let entered = self.collect(self.query(&partition, ""), usize::MAX).await?;
        entered.iter().map(|entered| item::get_text(entered, "sk").map(ToOwned::to_owned)).collect()
    }
}
