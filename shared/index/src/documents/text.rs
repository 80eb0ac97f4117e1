//! The text of a whole record, in what everybody may read and the rest; and the values of its controlled lists.
//!
//! Both follow from one walk along the schema: what a controlled list allows is a value to filter by, not text to find.

use records::Body;
use records::schema::{self, Enumeration, Kind, Properties, Property};
use serde_json::Value;

use super::{Readers, Source, names, string};
use crate::Document;

/// Properties that say something about the record as an object, not about what it describes.
const NO_TEXT: [&str; 24] = [
    "uri",
    "ref",
    "jsonmodel_type",
    "lock_version",
    "created_by",
    "last_modified_by",
    "create_time",
    "system_mtime",
    "user_mtime",
    "repository",
    "persistent_id",
    "slug",
    "tree",
    "ancestors",
    "vocabulary",
    "agent_contacts",
    "_resolved",
    "display_name",
    "representative_file_version",
    "job",
    "job_params",
    "sort_name",
    "used_within_repositories",
    "used_within_published_repositories",
];

pub(super) fn add(source: &Source<'_, '_>, document: &mut Document) {
    let mut walk = Walk { published: Vec::new(), unpublished: Vec::new(), listed: Vec::new() };
    // Containers do not say themselves whether they are published.
    let is_published = match source.record.get("publish") {
        Some(publish) => publish == true,
        None => source.readers != Readers::Staff,
    };
    let properties = schema::find(source.kind).map(|schema| &schema.properties);
    walk.object(source.record, properties, is_published);
    let published_agents = document.values("published_agents").to_vec();
    for field in ["subjects", "agents"] {
        for name in document.values(field).iter().filter_map(Value::as_str) {
            let is_seen = is_published && (field == "subjects" || published_agents.iter().any(|agent| agent == name));
            walk.text(name.to_owned(), is_seen);
        }
    }
    for identifier in identifiers(source.record) {
        for way in names::identifier_permutations(&identifier) {
            walk.text(way, is_published);
        }
    }
    let Walk { published, unpublished, listed } = walk;
    document.add("fullrecord_published", published.join("\n"));
    if source.readers != Readers::Public {
        document.add("fullrecord", unpublished.join("\n"));
    }
    for (property, value) in listed {
        let field = format!("{property}_enum_s");
        if !document.values(&field).iter().any(|known| known == value.as_str()) {
            document.add(&field, value);
        }
    }
}

/// The identifiers of a record: its four parts as one, and what components have instead.
fn identifiers(record: &Body) -> Vec<String> {
    let parts: Vec<&str> = ["id_0", "id_1", "id_2", "id_3"].iter().filter_map(|part| string(record, part)).collect();
    let others = ["component_id", "digital_object_id", "identifier"].iter().filter_map(|name| string(record, name));
    let whole = (!parts.is_empty()).then(|| parts.join("-"));
    whole.into_iter().chain(others.map(str::to_owned)).collect()
}

struct Walk {
    published: Vec<String>,
    unpublished: Vec<String>,
    listed: Vec<(String, String)>,
}

impl Walk {
    fn text(&mut self, text: String, is_published: bool) {
        if is_published { self.published.push(text) } else { self.unpublished.push(text) }
    }

    fn object(&mut self, object: &Body, properties: Option<&Properties>, is_published: bool) {
        let is_published = is_published && object.get("publish") != Some(&Value::Bool(false));
        for (name, value) in object.iter().filter(|(name, _)| !NO_TEXT.contains(&name.as_str())) {
            let property = properties.and_then(|properties| properties.find(name));
            self.value(name, value, property, is_published);
        }
    }

    fn value(&mut self, name: &str, value: &Value, property: Option<&Property>, is_published: bool) {
        match value {
            Value::String(text) if text.is_empty() => {}
            Value::String(text) => match property.and_then(|property| property.enumeration.as_ref()) {
                Some(Enumeration::List(_)) => self.listed.push((name.to_owned(), text.clone())),
                Some(Enumeration::Fixed(_)) => {}
                None => self.text(text.clone(), is_published),
            },
            Value::Array(items) => {
                let of = property.and_then(|property| match &property.kind {
                    Kind::Array(of) => Some(&**of),
                    _ => None,
                });
                for item in items {
                    self.value(name, item, of, is_published);
                }
            }
            Value::Object(object) => self.object(object, nested(object, property), is_published),
            _ => {}
        }
    }
}

/// What is known about the properties of a nested object.
fn nested<'a>(object: &Body, property: Option<&'a Property>) -> Option<&'a Properties> {
    let of_schema = |name: &str| schema::find(name).map(|schema| &schema.properties);
    if let Some(properties) = string(object, "jsonmodel_type").and_then(of_schema) {
        return Some(properties);
    }
    match &property?.kind {
        Kind::Object(properties) => properties.as_ref(),
        Kind::Reference(reference) => Some(&reference.properties),
        Kind::Record(types) => types.first().and_then(|name| of_schema(name)),
        _ => None,
    }
}
