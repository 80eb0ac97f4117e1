//! The lists of a new archive: one per line of `enumerations.json`, each read when it is first needed.
//!
//! `ids` and `positions` are written as runs (`9,1-2,18`): one number for each value. Without `positions` the values stand
//! at 0, 1, 2 …

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value as Json;

use super::{List, Trace, Value};

const SEEDS: &str = include_str!("../../enumerations.json");

/// The highest number of a seeded list.
pub(super) const LAST_LIST: u64 = 102;

/// The highest number of a seeded value.
pub(super) const LAST_VALUE: u64 = 1797;

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
    let ids = runs(line.get("ids")?.as_str()?);
    let positions = match line.get("positions").and_then(Json::as_str) {
        Some(positions) => runs(positions),
        None => (0..).take(texts.len()).collect(),
    };
    let values = texts.iter().zip(ids).zip(positions).filter_map(|((text, id), position)| {
        let value = text.as_str()?.to_owned();
        let readonly = readonly.contains(text);
        Some(Value { id, value, position, readonly, suppressed: false, trace: Trace::default() })
    });
    Some(List {
        id: line.get("id")?.as_u64()?,
        name: line.get("name")?.as_str()?.to_owned(),
        editable: line.get("editable") == Some(&Json::Bool(true)),
        default: line.get("default").and_then(Json::as_str).map(str::to_owned),
        relationships: super::changes::texts(line.get("relationships")),
        values: values.collect(),
        trace: Trace::default(),
    })
}

/// Numbers written as runs.
fn runs(text: &str) -> Vec<u64> {
    let parsed = text.split(',').filter_map(|run| {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        Some(first.parse().ok()?..=last.parse().ok()?)
    });
    parsed.flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_line_is_a_list() {
        let whole: Vec<Json> = serde_json::from_str(SEEDS).unwrap();
        assert_eq!(whole.len(), seed_names().count());
        assert!(seed_names().all(|name| seed(name).is_some_and(|list| list.name == name)));
        let stated: usize = whole.iter().map(|list| list["values"].as_array().unwrap().len()).sum();
        let values: Vec<&Value> = seed_names().filter_map(seed).flat_map(|list| &list.values).collect();
        assert_eq!((stated, values.len()), (1789, 1789));
        let numbers: BTreeSet<u64> = values.iter().map(|value| value.id).collect();
        assert_eq!(numbers.len(), 1789, "every value has a number of its own");
        assert_eq!(numbers.last(), Some(&LAST_VALUE));
        assert_eq!(seed_names().filter_map(seed).map(|list| list.id).max(), Some(LAST_LIST));
    }

    #[test]
    fn numbers_follow_the_values() {
        let relators = seed("linked_agent_archival_record_relators").unwrap();
        assert_eq!((relators.find("acp").unwrap().id, relators.find("act").unwrap().id), (9, 1));
        let events = seed("event_event_type").unwrap();
        assert_eq!(events.values.last().map(|value| value.position), Some(37), "place 32 is free");
    }

    #[test]
    fn values_that_must_stay_are_marked() {
        let dates = seed("date_label").unwrap();
        assert!(dates.find("existence").unwrap().readonly);
        assert!(!dates.find("creation").unwrap().readonly);
    }
}
