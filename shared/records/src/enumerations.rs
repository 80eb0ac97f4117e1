//! Controlled value lists: the values that properties such as `extent_type` may take.
//!
//! The seeded lists are embedded, one per line of `enumerations.json`, and each is read when it is first needed. An
//! archive changes only a few of them, so what it stores is the changed lists, laid over the seeds by [`Lists::with`].

mod changes;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use changes::{read_changes, write_changes};
use serde_json::Value as Json;

const SEEDS: &str = include_str!("../enumerations.json");

/// One list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Its name: `accession_acquisition_type`.
    pub name: String,
    /// Whether values may be added and removed.
    pub editable: bool,
    /// The value to offer first.
    pub default: Option<String>,
    /// Its values, in the order of their positions.
    pub values: Vec<Value>,
}

/// One value of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// What records hold: `cubic_feet`.
    pub value: String,
    /// Its place in the list, from 0.
    pub position: u64,
    /// Whether it must stay: the archive itself depends on it.
    pub readonly: bool,
    /// Whether it is no longer offered. Records may still hold it, also new ones.
    pub suppressed: bool,
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
}

impl Lists {
    /// The lists of a new archive.
    pub fn seeded() -> Self {
        Self::default()
    }

    /// The seeded lists, except that a list in `changes` replaces the seed of its name.
    pub fn with(changes: BTreeMap<String, List>) -> Self {
        Self { changes }
    }

    /// A list, by name.
    pub fn find(&self, name: &str) -> Option<&List> {
        self.changes.get(name).or_else(|| seed(name))
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
}

/// A list as a new archive has it.
pub fn seed(name: &str) -> Option<&'static List> {
    let line = index().get(name)?;
    line.list.get_or_init(|| read(line.text)).as_ref()
}

/// The names of the seeded lists, in alphabetical order.
pub fn seed_names() -> impl Iterator<Item = &'static str> {
    index().keys().copied()
}

/// A line of the file, not yet read.
struct Line {
    text: &'static str,
    list: OnceLock<Option<List>>,
}

/// Finds the lines without reading the values: the file holds some 1,800 of them and a request needs few.
fn index() -> &'static BTreeMap<&'static str, Line> {
    static INDEX: OnceLock<BTreeMap<&'static str, Line>> = OnceLock::new();
    INDEX.get_or_init(|| {
        let lines = SEEDS.lines().filter_map(|line| {
            let text = line.strip_suffix(',').unwrap_or(line);
            let (name, _) = text.strip_prefix("{\"name\":\"")?.split_once('"')?;
            Some((name, Line { text, list: OnceLock::new() }))
        });
        lines.collect()
    })
}

fn read(text: &str) -> Option<List> {
    let line: Json = serde_json::from_str(text).ok()?;
    let readonly = line.get("readonly").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let texts = line.get("values")?.as_array()?;
    let values = texts.iter().zip(0..).filter_map(|(text, position)| {
        let value = text.as_str()?.to_owned();
        Some(Value { value, position, readonly: readonly.contains(text), suppressed: false })
    });
    Some(List {
        name: line.get("name")?.as_str()?.to_owned(),
        editable: line.get("editable") == Some(&Json::Bool(true)),
        default: line.get("default").and_then(Json::as_str).map(str::to_owned),
        values: values.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_list() {
        let whole: Vec<Json> = serde_json::from_str(SEEDS).unwrap();
        assert_eq!(whole.len(), seed_names().count());
        assert!(seed_names().all(|name| seed(name).is_some_and(|list| list.name == name)));
        let values: usize = seed_names().filter_map(seed).map(|list| list.values.len()).sum();
        assert_eq!(values, 1789);
    }

    #[test]
    fn a_changed_list_replaces_its_seed() {
        let value = Value { value: "loan".to_owned(), position: 0, readonly: false, suppressed: true };
        let name = "accession_acquisition_type".to_owned();
        let list = List { name: name.clone(), editable: true, default: None, values: vec![value] };
        let lists = Lists::with(BTreeMap::from([(name.clone(), list)]));
        assert!(lists.find(&name).unwrap().contains("loan"));
        assert!(!lists.find(&name).unwrap().contains("gift"));
        assert!(lists.find("extent_portion").unwrap().contains("whole"));
        assert_eq!(lists.names().count(), 101);
    }

    #[test]
    fn values_that_must_stay_are_marked() {
        let dates = seed("date_label").unwrap();
        assert!(dates.find("existence").unwrap().readonly);
        assert!(!dates.find("creation").unwrap().readonly);
    }
}
