//! Controlled value lists: the values that properties such as `extent_type` may take.
//!
//! The seeded lists are embedded ([`seed`]). An archive changes only a few of them, so what it stores is the changed
//! lists, laid over the seeds ([`Lists::read`], [`Lists::write`]). Lists and values have numbers, which clients know them
//! by; a number is never given out twice, so the highest ones are stored as well.

mod changes;
mod seeds;
pub mod uses;

use std::collections::BTreeMap;

pub use seeds::{seed, seed_names};

/// Who wrote a list or a value, and when. Of a seed: nobody, and moment 0, which stands for the archive's first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Counts its writes, from 0.
    pub lock_version: u64,
    /// Username of the creator.
    pub created_by: Option<String>,
    /// Username of the last writer.
    pub last_modified_by: Option<String>,
    /// Seconds since 1970 (UTC).
    pub create_time: i64,
    /// Last write, seconds since 1970 (UTC).
    pub modified: i64,
}

impl Trace {
    /// Of something new.
    pub fn new(username: Option<&str>, now: i64) -> Self {
        let username = username.map(ToOwned::to_owned);
        Self {
            lock_version: 0,
            created_by: username.clone(),
            last_modified_by: username,
            create_time: now,
            modified: now,
        }
    }

    /// Notes a write.
    pub fn touch(&mut self, username: Option<&str>, now: i64) {
        self.lock_version += 1;
        self.last_modified_by = username.map(ToOwned::to_owned);
        self.modified = now;
    }
}

/// One list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Its number.
    pub id: u64,
    /// Its name: `accession_acquisition_type`.
    pub name: String,
    /// Whether values may be added and removed.
    pub editable: bool,
    /// The value to offer first.
    pub default: Option<String>,
    /// The properties whose values it lists, for clients that show them together.
    pub relationships: Vec<String>,
    /// Its values, in the order of their positions.
    pub values: Vec<Value>,
    /// Its writes.
    pub trace: Trace,
}

/// One value of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Value {
    /// Its number.
    pub id: u64,
    /// What records hold: `cubic_feet`.
    pub value: String,
    /// Its place in the list, from 0. Places may be free in between.
    pub position: u64,
    /// Whether it must stay: the archive itself depends on it.
    pub readonly: bool,
    /// Whether it is no longer offered. Records may still hold it, also new ones.
    pub suppressed: bool,
    /// Its writes.
    pub trace: Trace,
}

impl List {
    /// A value of the list. Suppressed values count.
    pub fn find(&self, value: &str) -> Option<&Value> {
        self.values.iter().find(|candidate| candidate.value == value)
    }

    /// Whether a record may hold this value.
    pub fn contains(&self, value: &str) -> bool {
        self.find(value).is_some()
    }
}

/// All lists of an archive.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    changes: BTreeMap<String, List>,
    last_list: u64,
    last_value: u64,
}

impl Lists {
    /// The lists of a new archive.
    pub fn seeded() -> Self {
        Self::default()
    }

    /// A list, by name.
    pub fn find(&self, name: &str) -> Option<&List> {
        self.changes.get(name).or_else(|| seed(name))
    }

    /// A list, by number.
    pub fn numbered(&self, id: u64) -> Option<&List> {
        let changed = self.changes.values().find(|list| list.id == id);
        changed.or_else(|| seed_names().filter_map(|name| self.find(name)).find(|list| list.id == id))
    }

    /// The list that holds the value with this number.
    pub fn holding(&self, value: u64) -> Option<&List> {
        let holds = |list: &&List| list.values.iter().any(|candidate| candidate.id == value);
        self.changes.values().find(holds).or_else(|| seed_names().filter_map(|name| self.find(name)).find(holds))
    }

    /// All lists, in the order of their numbers.
    pub fn all(&self) -> Vec<&List> {
        let mut all: Vec<&List> = self.names().filter_map(|name| self.find(name)).collect();
        all.sort_by_key(|list| list.id);
        all
    }

    /// The names of all lists, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.changes.keys().map(String::as_str).collect();
        for name in seed_names() {
            names.push(name);
        }
        names.sort_unstable();
        names.dedup();
        names.into_iter()
    }

    /// Puts a changed list in the place of the one with its name.
    pub fn put(&mut self, list: List) {
        self.changes.insert(list.name.clone(), list);
    }

    /// The number of the next new list.
    pub fn next_list(&mut self) -> u64 {
        self.last_list = self.last_list.max(seeds::LAST_LIST) + 1;
        self.last_list
    }

    /// The number of the next new value.
    pub fn next_value(&mut self) -> u64 {
        self.last_value = self.last_value.max(seeds::LAST_VALUE) + 1;
        self.last_value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_list_replaces_its_seed() {
        let value = Value { value: "loan".to_owned(), suppressed: true, ..Value::default() };
        let name = "accession_acquisition_type".to_owned();
        let mut lists = Lists::seeded();
        lists.put(List { id: 6, name: name.clone(), values: vec![value], ..List::default() });
        assert!(lists.find(&name).unwrap().contains("loan"));
        assert!(!lists.find(&name).unwrap().contains("gift"));
        assert!(lists.find("extent_portion").unwrap().contains("whole"));
        assert_eq!(lists.names().count(), 101);
        assert!(lists.holding(245).is_none(), "gift is gone");
    }

    #[test]
    fn lists_and_values_are_found_by_number() {
        let lists = Lists::seeded();
        assert_eq!(lists.numbered(14).unwrap().name, "extent_extent_type");
        assert_eq!(lists.holding(273).unwrap().name, "extent_extent_type");
        assert_eq!(lists.all()[0].name, "linked_agent_archival_record_relators");
        assert!(lists.numbered(63).is_none());
    }

    #[test]
    fn new_numbers_go_on_after_the_seeds() {
        let mut lists = Lists::seeded();
        assert_eq!((lists.next_list(), lists.next_list()), (103, 104));
        assert_eq!(lists.next_value(), 1798);
    }
}
