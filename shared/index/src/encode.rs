//! From documents to what the engine stores and indexes, and back.

use std::collections::BTreeMap;

use records::Body;
use serde_json::Value;
use tantivy::schema::{OwnedValue, Value as _};

use crate::document::{Change, Document};
use crate::fields::{self, COPIES, Field, Kind};
use crate::schema::{Fields, UNPUBLISHED};
use crate::writer::Encoded;
use crate::{Error, analysis, moment};

/// Bytes of a whole value that is indexed; longer ones are only shown.
pub(crate) const WHOLE: usize = 4096;
/// Bytes of a text that facets count as a whole.
const COUNTED: usize = 256;
/// Texts that no facet is asked for.
const UNCOUNTED: [&str; 4] = ["fullrecord", "fullrecord_published", "arcs_text", "arcs_hidden_text"];

type Paths = BTreeMap<String, OwnedValue>;

/// What a document is for the engine.
pub(crate) fn document(own: &Fields, change: &Change, document: &Document) -> Encoded {
    let mut encoded = identified(own, change, &document.id);
    let mut parts = Parts {
        own,
        encoded: &mut encoded,
        exact: Paths::new(),
        sort: Paths::new(),
        text: Paths::new(),
        whole: Paths::new(),
        present: Vec::new(),
    };
    for (name, values) in &document.fields {
        let Some(field) = fields::find(name) else { continue };
        for value in values {
            parts.add(name, field, value, false);
        }
        for (_, copy) in COPIES.iter().filter(|(from, _)| from == name) {
            let Some(field) = fields::find(copy) else { continue };
            for value in values {
                parts.add(copy, field, value, true);
            }
        }
    }
    let Parts { exact, sort, text, whole, .. } = parts;
    for (field, paths) in [(own.exact, exact), (own.sort, sort), (own.text, text), (own.whole, whole)] {
        if !paths.is_empty() {
            encoded.add_object(field, paths);
        }
    }
    encoded.add_bytes(own.stored, shown(document).to_string().as_bytes());
    encoded
}

/// The mark of a record that is gone.
pub(crate) fn gone(own: &Fields, change: &Change) -> Encoded {
    let mut encoded = identified(own, change, &change.uri);
    encoded.add_bool(own.gone, true);
    encoded
}

fn identified(own: &Fields, change: &Change, id: &str) -> Encoded {
    let mut encoded = Encoded::new();
    encoded.add_text(own.id, id);
    encoded.add_text(own.source, &change.uri);
    encoded.add_u64(own.version, change.version);
    encoded
}

/// The stored fields of a document, without the copies.
fn shown(document: &Document) -> Value {
    let mut shown = Body::new();
    shown.insert("id".to_owned(), document.id.as_str().into());
    for (name, values) in &document.fields {
        let Some(field) = fields::find(name).filter(|field| field.stored) else { continue };
        let Some(first) = values.first() else { continue };
        let value = if field.multi { Value::Array(values.clone()) } else { first.clone() };
        shown.insert(name.clone(), value);
    }
    Value::Object(shown)
}

/// The stored fields of a document as answers show them, with the copies.
pub(crate) fn decode(own: &Fields, encoded: &Encoded) -> Result<Body, Error> {
    let bytes = encoded.get_first(own.stored).and_then(|value| value.as_bytes());
    let stored = bytes.and_then(|bytes| serde_json::from_slice::<Body>(bytes).ok());
    let mut shown = stored.ok_or_else(|| Error::Damaged("a stored document cannot be read".to_owned()))?;
    for (from, to) in COPIES {
        let Some(value) = shown.get(from).cloned() else { continue };
        match (shown.get_mut(to), value) {
            (Some(Value::Array(items)), Value::Array(more)) => items.splice(..0, more).for_each(drop),
            (Some(_), _) => {}
            (None, value) => drop(shown.insert(to.to_owned(), value)),
        }
    }
    if !shown.contains_key("uri") {
        let id = shown.get("id").cloned().unwrap_or_default();
        shown.insert("uri".to_owned(), id);
    }
    if let Some(kind) = shown.get("primary_type").cloned() {
        shown.insert("jsonmodel_type".to_owned(), kind);
    }
    Ok(shown)
}

struct Parts<'a> {
    own: &'a Fields,
    encoded: &'a mut Encoded,
    exact: Paths,
    sort: Paths,
    text: Paths,
    whole: Paths,
    present: Vec<String>,
}

impl Parts<'_> {
    /// Copies are only indexed: they are counted and sorted by where they come from.
    fn add(&mut self, name: &str, field: Field, value: &Value, is_copy: bool) {
        if !self.present.iter().any(|known| known == name) {
            self.present.push(name.to_owned());
            self.encoded.add_text(self.own.present, name);
        }
        match field.kind {
            Kind::Exact => self.add_exact(name, value),
            Kind::Words | Kind::Text => self.add_text(name, value, true, is_copy),
            Kind::Plain => self.add_text(name, value, false, is_copy),
            Kind::Collated | Kind::Folded => self.add_key(name, field, value),
            Kind::Date => {
                if let Some(seconds) = value.as_str().and_then(moment::parse) {
                    push(&mut self.exact, name, OwnedValue::I64(seconds));
                }
            }
            Kind::Int => {
                let number = value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
                if let Some(number) = number {
                    push(&mut self.exact, name, OwnedValue::I64(number));
                }
            }
            Kind::Boolean => {
                if let Some(flag) = value.as_bool().or_else(|| value.as_str().map(|text| text == "true")) {
                    push(&mut self.exact, name, OwnedValue::Bool(flag));
                }
            }
        }
    }

    fn add_exact(&mut self, name: &str, value: &Value) {
        // The record itself is only shown.
        if name == "json" || name == "id" {
            return;
        }
        let text = plain(value);
        if text.len() <= WHOLE {
            push(&mut self.exact, name, OwnedValue::Str(text));
        }
    }

    fn add_text(&mut self, name: &str, value: &Value, has_markup: bool, is_copy: bool) {
        let text = plain(value);
        let stripped = if has_markup { analysis::strip_markup(&text) } else { text.as_str().into() };
        let indexed = if name == "fullrecord" { UNPUBLISHED } else { name };
        match self.own.own(indexed) {
            Some(field) => self.encoded.add_text(field, &stripped),
            None => push(&mut self.text, name, OwnedValue::Str(stripped.clone().into_owned())),
        }
        if text.len() <= COUNTED && !is_copy && !UNCOUNTED.contains(&name) {
            push_once(&mut self.whole, name, OwnedValue::Str(text));
        }
    }

    fn add_key(&mut self, name: &str, field: Field, value: &Value) {
        let text = plain(value);
        let text = if text.len() > WHOLE { cut(&text, WHOLE).to_owned() } else { text };
        let key = if field.kind == Kind::Collated { analysis::collate(&text) } else { text.to_lowercase() };
        push(&mut self.sort, name, OwnedValue::Str(key));
        if field.stored && text.len() <= COUNTED {
            push_once(&mut self.whole, name, OwnedValue::Str(text));
        }
    }
}

fn push(paths: &mut Paths, name: &str, value: OwnedValue) {
    match paths.entry(name.to_owned()).or_insert_with(|| OwnedValue::Array(Vec::new())) {
        OwnedValue::Array(items) => items.push(value),
        other => *other = value,
    }
}

/// The same, unless the document has it already: a facet counts documents.
fn push_once(paths: &mut Paths, name: &str, value: OwnedValue) {
    match paths.get(name) {
        Some(OwnedValue::Array(items)) if items.contains(&value) => {}
        _ => push(paths, name, value),
    }
}

/// A value as text.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The longest beginning of a text within a number of bytes.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
