//! Identifiers that the archive makes up where a client sent none.

use serde_json::{Map, Value};

use super::objects_mut;

/// Notes and parts of notes that nothing can point to.
const NOT_ADDRESSED: [&str; 7] = [
    "note_chronology",
    "note_definedlist",
    "note_index_item",
    "note_orderedlist",
    "note_outline",
    "note_outline_level",
    "note_text",
];

/// Gives every note and part of a note its `persistent_id`, and every rights statement its `identifier`.
pub(crate) fn fill(record: &mut Map<String, Value>, fresh_hex: &dyn Fn() -> String) {
    for statement in objects_mut(record, "rights_statements") {
        set_if_absent(statement, "identifier", fresh_hex);
    }
    fill_notes(record, fresh_hex);
}

fn fill_notes(object: &mut Map<String, Value>, fresh_hex: &dyn Fn() -> String) {
    for (property, value) in object {
        let is_note = property == "notes" || property == "subnotes";
        match value {
            Value::Array(items) => {
                for item in items.iter_mut().filter_map(Value::as_object_mut) {
                    if is_note && is_addressed(item) {
                        set_if_absent(item, "persistent_id", fresh_hex);
                    }
                    fill_notes(item, fresh_hex);
                }
            }
            Value::Object(nested) => fill_notes(nested, fresh_hex),
            _ => {}
        }
    }
}

fn is_addressed(note: &Map<String, Value>) -> bool {
    super::text(note, "jsonmodel_type").is_none_or(|kind| !NOT_ADDRESSED.contains(&kind))
}

/// Sets a property to new hexadecimal digits, when it is absent.
pub(crate) fn set_if_absent(object: &mut Map<String, Value>, property: &str, fresh_hex: &dyn Fn() -> String) {
    if !object.contains_key(property) {
        object.insert(property.to_owned(), fresh_hex().into());
    }
}
