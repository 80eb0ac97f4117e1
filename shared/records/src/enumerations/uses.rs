//! Where records hold the values of a list: found along the schemas, because the same text may mean other things elsewhere.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Body;
use crate::schema::{self, Enumeration, Kind, Properties, Property};

/// Nested deeper than this a body is not looked through; validation refuses such bodies.
const DEEPEST: usize = 32;

/// Whether records of a type can hold values of a list, at any depth.
pub fn reaches(record_type: &str, list: &str) -> bool {
    let mut known = BTreeSet::new();
    type_reaches(record_type, list, &mut known)
}

fn type_reaches(record_type: &str, list: &str, known: &mut BTreeSet<String>) -> bool {
    if !known.insert(record_type.to_owned()) {
        return false;
    }
    schema::find(record_type).is_some_and(|schema| any(&schema.properties, list, known))
}

fn any(properties: &Properties, list: &str, known: &mut BTreeSet<String>) -> bool {
    properties.iter().any(|property| property_reaches(property, list, known))
}

fn property_reaches(property: &Property, list: &str, known: &mut BTreeSet<String>) -> bool {
    if is_of(property, list) {
        return true;
    }
    match &property.kind {
        Kind::Array(items) => property_reaches(items, list, known),
        Kind::Object(Some(properties)) => any(properties, list, known),
        Kind::Reference(reference) => any(&reference.properties, list, known),
        Kind::Record(types) => types.iter().any(|name| type_reaches(name, list, known)),
        Kind::UriOrRecord(name) => type_reaches(name, list, known),
        Kind::OneOf(choices) => choices.iter().any(|choice| property_reaches(choice, list, known)),
        _ => false,
    }
}

fn is_of(property: &Property, list: &str) -> bool {
    matches!(&property.enumeration, Some(Enumeration::List(name)) if name == list)
}

/// Whether a record holds a value of a list.
pub fn holds(record_type: &str, body: &Body, list: &str, value: &str) -> bool {
    // Replacing a value by itself counts its uses and changes nothing.
    replace(record_type, &mut body.clone(), list, value, value) > 0
}

/// Replaces a value of a list wherever a record holds it; says how often that was.
pub fn replace(record_type: &str, body: &mut Body, list: &str, from: &str, to: &str) -> usize {
    let Some(schema) = schema::find(record_type) else { return 0 };
    Replacement { list, from, to }.in_object(body, &schema.properties, 0)
}

struct Replacement<'a> {
    list: &'a str,
    from: &'a str,
    to: &'a str,
}

impl Replacement<'_> {
    fn in_object(&self, object: &mut Body, properties: &Properties, depth: usize) -> usize {
        if depth > DEEPEST {
            return 0;
        }
        let each = object
            .iter_mut()
            .map(|(name, value)| properties.find(name).map_or(0, |property| self.in_value(value, property, depth)));
        each.sum()
    }

    fn in_value(&self, value: &mut Value, property: &Property, depth: usize) -> usize {
        match (value, &property.kind) {
            (Value::String(text), _) if is_of(property, self.list) && text == self.from => {
                self.to.clone_into(text);
                1
            }
            (Value::Array(items), Kind::Array(of)) => {
                items.iter_mut().map(|item| self.in_value(item, of, depth + 1)).sum()
            }
            (Value::Object(object), kind) => self.in_nested(object, kind, depth + 1),
            _ => 0,
        }
    }

    fn in_nested(&self, object: &mut Body, kind: &Kind, depth: usize) -> usize {
        match kind {
            Kind::Object(Some(properties)) => self.in_object(object, properties, depth),
            Kind::Reference(reference) => self.in_object(object, &reference.properties, depth),
            kind => {
                let declared = object.get("jsonmodel_type").and_then(Value::as_str);
                let record_type = declared.or_else(|| only_type(kind)).and_then(schema::find);
                record_type.map_or(0, |schema| self.in_object(object, &schema.properties, depth))
            }
        }
    }
}

/// The type of a nested record that does not say: the only one that it can have.
fn only_type(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Record(types) => types.first().filter(|_| types.len() == 1).map(String::as_str),
        Kind::UriOrRecord(name) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body() -> Body {
        let body = json!({
            "title": "reels",
            "extents": [{ "jsonmodel_type": "extent", "portion": "whole", "extent_type": "reels", "number": "2" }, { "extent_type": "reels" }],
            "linked_agents": [{ "ref": "/agents/people/1", "role": "creator", "relator": "aut" }],
        });
        body.as_object().unwrap().clone()
    }

    #[test]
    fn values_are_replaced_where_they_belong_to_the_list() {
        let mut replaced = body();
        assert_eq!(replace("accession", &mut replaced, "extent_extent_type", "reels", "sheets"), 2);
        assert_eq!(replaced["title"], "reels");
        assert_eq!(replaced["extents"][0]["extent_type"], "sheets");
        assert!(holds("accession", &replaced, "linked_agent_archival_record_relators", "aut"));
        assert!(!holds("accession", &replaced, "extent_extent_type", "reels"));
    }

    #[test]
    fn types_tell_which_lists_they_use() {
        assert!(reaches("resource", "extent_extent_type"));
        assert!(reaches("agent_person", "name_source"));
        assert!(!reaches("subject", "extent_extent_type"));
        assert!(!reaches("nothing", "extent_extent_type"));
    }
}
