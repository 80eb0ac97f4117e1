//! Catalogues: lists of records, the ones changed last first, where the few lists there are have names of their own.
//!
//! An entry holds what a list shows, so that reading one costs a query; it is written in the transactions of its record. How many entries
//! there are is counted in the same transactions.
//!
//! A catalogue is one partition. That takes a thousand entries a second, which is more than people and jobs make, and hands out some
//! thousands in one query.

use records::Body;

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item::{self, Item};
use crate::key::Key;
use crate::transaction::{Change, Transaction, Write, with_key};

/// A record in a catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// When it was changed, in seconds since 1970.
    pub moment: i64,
    /// Its URI.
    pub uri: String,
    /// What the list shows.
    pub extra: Body,
}

impl Listed {
    fn read(item: &Item) -> Result<Self, Error> {
        let sk = item::get_text(item, "sk")?;
        let mut parts = sk.splitn(3, '#').skip(1);
        let (moment, uri) = (parts.next().and_then(|moment| moment.parse().ok()), parts.next());
        let (moment, uri) = moment.zip(uri).ok_or_else(|| Error::damaged(format!("no entry of a catalogue: {sk}")))?;
        let extra = serde_json::from_str(item::get_text(item, "e")?).map_err(Error::damaged)?;
        Ok(Self { moment, uri: uri.to_owned(), extra })
    }
}

impl Transaction {
    /// Puts a record into a catalogue. One item, and one for all changes of the number of entries together.
    pub fn catalogue(&mut self, catalogue: &'static str, listed: &Listed) -> Result<(), Error> {
        let key = Key::catalogued(catalogue, listed.moment, &listed.uri);
        let extra = serde_json::to_string(&listed.extra).map_err(Error::damaged)?;
        let put = Change::new(Write::Put(with_key(&key, [("e", item::text(&extra))])));
        self.changes.insert(key, put);
        *self.catalogued.entry(catalogue).or_default() += 1;
        Ok(())
    }

    /// Takes a record out of a catalogue, where it stands under this moment. Comes before [`Transaction::catalogue`] when both concern one
    /// record.
    pub fn uncatalogue(&mut self, catalogue: &'static str, moment: i64, uri: &str) {
        self.changes.insert(Key::catalogued(catalogue, moment, uri), Change::new(Write::Delete));
        *self.catalogued.entry(catalogue).or_default() -= 1;
    }
}

/// Adds to the number of entries.
pub(crate) fn count(entries: i64) -> Change {
    Change::new(Write::Update("ADD n :entries".to_owned())).with(":entries", item::number(entries))
}

impl Store {
    /// The entries of a catalogue that were changed last, at most `limit`, the last one first. A query for each megabyte.
    pub async fn catalogued(&self, catalogue: &'static str, limit: usize) -> Result<Vec<Listed>, Error> {
        let first = Key::catalogue(catalogue);
        let query = self
            .query(&first.pk, " AND begins_with(sk, :prefix)")
            .expression_attribute_values(":prefix", item::text(&first.sk))
            .scan_index_forward(false);
        self.collect(query, limit).await?.iter().map(Listed::read).collect()
    }

    /// How many entries a catalogue has, among fetched items ([`Key::catalogue_count`]).
    pub fn catalogue_count_in(fetched: &Fetched, catalogue: &'static str) -> Result<u64, Error> {
        let count = fetched.item(&Key::catalogue_count(catalogue)).map(|item| item::get_number(item, "n"));
        Ok(count.transpose()?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ones_sort_behind() {
        let at = |moment| Key::catalogued("collections", moment, "/api/collections/x").sk;
        assert!(at(999_999_999) < at(1_000_000_000) && at(1_772_439_330) < at(1_772_439_331));
        assert!(at(5).starts_with(&Key::catalogue("collections").sk));
    }
}
