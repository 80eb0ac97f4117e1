//! The wording of messages. Clients compare these texts, so values and classes are spelled as the original API spells
//! them: `{"ref"=>"x"}`, `Hash`.

use std::fmt::Write;

use serde_json::Value;

use crate::schema::Kind;

pub(super) const MISSING: &str = "Property is required but was missing";
pub(super) const WARNED: &str = "Property was missing";
pub(super) const NOT_A_DATE: &str = "Not a valid date";

/// What the original calls some of its schemas in raw texts: a UUID (version 5) of their JSON, so it stays as long as they do.
const SCHEMA_IDS: [(&str, &str); 14] = [
    ("accession", "f3fe7161-4d3f-53d9-b9c0-db0fc37e3a72"),
    ("agent_record_control", "349c5f39-e210-5bb0-a3e2-8108db799c77"),
    ("archival_object", "7f3d282d-b8ef-5d85-b427-06c6c8aa76fc"),
    ("date", "a9ff82d7-7056-5f1c-bdb3-ef28e7748272"),
    ("digital_object", "a56b5b69-32e1-5d7a-9762-2b692edcf2ce"),
    ("event", "f462db48-3051-52c2-b402-826cb37f3f58"),
    ("extent", "8a99a92a-d498-5e04-b559-0fe1513fc6fa"),
    ("language_and_script", "b96714a4-a878-575b-b038-c501190ca1a1"),
    ("location", "adbfaff1-dc5f-5a17-8c60-1bfad64aa681"),
    ("resource", "f19dafd6-d482-53fe-aec6-a52cd6b881bf"),
    ("rights_statement", "81bc7307-ed5a-520f-824b-f011b089931c"),
    ("structured_date_label", "89dc556b-55dd-517f-961a-31391966c8ae"),
    ("structured_date_single", "3da8b002-ca99-59ce-8614-7226be7ff900"),
    ("subject", "4823e60c-742b-51dd-b774-f7a921dd5705"),
];

/// The id of a schema in raw texts, where it is known.
pub(super) fn schema_id(record_type: &str) -> Option<&'static str> {
    SCHEMA_IDS.iter().find(|(name, _)| *name == record_type).map(|(_, id)| *id)
}

/// The class of a value.
pub(super) fn class(value: &Value) -> &'static str {
    match value {
        Value::Null => "NilClass",
        Value::Bool(true) => "TrueClass",
        Value::Bool(false) => "FalseClass",
        Value::Number(number) if number.is_f64() => "Float",
        Value::Number(_) => "Integer",
        Value::String(_) => "String",
        Value::Array(_) => "Array",
        Value::Object(_) => "Hash",
    }
}

/// What a value is, seen as a record: its declared type if it has one, or else its class.
pub(super) fn class_or_type(value: &Value) -> String {
    match value.get("jsonmodel_type").and_then(Value::as_str) {
        Some(name) => object(name),
        None => class(value).to_owned(),
    }
}

pub(super) fn object(record_type: &str) -> String {
    format!("JSONModel(:{record_type}) object")
}

pub(super) fn uri(record_type: &str) -> String {
    format!("JSONModel(:{record_type}) uri")
}

/// The names of the accepted kinds.
pub(super) fn kinds(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::String => vec!["string".to_owned()],
        Kind::Boolean => vec!["boolean".to_owned()],
        Kind::Integer => vec!["integer".to_owned()],
        Kind::Number => vec!["number".to_owned()],
        Kind::Version => vec!["integer".to_owned(), "string".to_owned()],
        Kind::Date => vec!["date".to_owned()],
        Kind::Timestamp => vec!["date-time".to_owned()],
        Kind::Array(_) => vec!["array".to_owned()],
        Kind::Object(_) | Kind::Reference(_) => vec!["object".to_owned()],
        Kind::Record(types) => types.iter().map(|name| object(name)).collect(),
        Kind::Uri(types) => types.iter().map(|name| uri(name)).collect(),
        Kind::UriOrRecord(name) => vec![format!("JSONModel(:{name}) uri_or_object")],
        Kind::OneOf(choices) => choices.iter().flat_map(|choice| kinds(&choice.kind)).collect(),
        Kind::Any => vec!["any".to_owned()],
    }
}

/// A value as raw texts show it.
pub(super) fn inspect(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}

/// A text as [`inspect`] shows it, without the quotes around it.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    write_escaped(&mut escaped, text);
    escaped
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("nil"),
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            for (place, (key, item)) in map.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { ", " });
                write_text(out, key);
                out.push_str("=>");
                write_value(out, item);
            }
            out.push('}');
        }
        // Writing into a text cannot fail.
        simple => drop(write!(out, "{simple}")),
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    write_escaped(out, text);
    out.push('"');
}

fn write_escaped(out: &mut String, text: &str) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\u{1b}' => out.push_str("\\e"),
            '#' if matches!(characters.peek(), Some('{' | '$' | '@')) => out.push_str("\\#"),
            control if control.is_control() => drop(write!(out, "\\u{:04X}", u32::from(control))),
            plain => out.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn schemas_are_found_by_their_type() {
        assert!(SCHEMA_IDS.iter().all(|(name, _)| crate::schema::find(name).is_some()));
        assert_eq!(schema_id("extent"), Some("8a99a92a-d498-5e04-b559-0fe1513fc6fa"));
        assert_eq!(schema_id("term"), None);
    }

    #[test]
    fn values_are_spelled_as_clients_know_them() {
        assert_eq!(inspect(&json!({ "a": ["b", 1, 2.5, true], "c": {} })), r#"{"a"=>["b", 1, 2.5, true], "c"=>{}}"#);
        assert_eq!(escape("a\"b\n#{c} # é\u{1}"), "a\\\"b\\n\\#{c} # é\\u0001");
    }
}
