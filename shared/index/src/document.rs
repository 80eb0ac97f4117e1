//! One document of the index: the fields of [`crate::fields`] by name.

use std::collections::BTreeMap;

use serde_json::Value;

/// What is indexed for a record, or for a part of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// The document's id: the record's URI, or that with a fragment (`…#pui`).
    pub id: String,
    /// Values by field: texts, whole numbers, `true` and `false`. Dates are texts in RFC 3339.
    pub fields: BTreeMap<String, Vec<Value>>,
}

impl Document {
    /// An empty document.
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), fields: BTreeMap::new() }
    }

    /// Adds a value; empty texts and nulls say nothing and are left out.
    pub fn add(&mut self, field: &str, value: impl Into<Value>) {
        let value = value.into();
        if value.is_null() || value.as_str().is_some_and(str::is_empty) {
            return;
        }
        self.fields.entry(field.to_owned()).or_default().push(value);
    }

    /// Adds every value of a sequence.
    pub fn add_all<V: Into<Value>>(&mut self, field: &str, values: impl IntoIterator<Item = V>) {
        for value in values {
            self.add(field, value);
        }
    }

    /// Puts one value in the place of those that are there.
    pub fn set(&mut self, field: &str, value: impl Into<Value>) {
        self.fields.remove(field);
        self.add(field, value);
    }

    /// The first text of a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.first()?.as_str()
    }

    /// The values of a field.
    pub fn values(&self, field: &str) -> &[Value] {
        self.fields.get(field).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A change of the index: everything that is indexed for a record, as of one version of it.
#[derive(Clone, Debug)]
pub struct Change {
    /// The record's URI.
    pub uri: String,
    /// Which of two changes of a record is newer. Equal versions may follow one another: a neighbour changed.
    pub version: u64,
    /// Its documents; none when the record is gone.
    pub documents: Vec<Document>,
}
