//! From a schema file to its typed form. The files are part of the program, so a file that cannot be read is a
//! mistake that the test in [`super`] finds; at run time it counts as absent.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::files::SYSTEM;
use super::{Enumeration, Kind, Missing, Pattern, Properties, Property, Reference, Schema};

pub(super) fn schema(name: &'static str, text: &str) -> Option<Schema> {
    let file: Map<String, Value> = serde_json::from_str(text).ok()?;
    let mut list = properties(file.get("properties")?.as_object()?);
    for (key, description) in system_properties() {
        if !list.iter().any(|property| property.name == *key) {
            list.push(property(key, description));
        }
    }
    let subtype = file.get("other_keys").and_then(|keys| keys.get("subtype"));
    Some(Schema {
        name,
        parent: text_at(&file, "parent"),
        uri: text_at(&file, "uri"),
        reference: subtype.is_some_and(|subtype| subtype == "ref"),
        properties: Properties::new(list),
    })
}

fn system_properties() -> &'static Map<String, Value> {
    static READ: OnceLock<Map<String, Value>> = OnceLock::new();
    READ.get_or_init(|| {
        let file: Value = serde_json::from_str(SYSTEM).unwrap_or_default();
        file.get("properties").and_then(Value::as_object).cloned().unwrap_or_default()
    })
}

fn properties(descriptions: &Map<String, Value>) -> Vec<Property> {
    descriptions.iter().map(|(name, description)| property(name, description)).collect()
}

fn property(name: &str, description: &Value) -> Property {
    let empty = Map::new();
    let description = description.as_object().unwrap_or(&empty);
    let if_missing = match description.get("ifmissing").and_then(Value::as_str) {
        Some("error") => Some(Missing::Error),
        Some("warn") => Some(Missing::Warning),
        _ => None,
    };
    Property {
        name: name.to_owned(),
        kind: kind(description),
        readonly: is_true(description, "readonly"),
        if_missing,
        required: is_required(description),
        default: description.get("default").cloned(),
        min_length: size_at(description, "minLength"),
        max_length: size_at(description, "maxLength"),
        min_items: size_at(description, "minItems"),
        pattern: description.get("pattern").and_then(Value::as_str).map(Pattern::new),
        enumeration: enumeration(description),
    }
}

fn kind(description: &Map<String, Value>) -> Kind {
    if let Some(types) = texts_at(description, "record") {
        return Kind::Record(types);
    }
    if let Some(types) = texts_at(description, "uri_of") {
        return Kind::Uri(types);
    }
    if let Some(types) = texts_at(description, "uri_or_record") {
        return types.into_iter().next().map_or(Kind::Any, Kind::UriOrRecord);
    }
    if let Some(choices) = description.get("one_of").and_then(Value::as_array) {
        return Kind::OneOf(choices.iter().map(|choice| property("", choice)).collect());
    }
    match description.get("type") {
        Some(Value::String(word)) => simple_kind(word, description),
        Some(Value::Array(_)) => Kind::Version,
        _ => Kind::Any,
    }
}

fn simple_kind(word: &str, description: &Map<String, Value>) -> Kind {
    match word {
        "string" => Kind::String,
        "boolean" => Kind::Boolean,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "date" => Kind::Date,
        "date-time" => Kind::Timestamp,
        "array" => Kind::Array(Box::new(property("", description.get("items").unwrap_or(&Value::Null)))),
        "object" => {
            let inner = description.get("properties").and_then(Value::as_object);
            Kind::Object(inner.map(|inner| Properties::new(properties(inner))))
        }
        "ref" => Kind::Reference(reference(description)),
        _ => Kind::Any,
    }
}

fn reference(description: &Map<String, Value>) -> Reference {
    let mut to = texts_at(description, "ref_to").unwrap_or_default();
    let mut target = json!({ "uri_of": to, "ifmissing": "error" });
    if to == ["string"] {
        to.clear();
        target = json!({ "type": "string", "ifmissing": "error" });
    }
    let mut list = vec![property("ref", &target)];
    let resolvable = description.get("has_resolved") != Some(&Value::Bool(false));
    if resolvable {
        list.push(property("_resolved", &json!({ "type": "object", "readonly": true })));
    }
    if let Some(more) = description.get("ref_properties").and_then(Value::as_object) {
        list.extend(properties(more));
    }
    Reference { to, resolvable, properties: Properties::new(list) }
}

fn enumeration(description: &Map<String, Value>) -> Option<Enumeration> {
    text_at(description, "dynamic_enum")
        .map(Enumeration::List)
        .or_else(|| texts_at(description, "enum").map(Enumeration::Fixed))
}

/// The files hold `"false"` as a text here and there, which the original takes for yes; clients see the warning.
fn is_required(description: &Map<String, Value>) -> bool {
    !matches!(description.get("required"), None | Some(Value::Null | Value::Bool(false)))
}

fn is_true(description: &Map<String, Value>, key: &str) -> bool {
    description.get(key) == Some(&Value::Bool(true))
}

fn size_at(description: &Map<String, Value>, key: &str) -> Option<usize> {
    description.get(key)?.as_u64().and_then(|size| usize::try_from(size).ok())
}

fn text_at(description: &Map<String, Value>, key: &str) -> Option<String> {
    description.get(key)?.as_str().map(str::to_owned)
}

fn texts_at(description: &Map<String, Value>, key: &str) -> Option<Vec<String>> {
    let texts = description.get(key)?.as_array()?;
    Some(texts.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
