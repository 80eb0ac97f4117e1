//! Finding records by values that several of them may have.
//!
//! One item per record and value, in the partition of the value. They are written like links: a transaction that is too large for
//! DynamoDB writes new ones before and removes old ones after it, so readers verify what they find.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use records::lookups::Entry;

use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::meter::{self, Kind};
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
        let mut found = vec![];
        let mut start = None;
        loop {
            let answer = self
                .dynamodb()
                .query()
                .table_name(self.table())
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(
                    ":pk",
                    item::text(&Key::lookup_partition(&entry.index, &entry.scope, &entry.value)),
                )
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(Error::from_sdk)?;
            meter::count_dynamodb(Kind::Read, answer.consumed_capacity());
            for entered in answer.items.unwrap_or_default() {
                found.push(item::get_text(&entered, "sk")?.to_owned());
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(found);
            }
        }
    }
}
