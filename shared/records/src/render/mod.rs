//! From the stored form of a record to what clients read.
//!
//! A stored body holds what its author said and what was derived from it. Rendering adds, in one walk along the
//! schema: empty lists, declared defaults, types and audit fields of nested records; then the record's own system
//! fields, the relationships that other records hold, and what its type computes at reading time.

mod audit;
mod mirrors;
mod nested;
mod terms;

use serde_json::{Map, Value};

use crate::Body;
use crate::record_type::{RecordType, Scope, View};
use crate::schema::{self, Kind, Properties};
use audit::Audit;
pub use audit::instant;
use nested::Trace;

/// What a GET of the record shows.
pub fn wire(record_type: &RecordType, view: &View<'_>) -> Body {
    let stored = view.stored;
    let scene = Scene { audit: Audit::of(stored), owner: &stored.uri, repository: repository_of(&stored.uri) };
    let mut shown = Body::new();
    if let Some(schema) = schema::find(record_type.name) {
        let body = mirrors::add(record_type, view.links, &stored.body);
        scene.show(&mut shown, &body, &schema.properties);
        if schema.properties.find("suppressed").is_some() {
            shown.insert("suppressed".to_owned(), stored.suppressed.into());
        }
    }
    scene.audit.add_own(&mut shown, stored);
    shown.insert("lock_version".to_owned(), stored.lock_version.into());
    shown.insert("jsonmodel_type".to_owned(), record_type.name.into());
    shown.insert("uri".to_owned(), stored.uri.as_str().into());
    if record_type.scope == Scope::Repository {
        shown.insert("repository".to_owned(), reference(scene.repository));
    }
    crate::tree::show_place(&mut shown, view);
    (record_type.render)(&mut shown, view);
    shown
}

/// An object that points to a record.
pub(crate) fn reference(uri: &str) -> Value {
    let mut object = Map::new();
    object.insert("ref".to_owned(), uri.into());
    Value::Object(object)
}

/// The URI of the repository that a record's URI begins with; empty for global ones.
pub fn repository_of(uri: &str) -> &str {
    let Some(rest) = uri.strip_prefix("/repositories/") else { return "" };
    let digits = rest.find('/').unwrap_or(rest.len());
    &uri[..uri.len() - rest.len() + digits]
}

/// What all parts of one record have in common while it is shown.
struct Scene<'a> {
    audit: Audit,
    owner: &'a str,
    repository: &'a str,
}

impl Scene<'_> {
    /// Copies an object's properties, completing nested ones, and adds the lists and defaults that it lacks.
    fn show(&self, shown: &mut Body, object: &Body, properties: &Properties) {
        for property in properties {
            let value = match (object.get(&property.name), &property.default) {
                (Some(value), _) => self.show_value(value, &property.kind),
                (None, Some(default)) if !is_empty_text(default) => default.clone(),
                (None, _) if matches!(property.kind, Kind::Array(_)) => Value::Array(Vec::new()),
                (None, _) => continue,
            };
            shown.insert(property.name.clone(), value);
        }
    }

    fn show_value(&self, value: &Value, kind: &Kind) -> Value {
        match (value, kind) {
            (Value::Array(items), Kind::Array(of)) => {
                items.iter().map(|item| self.show_value(item, &of.kind)).collect()
            }
            (Value::Object(object), kind) => self.show_object(object, kind),
            (plain, _) => plain.clone(),
        }
    }

    fn show_object(&self, object: &Body, kind: &Kind) -> Value {
        let mut shown = Body::new();
        match kind {
            Kind::Object(Some(properties)) => self.show(&mut shown, object, properties),
            Kind::Reference(reference) => {
                self.show(&mut shown, object, &reference.properties);
                terms::add_numbers(&mut shown);
            }
            _ => return self.show_nested(object, kind),
        }
        Value::Object(shown)
    }

    /// A nested record. Its type is what it says, or the only one that it can have.
    fn show_nested(&self, object: &Body, kind: &Kind) -> Value {
        let declared = object.get("jsonmodel_type").and_then(Value::as_str);
        let Some(schema) = declared.or_else(|| only_type(kind)).and_then(schema::find) else {
            return Value::Object(object.clone());
        };
        let mut shown = Body::new();
        self.show(&mut shown, object, &schema.properties);
        self.add_system_fields(&mut shown, schema.name);
        Value::Object(shown)
    }

    /// Adds what nested records show besides their properties; which ones show what is a table.
    fn add_system_fields(&self, shown: &mut Body, name: &str) {
        let trace = nested::trace_of(name);
        if trace != Trace::Untyped {
            shown.insert("jsonmodel_type".to_owned(), name.into());
        }
        self.audit.add_nested(shown, trace);
        for (property, value) in nested::implied(name) {
            shown.entry(*property).or_insert_with(|| Value::from(*value));
        }
        if nested::SHOW_REPOSITORY.contains(&name) {
            shown.insert("repository".to_owned(), reference(self.repository));
        }
        if name == "collection_management" {
            shown.insert("parent".to_owned(), reference(self.owner));
        }
    }
}

/// The type that nested records of a kind have when they do not say.
fn only_type(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Record(types) => types.first().map(String::as_str),
        Kind::UriOrRecord(name) => Some(name),
        _ => None,
    }
}

/// Declared defaults of `""` exist for clients' forms; empty text is never shown.
fn is_empty_text(value: &Value) -> bool {
    value.as_str().is_some_and(str::is_empty)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;
    use crate::record_type::{Link, Stored};
    use crate::types;

    fn shown(record_type: &'static RecordType, uri: &str, body: &Value, links: &[Link]) -> Value {
        let stored = Stored {
            record_type: record_type.name,
            uri: uri.to_owned(),
            lock_version: 3,
            silent: 1,
            created_by: None,
            last_modified_by: Some("admin".to_owned()),
            create_time: 0,
            user_mtime: 1_769_854_830,
            system_mtime: 1_769_854_830,
            suppressed: false,
            inbound: BTreeSet::new(),
            place: None,
            body: body.as_object().cloned().unwrap_or_default(),
        };
        let view = View {
            stored: &stored,
            links,
            neighbours: &|_| None,
            standpoint: None,
            has_descendants: false,
            contacts: true,
            usage: false,
            now: 0,
        };
        Value::Object(wire(record_type, &view))
    }

    #[test]
    fn records_show_what_was_not_said() {
        let body = json!({ "id_0": "A", "extents": [{ "number": "1" }], "unknown": 1, "lock_version": 9 });
        let accession = shown(&types::ACCESSION, "/repositories/2/accessions/1", &body, &[]);
        assert_eq!(accession["lock_version"], 3);
        assert_eq!(accession["user_mtime"], "2026-01-31T10:20:30Z");
        assert_eq!(accession["repository"], json!({ "ref": "/repositories/2" }));
        assert_eq!(accession["subjects"], json!([]));
        assert_eq!(accession["suppressed"], false);
        assert_eq!(accession["extents"][0]["jsonmodel_type"], "extent");
        assert_eq!(accession["extents"][0]["last_modified_by"], "admin");
        assert!(accession.get("created_by").is_none());
        assert!(accession.get("unknown").is_none());
    }

    #[test]
    fn relationships_show_on_the_other_side() {
        let whole = "/repositories/2/accessions/7";
        let extra = json!({ "relator": "forms_part_of", "relator_type": "part" });
        let links = [
            Link {
                relation: "related_accessions".to_owned(),
                source: whole.to_owned(),
                extra: extra.as_object().cloned().unwrap_or_default(),
            },
            Link {
                relation: "related_accessions".to_owned(),
                source: "/repositories/2/resources/1".to_owned(),
                extra: Body::new(),
            },
        ];
        let accession = shown(&types::ACCESSION, "/repositories/2/accessions/1", &json!({}), &links);
        let related = json!([{ "ref": whole, "relator": "has_part", "relator_type": "part" }]);
        assert_eq!(accession["related_accessions"], related);
        assert_eq!(accession["related_resources"], json!([{ "ref": "/repositories/2/resources/1" }]));
    }
}
