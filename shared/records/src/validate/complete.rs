//! Fills in what was not sent: declared defaults, `[]` for arrays. Brings dates into their stored form. Runs on bodies
//! that passed [`super::shape`] only.

use jiff::civil::Date;
use serde_json::Value;

use super::clean::chosen;
use crate::schema::{self, Kind, Properties, Property, Schema};
use crate::{Body, dates};

pub(super) fn complete(schema: &Schema, body: &mut Body, today: Date) {
    complete_properties(&schema.properties, body, today);
}

fn complete_properties(properties: &Properties, body: &mut Body, today: Date) {
    for property in properties {
        match body.get_mut(&property.name) {
            Some(value) => complete_value(&property.kind, value, today),
            None => {
                if let Some(value) = filled(property) {
                    body.insert(property.name.clone(), value);
                }
            }
        }
    }
}

/// What stands in for a missing property. A blank default means none: blanks are never stored.
fn filled(property: &Property) -> Option<Value> {
    match &property.default {
        Some(default) => (default != "").then(|| default.clone()),
        None => matches!(property.kind, Kind::Array(_)).then(|| Value::Array(Vec::new())),
    }
}

fn complete_value(kind: &Kind, value: &mut Value, today: Date) {
    match (kind, value) {
        (Kind::Date, Value::String(text)) => replace(text, dates::normalise_date(text, today)),
        (Kind::Timestamp, Value::String(text)) => replace(text, dates::normalise_timestamp(text)),
        (Kind::Array(described), Value::Array(items)) => {
            for item in items {
                complete_value(&described.kind, item, today);
            }
        }
        (Kind::Object(Some(properties)), Value::Object(map)) => {
            complete_properties(properties, map, today);
        }
        (Kind::Reference(reference), Value::Object(map)) => {
            complete_properties(&reference.properties, map, today);
        }
        (Kind::UriOrRecord(name), Value::Object(map)) => {
            complete_record(schema::find(name), map, today);
        }
        (Kind::Record(types), Value::Object(map)) => match types.as_slice() {
            [name] => complete_record(schema::find(name), map, today),
            _ => complete_record(chosen(map, kind), map, today),
        },
        (Kind::OneOf(_), Value::Object(map)) => complete_record(chosen(map, kind), map, today),
        _ => {}
    }
}

fn complete_record(schema: Option<&Schema>, map: &mut Body, today: Date) {
    if let Some(schema) = schema {
        complete_properties(&schema.properties, map, today);
    }
}

fn replace(text: &mut String, stored: Option<String>) {
    if let Some(stored) = stored {
        *text = stored;
    }
}
