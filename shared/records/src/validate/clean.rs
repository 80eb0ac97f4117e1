//! Drops what does not count: empty values, unknown properties, properties that only the archive writes.

use serde_json::Value;

use super::words;
use crate::schema::{self, Kind, Properties, Schema};
use crate::{Body, Invalid};

/// What is left of a record. An item whose type cannot be told ends the check at once: what it may hold is unknown.
pub(super) fn clean(body: Body, schema: &Schema) -> Result<Body, Invalid> {
    let known = keep_known(drop_empties_in(body), &schema.properties)?;
    Ok(drop_empties_in(known))
}

fn drop_empties_in(body: Body) -> Body {
    body.into_iter().filter_map(|(key, value)| Some((key, drop_empties(value)?))).collect()
}

fn drop_empties(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then_some(Value::String(text)),
        Value::Array(items) => Some(Value::Array(items.into_iter().filter_map(drop_empties).collect())),
        Value::Object(map) => {
            let map = drop_empties_in(map);
            (!map.is_empty()).then_some(Value::Object(map))
        }
        simple => Some(simple),
    }
}

fn keep_known(body: Body, properties: &Properties) -> Result<Body, Invalid> {
    let mut kept = Body::new();
    for (key, value) in body {
        if let Some(property) = properties.find(&key).filter(|property| !property.readonly) {
            kept.insert(key, keep_in(value, &property.kind)?);
        }
    }
    Ok(kept)
}

/// Values of the wrong kind are left as they are, for [`super::shape`] to report.
fn keep_in(value: Value, kind: &Kind) -> Result<Value, Invalid> {
    match (value, kind) {
        (Value::Array(items), Kind::Array(described)) => {
            let items: Result<Vec<_>, _> = items.into_iter().map(|item| keep_in(item, &described.kind)).collect();
            items.map(Value::Array)
        }
        (Value::Object(map), Kind::Object(Some(properties))) => keep_known(map, properties).map(Value::Object),
        (Value::Object(map), Kind::Reference(reference)) => keep_known(map, &reference.properties).map(Value::Object),
        (Value::Object(map), Kind::UriOrRecord(name)) => keep_in_record(map, name),
        // A record in the place of its URI is refused later, but one of which nothing is left counts as missing.
        (Value::Object(map), Kind::Uri(types)) => match types.as_slice() {
            [name] => keep_in_record(map, name),
            _ => Ok(Value::Object(map)),
        },
        (Value::Object(map), Kind::Record(types)) => match types.as_slice() {
            [name] => keep_in_record(map, name),
            _ => keep_in_chosen(map, kind),
        },
        (Value::Object(map), Kind::OneOf(_)) => keep_in_chosen(map, kind),
        (value, _) => Ok(value),
    }
}

fn keep_in_record(map: Body, name: &str) -> Result<Value, Invalid> {
    match schema::find(name) {
        Some(schema) if is_declared_as(&map, name) => keep_known(map, &schema.properties).map(Value::Object),
        _ => Ok(Value::Object(map)),
    }
}

fn keep_in_chosen(map: Body, kind: &Kind) -> Result<Value, Invalid> {
    if !map.contains_key("jsonmodel_type") {
        return Err(ambiguous(map, kind));
    }
    match chosen(&map, kind) {
        Some(schema) => keep_known(map, &schema.properties).map(Value::Object),
        None => Ok(Value::Object(map)),
    }
}

fn ambiguous(map: Body, kind: &Kind) -> Invalid {
    let item = words::inspect(&Value::Object(map));
    let kinds = words::inspect(&Value::from(words::kinds(kind)));
    let message = format!(
        "Can't unambiguously match {item} against schema types: {kinds}. Resolve this by adding a 'jsonmodel_type' \
         property to {item}"
    );
    Invalid::one(Invalid::RECORD, message)
}

/// Whether an inline record may be of this type: it says so, or says nothing.
pub(super) fn is_declared_as(map: &Body, name: &str) -> bool {
    map.get("jsonmodel_type").is_none_or(|declared| declared == name)
}

/// The schema that an inline record chooses among several by its `jsonmodel_type`.
pub(super) fn chosen(map: &Body, kind: &Kind) -> Option<&'static Schema> {
    let declared = map.get("jsonmodel_type")?.as_str()?;
    let is_choice = |types: &[String]| types.iter().any(|name| name == declared);
    let accepted = match kind {
        Kind::Record(types) => is_choice(types),
        Kind::OneOf(choices) => {
            choices.iter().any(|choice| matches!(&choice.kind, Kind::Record(types) if is_choice(types)))
        }
        _ => false,
    };
    if accepted { schema::find(declared) } else { None }
}
