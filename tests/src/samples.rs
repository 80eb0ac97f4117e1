//! Bodies of records, made from the schemas: what a test or a measurement does for one type it does for all of them.
//!
//! A *small* body has what its type needs, a *full* one every property that a client may write, nested records included. Both pass the
//! validation of their type; what rules beyond the schemas ask for is added by name, below.

use std::collections::BTreeMap;

use records::enumerations::Lists;
use records::schema::{self, Enumeration, Kind, Missing, Properties, Property, Reference};
use serde_json::{Map, Value, json};

/// How deep nested records of a full body are full themselves.
const DEPTH: usize = 2;

/// Makes bodies that refer to these records.
pub struct Samples {
    near: BTreeMap<String, String>,
    lists: Lists,
}

/// Properties that say where a record is put or whose it is: a full body leaves them to the type's own routes.
const PLACES: [&str; 10] =
    ["uri", "parent", "position", "slug", "is_slug_auto", "user_id", "groups", "member_usernames", "tree", "ancestors"];

/// What rules beyond the schemas ask for, by type.
const NEEDED: [(&str, &[&str]); 23] = [
    ("agent_alternate_set", &["set_component"]),
    ("agent_function", &["subjects"]),
    ("agent_occupation", &["subjects"]),
    ("agent_place", &["subjects"]),
    ("agent_sources", &["source_entry"]),
    ("agent_topic", &["subjects"]),
    ("archival_object", &["title", "component_id"]),
    ("date", &["expression"]),
    ("digital_object_component", &["title", "component_id"]),
    ("event", &["timestamp"]),
    ("instance", &["sub_container"]),
    ("job", &["job"]),
    ("lang_material", &["language_and_script"]),
    ("location", &["barcode"]),
    ("name_corporate_entity", &["source", "sort_name"]),
    ("name_family", &["source", "sort_name"]),
    ("name_person", &["source", "sort_name"]),
    ("name_software", &["source", "sort_name"]),
    ("note_bioghist", &["subnotes"]),
    ("note_multipart", &["subnotes"]),
    ("resource", &["lang_materials"]),
    ("structured_date_label", &["structured_date_single"]),
    ("used_language", &["language"]),
];

/// What rules beyond the schemas do not let stand together with something else, by type.
const UNWANTED: [(&str, &[&str]); 5] = [
    (
        "agent_software",
        &[
            "agent_record_identifiers",
            "agent_record_controls",
            "agent_other_agency_codes",
            "agent_conventions_declarations",
            "agent_maintenance_histories",
            "agent_sources",
            "agent_alternate_sets",
            "agent_resources",
        ],
    ),
    ("event", &["date"]),
    ("instance", &["digital_object"]),
    ("lang_material", &["notes"]),
    ("structured_date_label", &["structured_date_range"]),
];

/// How much of a body is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    Small,
    Full(usize),
}

impl Samples {
    /// With the URIs of records to refer to, by type.
    pub fn new(near: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let near = near.into_iter().map(|(name, uri)| (name.to_owned(), uri)).collect();
        Self { near, lists: Lists::seeded() }
    }

    /// Adds a record to refer to.
    pub fn put(&mut self, record_type: &str, uri: &str) {
        self.near.insert(record_type.to_owned(), uri.to_owned());
    }

    /// The record of a type to refer to.
    pub fn uri(&self, record_type: &str) -> Option<&str> {
        self.near.get(record_type).map(String::as_str)
    }

    /// What a record of this type must have. Texts are `tag`, so that two tags make two records.
    pub fn small(&self, record_type: &str, tag: &str) -> Value {
        self.record(record_type, tag, Size::Small)
    }

    /// Everything that a client may say in a record of this type, as far as there is something to refer to.
    pub fn full(&self, record_type: &str, tag: &str) -> Value {
        self.record(record_type, tag, Size::Full(DEPTH))
    }

    fn record(&self, record_type: &str, tag: &str, size: Size) -> Value {
        let schema = schema::find(record_type).unwrap_or_else(|| panic!("no schema {record_type}"));
        let mut body = self.object(record_type, &schema.properties, tag, size);
        body.insert("jsonmodel_type".to_owned(), record_type.into());
        if schema.reference {
            let target = self.near(&targets(&schema.properties)).unwrap_or_default();
            body.insert("ref".to_owned(), target.into());
        }
        Value::Object(body)
    }

    fn object(&self, owner: &str, properties: &Properties, tag: &str, size: Size) -> Map<String, Value> {
        let (needed, unwanted) = (listed(&NEEDED, owner), listed(&UNWANTED, owner));
        let is_needed = |property: &Property| {
            property.if_missing == Some(Missing::Error)
                || property.min_items.is_some_and(|least| least > 0)
                || needed.contains(&property.name.as_str())
        };
        let is_wanted = |property: &Property| match size {
            Size::Small => is_needed(property),
            Size::Full(0) => is_needed(property) || !is_nested(property),
            Size::Full(_) => is_needed(property) || !PLACES.contains(&property.name.as_str()),
        };
        let client = properties.iter().filter(|property| !property.readonly && !is_system(&property.name));
        client
            .filter(|property| is_wanted(property) && !unwanted.contains(&property.name.as_str()))
            .filter_map(|property| Some((property.name.clone(), self.value(property, tag, size)?)))
            .collect()
    }

    /// A value; `None` when there is nothing to refer to.
    fn value(&self, property: &Property, tag: &str, size: Size) -> Option<Value> {
        let inner = match size {
            Size::Small | Size::Full(0) => Size::Small,
            Size::Full(depth) => Size::Full(depth - 1),
        };
        let of_none = |named: &[String]| named.first().map_or("", String::as_str).to_owned();
        Some(match &property.kind {
            Kind::String | Kind::Any => self.text(property, tag).into(),
            Kind::Boolean => true.into(),
            Kind::Integer | Kind::Number => 1.into(),
            Kind::Version => return None,
            Kind::Date => "2001-02-03".into(),
            Kind::Timestamp => "2001-02-03T04:05:06Z".into(),
            Kind::Array(item) => match formed(&property.name) {
                Some(text) => json!([text]),
                None => json!([self.value(item, tag, size)?]),
            },
            // Asked for by its type.
            Kind::Object(None) if property.name == "job" => json!({ "jsonmodel_type": "trim_whitespace_job" }),
            Kind::Object(None) => json!({ "said": tag }),
            Kind::Object(Some(properties)) => Value::Object(self.object("", properties, tag, inner)),
            Kind::Reference(reference) => self.reference(reference, tag, inner)?,
            Kind::Record(types) => self.nested(&of_none(types), tag, inner)?,
            Kind::Uri(types) => self.near(types)?.into(),
            Kind::UriOrRecord(name) => self.record(name, tag, Size::Small),
            Kind::OneOf(choices) => choices.iter().find_map(|choice| self.value(choice, tag, size))?,
        })
    }

    /// A nested record; none when it is a reference and there is nothing to refer to.
    fn nested(&self, record_type: &str, tag: &str, inner: Size) -> Option<Value> {
        let refers = schema::find(record_type).filter(|schema| schema.reference);
        if let Some(schema) = refers {
            self.near(&targets(&schema.properties))?;
        }
        Some(self.record(record_type, tag, inner))
    }

    fn reference(&self, reference: &Reference, tag: &str, inner: Size) -> Option<Value> {
        let target = self.near(&reference.to)?;
        let mut body = self.object("", &reference.properties, tag, inner);
        body.remove("_resolved");
        body.insert("ref".to_owned(), target.into());
        Some(Value::Object(body))
    }

    fn near(&self, types: &[String]) -> Option<String> {
        types.iter().find_map(|name| self.near.get(name)).cloned()
    }

    fn text(&self, property: &Property, tag: &str) -> String {
        match &property.enumeration {
            Some(Enumeration::Fixed(values)) => return values.first().cloned().unwrap_or_default(),
            Some(Enumeration::List(name)) => {
                let list = self.lists.find(name).unwrap_or_else(|| panic!("no list {name}"));
                // Dates of existence take no other label, and other dates take this one too.
                if property.name == "date_label" {
                    return "existence".to_owned();
                }
                return list.values.first().map_or_else(String::new, |value| value.value.clone());
            }
            None => {}
        }
        if let Some(text) = formed(&property.name) {
            return text.to_owned();
        }
        let plain = tag.chars().filter(char::is_ascii_alphanumeric).collect();
        let candidates = [tag.to_owned(), plain, format!("https://example.org/{tag}")];
        let fits = |text: &&String| property.pattern.as_ref().is_none_or(|pattern| pattern.matches(text));
        let text = candidates.iter().find(fits).unwrap_or_else(|| panic!("{}: no text fits", property.name));
        text.chars().take(property.max_length.unwrap_or(usize::MAX)).collect()
    }
}

fn listed(table: &[(&str, &'static [&'static str])], owner: &str) -> &'static [&'static str] {
    table.iter().find(|(name, _)| *name == owner).map_or(&[], |(_, properties)| properties)
}

/// A text for properties whose form is checked beyond their schema.
fn formed(name: &str) -> Option<&'static str> {
    let is_any = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match name {
        "begin" | "end" | "timestamp" | "date" | "time" => Some("2001-02-03"),
        _ if is_any(&["date_standardized"]) => Some("2001-02-03"),
        "depth" | "width" | "height" | "stacking_limit" | "monetary_value" | "number" => Some("1"),
        "processing_hours_per_foot_estimate" | "processing_total_extent" | "processing_hours_total" => Some("1.5"),
        _ if is_any(&["integer_", "real_"]) => Some("7"),
        "grants_permissions" => Some("view_repository"),
        _ => None,
    }
}

fn is_nested(property: &Property) -> bool {
    match &property.kind {
        Kind::Array(item) => is_nested(item),
        Kind::Record(_) | Kind::OneOf(_) | Kind::UriOrRecord(_) => true,
        _ => false,
    }
}

/// Properties of every record that only the archive writes.
fn is_system(name: &str) -> bool {
    ["lock_version", "jsonmodel_type"].contains(&name)
}

fn targets(properties: &Properties) -> Vec<String> {
    match properties.find("ref").map(|property| &property.kind) {
        Some(Kind::Uri(types)) => types.clone(),
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use records::validate;

    use super::*;

    #[test]
    fn every_body_passes_its_own_schema() {
        let near = schema::names().map(|name| {
            let schema = schema::find(name).unwrap();
            let uri = schema.uri.as_deref().unwrap_or("/x").replace(":repo_id", "2");
            (name, format!("{uri}/1"))
        });
        let samples = Samples::new(near);
        let mut wrong = vec![];
        // Those that are posted somewhere; queries are made of each other without end.
        let posted = schema::names().filter(|name| schema::find(name).is_some_and(|schema| schema.uri.is_some()));
        for name in posted {
            for body in [samples.small(name, "a1"), samples.full(name, "a1")] {
                let checked = validate::check(name, body.clone(), &samples.lists);
                if let Err(invalid) = checked {
                    wrong.push(format!("{name}: {:?}", invalid.errors));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
