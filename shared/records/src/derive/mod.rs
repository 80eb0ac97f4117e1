//! What is worked out from a record's own properties: names to sort by, strings to show, identifiers, defaults.
//!
//! Every function here works on the body alone. The record types of [`crate::types`] call them from their `prepare`.

pub mod agent_names;
pub mod dates;
pub mod display;
pub mod identifiers;
pub mod identity;
pub mod indicators;
pub mod markup;
pub mod numbering;
pub mod publish;
pub mod refused;
pub mod slug;
pub mod sort_name;

use serde_json::{Map, Value};

/// The text of a property; `None` when it is absent, no text or empty.
pub(crate) fn text<'a>(object: &'a Map<String, Value>, property: &str) -> Option<&'a str> {
    object.get(property).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The objects in an array property; nothing when it is absent.
pub(crate) fn objects<'a>(
    object: &'a Map<String, Value>,
    property: &str,
) -> impl Iterator<Item = &'a Map<String, Value>> {
    object.get(property).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// The objects in an array property, to be changed.
pub(crate) fn objects_mut<'a>(
    object: &'a mut Map<String, Value>,
    property: &str,
) -> impl Iterator<Item = &'a mut Map<String, Value>> {
    object.get_mut(property).and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut)
}

/// Whether a property is `true`.
pub(crate) fn is_true(object: &Map<String, Value>, property: &str) -> bool {
    object.get(property) == Some(&Value::Bool(true))
}
