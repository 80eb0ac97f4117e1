//! From the compact dialect of the schema files to JSON schema (draft 3) as the original publishes it: shorthands are written
//! out, and every schema has the properties that the archive adds to all of them.

use serde_json::{Map, Value, json};

/// What the original names as the schema of its schemas.
const DIALECT: &str = "http://www.archivesspace.org/archivesspace.json";

/// Keys of the compact dialect that say something in another way, or say nothing to clients.
const SHORTHANDS: [&str; 10] = [
    "record",
    "ref_to",
    "ref_required",
    "ref_properties",
    "has_resolved",
    "uri_of",
    "uri_or_record",
    "one_of",
    "own_properties",
    "other_keys",
];

/// Parts that components take over from the records above them, and then say where from.
const INHERITED: [&str; 1] = ["extent"];

/// A schema, written out.
pub(super) fn schema(name: &str) -> Option<Value> {
    let file: Map<String, Value> = serde_json::from_str(records::schema::json(name)?).ok()?;
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), DIALECT.into());
    schema.insert("type".to_owned(), "object".into());
    copy_plain(&file, &mut schema);
    if let Some(more) = file.get("other_keys").and_then(Value::as_object) {
        schema.extend(more.clone());
    }
    let mut properties = system_properties();
    let own = file.get("properties").and_then(Value::as_object).map(expand_all).unwrap_or_default();
    properties.extend(own);
    if INHERITED.contains(&name) {
        properties.insert("_inherited".to_owned(), inherited());
    }
    schema.insert("properties".to_owned(), properties.into());
    Some(Value::Object(schema))
}

fn copy_plain(from: &Map<String, Value>, to: &mut Map<String, Value>) {
    let plain = from.iter().filter(|(key, _)| !SHORTHANDS.contains(&key.as_str()) && *key != "properties");
    to.extend(plain.map(|(key, value)| (key.clone(), value.clone())));
}

fn expand_all(properties: &Map<String, Value>) -> Map<String, Value> {
    properties.iter().map(|(name, property)| (name.clone(), expand(property))).collect()
}

fn expand(property: &Value) -> Value {
    let Some(property) = property.as_object() else { return property.clone() };
    let mut expanded = Map::new();
    copy_plain(property, &mut expanded);
    if let Some(items) = property.get("items") {
        expanded.insert("items".to_owned(), expand(items));
    }
    if let Some(properties) = property.get("properties").and_then(Value::as_object) {
        expanded.insert("properties".to_owned(), expand_all(properties).into());
    }
    if let Some(kind) = kind(property) {
        expanded.insert("type".to_owned(), kind);
    }
    if property.get("type").is_some_and(|kind| kind == "ref") {
        expanded.insert("type".to_owned(), "object".into());
        expanded.insert("subtype".to_owned(), "ref".into());
        expanded.insert("properties".to_owned(), reference(property).into());
    }
    Value::Object(expanded)
}

/// The `type` that a shorthand stands for.
fn kind(property: &Map<String, Value>) -> Option<Value> {
    if let Some(types) = property.get("record") {
        return Some(named(types, "object"));
    }
    if let Some(types) = property.get("uri_of") {
        return Some(named(types, "uri"));
    }
    if let Some(types) = property.get("uri_or_record") {
        return Some(named(types, "uri_or_object"));
    }
    let choices = property.get("one_of")?.as_array()?;
    Some(choices.iter().map(expand).collect())
}

/// `JSONModel(:date) object`, or one of several.
fn named(types: &Value, form: &str) -> Value {
    let types = types.as_array().map_or(&[][..], Vec::as_slice);
    let one = |name: &Value| Value::from(format!("JSONModel(:{}) {form}", name.as_str().unwrap_or_default()));
    match types {
        [single] => one(single),
        several => several.iter().map(|name| json!({ "type": one(name) })).collect(),
    }
}

/// What an object that refers to a record holds.
fn reference(property: &Map<String, Value>) -> Map<String, Value> {
    let to = property.get("ref_to").cloned().unwrap_or_else(|| json!([]));
    let kind = if to == json!(["string"]) { json!("string") } else { named(&to, "uri") };
    let mut target = json!({ "type": kind, "ifmissing": "error" });
    if property.get("readonly") == Some(&Value::Bool(true)) {
        target["readonly"] = "true".into();
    }
    let mut properties = Map::new();
    properties.insert("ref".to_owned(), target);
    if property.get("has_resolved") != Some(&Value::Bool(false)) {
        properties.insert("_resolved".to_owned(), json!({ "type": "object", "readonly": "true" }));
    }
    let more = property.get("ref_properties").and_then(Value::as_object);
    properties.extend(more.map(expand_all).unwrap_or_default());
    properties
}

/// The properties of every record, as the original writes them.
fn system_properties() -> Map<String, Value> {
    let readonly = |kind: &str| json!({ "type": kind, "readonly": true });
    let repository = json!({ "type": "ref", "ref_to": ["repository"], "readonly": true });
    let mut repository = expand(&repository);
    repository["readonly"] = "true".into();
    let properties = [
        ("lock_version", json!({ "type": ["integer", "string"], "required": false })),
        ("jsonmodel_type", json!({ "type": "string", "ifmissing": "error" })),
        ("created_by", readonly("string")),
        ("last_modified_by", readonly("string")),
        ("user_mtime", readonly("date-time")),
        ("system_mtime", readonly("date-time")),
        ("create_time", readonly("date-time")),
        ("repository", repository),
    ];
    properties.map(|(name, property)| (name.to_owned(), property)).into_iter().collect()
}

fn inherited() -> Value {
    json!({
        "type": "object",
        "subtype": "ref",
        "properties": {
            "ref": { "type": "string" },
            "level": { "type": "string" },
            "direct": { "type": "boolean" },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shorthands_are_written_out() {
        let accession = schema("accession").unwrap();
        let properties = &accession["properties"];
        assert_eq!(accession["type"], "object");
        assert_eq!(properties["extents"]["items"]["type"], "JSONModel(:extent) object");
        assert_eq!(properties["subjects"]["items"]["properties"]["ref"]["type"], "JSONModel(:subject) uri");
        let kinds = &properties["classifications"]["items"]["properties"]["ref"]["type"];
        assert_eq!(kinds[1]["type"], "JSONModel(:classification_term) uri");
        let kinds = &properties["related_accessions"]["items"]["type"];
        assert_eq!(kinds[0]["type"], "JSONModel(:accession_parts_relationship) object");
        assert_eq!(properties["repository"]["properties"]["ref"]["readonly"], "true");
    }

    #[test]
    fn every_schema_can_be_written_out() {
        for name in records::schema::names() {
            let text = schema(name).unwrap().to_string();
            for shorthand in ["\"one_of\"", "\"uri_of\"", "\"ref_to\"", "\"uri_or_record\""] {
                assert!(!text.contains(shorthand), "{name}: {shorthand}");
            }
        }
    }
}
