//! Nested records with a number of their own: telephones, terms, file versions.

use std::collections::BTreeMap;

use records::Body;
use records::derive::numbering::{self, Wanted};
use records::record_type::RecordType;
use store::{Fetched, Key, Store};

use super::unique::guard_key;

/// Keys that tell the numbers of nested records: counters, and the guards of those that may exist already.
pub(crate) fn keys(row: &RecordType, body: &Body) -> Vec<Key> {
    let mut keys = vec![];
    for wanted in numbering::wanted(row, body) {
        keys.push(Key::counter(wanted.record_type));
        keys.extend(wanted.identity.map(|identity| guard(wanted.record_type, &identity)));
    }
    keys
}

/// The guard of an identity.
pub(crate) fn guard(record_type: &str, identity: &str) -> Key {
    guard_key(record_type, "", identity)
}

/// Owners of identities that were learned from a refused write.
pub(crate) type Owners = BTreeMap<Key, String>;

/// The numbers that a completed body needs, told apart: those that exist, and those that must be made.
pub(crate) struct Plan {
    wanted: Vec<Wanted>,
    known: BTreeMap<(&'static str, String), u64>,
}

impl Plan {
    /// Looks among fetched items for nested records that exist.
    pub(crate) fn new(row: &RecordType, body: &Body, fetched: &Fetched, owners: &Owners) -> Self {
        let wanted = numbering::wanted(row, body);
        let mut known = BTreeMap::new();
        for nested in &wanted {
            let Some(identity) = &nested.identity else { continue };
            let key = guard(nested.record_type, identity);
            let owner = Store::owner_in(fetched, &key).or_else(|| owners.get(&key).cloned()).or_else(|| {
                // Named by its URI, and put in place of it: read, and so known to exist.
                let uri = nested.body.get("uri")?.as_str()?;
                fetched.has(&Key::record(uri)).then(|| uri.to_owned())
            });
            if let Some(number) = owner.and_then(|uri| uri.rsplit('/').next()?.parse().ok()) {
                known.insert((nested.record_type, identity.clone()), number);
            }
        }
        Self { wanted, known }
    }

    /// How many new numbers are needed, by type.
    pub(crate) fn missing(&self) -> BTreeMap<&'static str, u64> {
        let mut missing = BTreeMap::new();
        let mut seen = self.known.clone();
        for nested in &self.wanted {
            if let Some(identity) = &nested.identity
                && seen.insert((nested.record_type, identity.clone()), 0).is_some()
            {
                continue;
            }
            *missing.entry(nested.record_type).or_default() += 1;
        }
        missing
    }

    /// Hands out the new numbers, which begin at `first` for each type. Returns all numbers in the order of the body, and the
    /// records that come into being.
    pub(crate) fn settle(mut self, mut first: BTreeMap<&'static str, u64>) -> (Vec<u64>, Vec<(u64, Wanted)>) {
        let mut numbers = vec![];
        let mut created = vec![];
        for nested in self.wanted {
            let key = nested.identity.clone().map(|identity| (nested.record_type, identity));
            if let Some(number) = key.as_ref().and_then(|key| self.known.get(key)) {
                numbers.push(*number);
                continue;
            }
            let next = first.entry(nested.record_type).or_default();
            let number = *next;
            *next += 1;
            numbers.push(number);
            if let Some(key) = key {
                self.known.insert(key, number);
                created.push((number, nested));
            }
        }
        (numbers, created)
    }
}
