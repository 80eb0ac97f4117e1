//! Reading by key: any number of items in as few `BatchGetItem` calls as possible.
//!
//! The SDK does not retry what a batch leaves out (`UnprocessedKeys`), so this does.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};
use futures_util::future::try_join_all;
use records::record_type::Stored;

use crate::Store;
use crate::error::Error;
use crate::item::{self, BodyPlace, Item};
use crate::key::Key;
use crate::meter::{self, Kind};

/// `BatchGetItem` takes at most this many keys.
const BATCH: usize = 100;

/// How often keys that a batch left out are asked for again, with growing pauses (25 ms … 1.6 s).
const ATTEMPTS: u32 = 7;

/// Items read together.
#[derive(Debug, Default)]
pub struct Fetched {
    items: HashMap<Key, Item>,
    /// Keys that were asked for and are not there.
    absent: HashSet<Key>,
}

impl Fetched {
    pub(crate) fn item(&self, key: &Key) -> Option<&Item> {
        self.items.get(key)
    }

    /// Whether the item exists.
    pub fn has(&self, key: &Key) -> bool {
        self.items.contains_key(key)
    }

    /// Whether the item was asked for, there or not: then nobody has to ask again.
    pub fn asked(&self, key: &Key) -> bool {
        self.items.contains_key(key) || self.absent.contains(key)
    }

    /// Takes over what another read brought under a key; `false` when that did not ask for it.
    pub fn copy(&mut self, other: &Self, key: &Key) -> bool {
        if let Some(item) = other.items.get(key) {
            self.items.insert(key.clone(), item.clone());
        } else if other.absent.contains(key) {
            self.absent.insert(key.clone());
        } else {
            return false;
        }
        true
    }

    /// Takes over what another read brought.
    pub fn extend(&mut self, other: Self) {
        self.absent.extend(other.absent);
        self.items.extend(other.items);
    }
}

impl Store {
    /// Reads items by key, strongly consistent. Missing ones are left out. Doubled keys are read once.
    pub async fn fetch(&self, keys: impl IntoIterator<Item = Key>) -> Result<Fetched, Error> {
        let mut keys: Vec<Key> = keys.into_iter().collect();
        keys.sort_unstable();
        keys.dedup();
        let batches = keys.chunks(BATCH).map(|batch| self.fetch_batch(batch));
        let mut fetched = Fetched::default();
        for items in try_join_all(batches).await? {
            fetched.items.extend(items);
        }
        fetched.absent = keys.into_iter().filter(|key| !fetched.items.contains_key(key)).collect();
        Ok(fetched)
    }

    async fn fetch_batch(&self, keys: &[Key]) -> Result<Vec<(Key, Item)>, Error> {
        let mut found = Vec::with_capacity(keys.len());
        let mut wanted = Some(request(keys)?);
        for attempt in 0..ATTEMPTS {
            let Some(request) = wanted.take() else { break };
            if attempt > 0 {
                tokio::time::sleep(pause(attempt)).await;
            }
            let request = self
                .dynamodb()
                .batch_get_item()
                .request_items(self.table(), request)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            // Boxed, as transactions are.
            let answer = Box::pin(request.send()).await.map_err(Error::from_sdk)?;
            meter::count_dynamodb(Kind::Read, answer.consumed_capacity());
            for item in answer.responses.into_iter().filter_map(|mut tables| tables.remove(self.table())).flatten() {
                let key =
                    Key { pk: item::get_text(&item, "pk")?.to_owned(), sk: item::get_text(&item, "sk")?.to_owned() };
                found.push((key, item));
            }
            wanted = answer
                .unprocessed_keys
                .and_then(|mut tables| tables.remove(self.table()))
                .filter(|rest| !rest.keys().is_empty());
        }
        match wanted {
            None => Ok(found),
            Some(rest) => Err(Error::Busy(format!("{} keys unprocessed", rest.keys().len()))),
        }
    }

    /// The records among fetched items, in the order asked for; missing ones are `None`.
    pub async fn records_in(&self, fetched: &Fetched, uris: &[&str]) -> Result<Vec<Option<Stored>>, Error> {
        try_join_all(uris.iter().map(|uri| self.record_in(fetched, uri))).await
    }

    /// One record among fetched items.
    pub async fn record_in(&self, fetched: &Fetched, uri: &str) -> Result<Option<Stored>, Error> {
        match fetched.item(&Key::record(uri)) {
            Some(item) => self.decode(item).await.map(Some),
            None => Ok(None),
        }
    }

    /// Reads records by URI, in the order asked for; missing ones are `None`.
    pub async fn read(&self, uris: &[&str]) -> Result<Vec<Option<Stored>>, Error> {
        let fetched = self.fetch(uris.iter().map(|uri| Key::record(uri))).await?;
        self.records_in(&fetched, uris).await
    }

    pub(crate) async fn decode(&self, item: &Item) -> Result<Stored, Error> {
        let body = match item::body_place(item)? {
            BodyPlace::Inline(bytes) => item::decompress(bytes)?,
            BodyPlace::Spilled(key) => item::decompress(&self.read_body(key).await?)?,
        };
        item::decode(item, body)
    }
}

/// Grows from 25 ms, doubling.
pub(crate) fn pause(attempt: u32) -> Duration {
    Duration::from_millis(25 << attempt.saturating_sub(1).min(6))
}

fn request(keys: &[Key]) -> Result<KeysAndAttributes, Error> {
    let keys = keys.iter().map(as_item).collect();
    KeysAndAttributes::builder()
        .set_keys(Some(keys))
        .consistent_read(true)
        .build()
        .map_err(|error| Error::Unavailable(error.to_string()))
}

/// A key as the SDK wants it.
pub(crate) fn as_item(key: &Key) -> HashMap<String, AttributeValue> {
    HashMap::from([("pk".to_owned(), item::text(&key.pk)), ("sk".to_owned(), item::text(&key.sk))])
}
