//! Numbers of nested records: telephones, file versions, terms and collection management have an id of their own.
//!
//! Whoever stores a record asks for the numbers it [`wanted`], in one go, and then lets them be [`assign`]ed. What a
//! client sent in their place does not count: nested records are made anew by every update.

use serde_json::{Map, Value};

use crate::Body;
use crate::record_type::{Numbered, RecordType};

/// A nested record that waits for its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The counter to take the number from.
    pub record_type: &'static str,
    /// Equal ones are one record and share a number, wherever they stand; `None` when each has its own.
    pub identity: Option<String>,
    /// The nested record itself.
    pub body: Body,
}

/// The numbers that a completed body needs, in the order in which [`assign`] takes them.
pub fn wanted(record_type: &RecordType, body: &Body) -> Vec<Wanted> {
    let mut found = Vec::new();
    // The walk is the same one that changes the objects, on a copy, so that the order cannot differ.
    let mut copy = body.clone();
    for numbered in record_type.numbered {
        visit(&mut copy, numbered.path, &mut |object| {
            let identity = numbered.identity.map(|identity| identity(object));
            found.push(Wanted { record_type: numbered.record_type, identity, body: object.clone() });
        });
    }
    found
}

/// Writes the numbers into the body of a record of this repository.
pub fn assign(record_type: &RecordType, body: &mut Body, repository: Option<u64>, numbers: &[u64]) {
    let mut numbers = numbers.iter();
    for numbered in record_type.numbered {
        let prefix = prefix_in(numbered, repository);
        visit(body, numbered.path, &mut |object| {
            if let Some(number) = numbers.next() {
                object.insert(numbered.property.to_owned(), format!("{prefix}{number}").into());
            }
        });
    }
}

fn prefix_in(numbered: &Numbered, repository: Option<u64>) -> String {
    let repository = repository.map_or_else(String::new, |repository| repository.to_string());
    numbered.prefix.replace(":repo_id", &repository)
}

/// Calls back for every object at a path without indexes.
fn visit(object: &mut Body, path: &str, act: &mut dyn FnMut(&mut Map<String, Value>)) {
    let (property, rest) = path.split_once('/').map_or((path, None), |(property, rest)| (property, Some(rest)));
    let mut step = |nested: &mut Map<String, Value>| match rest {
        Some(rest) => visit(nested, rest, act),
        None => act(nested),
    };
    match object.get_mut(property) {
        Some(Value::Array(items)) => items.iter_mut().filter_map(Value::as_object_mut).for_each(step),
        Some(Value::Object(nested)) => step(nested),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::types;

    #[test]
    fn nested_records_get_their_numbers_in_order() {
        let body = json!({
            "collection_management": { "processing_plan": "p" },
            "linked_agents": [{ "terms": [{ "term": "a" }, { "term": "b" }] }],
        });
        let mut body = body.as_object().cloned().unwrap_or_default();
        let wanted: Vec<_> = wanted(&types::ACCESSION, &body).into_iter().map(|wanted| wanted.record_type).collect();
        assert_eq!(wanted, ["collection_management", "term", "term"]);
        assign(&types::ACCESSION, &mut body, Some(2), &[7, 8, 9]);
        assert_eq!(body["collection_management"]["uri"], "/repositories/2/collection_management/7");
        assert_eq!(body["linked_agents"][0]["terms"][1]["uri"], "/terms/9");
    }
}
