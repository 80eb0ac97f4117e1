//! Lists of objects by the time of their making: one partition for each list.
//!
//! Ids of ARCS objects grow with time, so their URIs sort by it, and the newest are found by reading backwards.

use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Transaction, Write, with_key};

impl Transaction {
    /// Puts an object on a list. The list is a path of the program's own, with parsed ids and numbers in it.
    pub fn enlist(&mut self, list: &str, uri: &str) {
        let key = Key::listed(list, uri);
        let put = Change::new(Write::Put(with_key(&key, [])));
        self.changes.insert(key, put);
    }

    /// Takes an object off a list, unless the same transaction puts it there.
    pub fn delist(&mut self, list: &str, uri: &str) {
        self.changes.entry(Key::listed(list, uri)).or_insert_with(|| Change::new(Write::Delete));
    }
}

impl Store {
    /// URIs of the objects on a list, the newest first, at most `limit`. One query for each megabyte, which is about 8,000.
    pub async fn newest_on(&self, list: &str, limit: usize) -> Result<Vec<String>, Error> {
        let first = Key::listed(list, "");
        let query = self
            .query(&first.pk, " AND begins_with(sk, :prefix)")
            .expression_attribute_values(":prefix", item::text(&first.sk))
            .scan_index_forward(false);
        let found = self.collect(query, limit).await?;
        let uri = |item| Ok(item::get_text(item, "sk")?.trim_start_matches(&first.sk).to_owned());
        found.iter().map(uri).collect()
    }
}
