//! Nested records with a number of their own: telephones, terms, file versions.

use records::Body;
use records::record_type::{Numbered, RecordType};
use serde_json::Value;
use store::Key;

use super::unique::guard_key;

/// Keys that tell the numbers of nested records: counters, and the guards of those that may exist already.
pub(crate) fn keys(row: &RecordType, body: &Body) -> Vec<Key> {
    let mut keys = vec![];
    let mut body = body.clone();
    for numbered in row.numbered {
        let mut used = false;
        for_each(&mut body, numbered.path, &mut |value| {
            used = true;
            match (numbered.identity, &*value) {
                (Some(identity), Value::Object(object)) => keys.push(guard_of(numbered, &identity(object))),
                // Named by its URI instead of being given.
                (_, Value::String(text)) => keys.extend(records::Uri::parse(text).map(|uri| Key::record(uri.as_str()))),
                _ => {}
            }
        });
        if used {
            keys.push(Key::counter(numbered.record_type));
        }
    }
    keys
}

/// The guard of an identity.
pub(crate) fn guard_of(numbered: &Numbered, identity: &str) -> Key {
    guard_key(numbered.record_type, "", identity)
}

/// Calls `visit` for every value under a path of property names; arrays on the way are walked through.
pub(crate) fn for_each(body: &mut Body, path: &str, visit: &mut dyn FnMut(&mut Value)) {
    let (property, rest) = path.split_once('/').unwrap_or((path, ""));
    let Some(value) = body.get_mut(property) else { return };
    let items = match value {
        Value::Array(items) => items.as_mut_slice(),
        single => std::slice::from_mut(single),
    };
    for item in items {
        if rest.is_empty() {
            visit(item);
        } else if let Value::Object(object) = item {
            for_each(object, rest, visit);
        }
    }
}

/// Whether the object has its number already, from what the client sent back.
pub(crate) fn own_number(numbered: &Numbered, object: &Body, repository: &str) -> Option<u64> {
    let text = object.get(numbered.property)?.as_str()?;
    text.strip_prefix(prefix(numbered, repository).as_str())?.parse().ok()
}

/// The text in front of the number.
pub(crate) fn prefix(numbered: &Numbered, repository: &str) -> String {
    numbered.prefix.replace("/repositories/:repo_id", repository)
}
