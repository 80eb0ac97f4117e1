//! What each record type looks like: the schema files in a compact typed form.
//!
//! The files under `schemas/` are the source; their dialect is JSON schema draft 3 with a few shorthands (`record`,
//! `ref`, `uri_of`, `uri_or_record`, `one_of`), inheritance already resolved. A schema is read when it is first asked
//! for and then kept. This module says what a record may hold; [`crate::validate`] holds a body against it.

mod files;
mod read;
mod targets;

use std::sync::OnceLock;

use files::FILES;
use regex_lite::Regex;
use serde_json::Value;
pub use targets::may_refer;

/// The schema of a record type, by name.
pub fn find(name: &str) -> Option<&'static Schema> {
    let file = file(name)?;
    file.schema.get_or_init(|| read::schema(file.name, file.json)).as_ref()
}

/// The text of a schema file, as it is published.
pub fn json(name: &str) -> Option<&'static str> {
    file(name).map(|file| file.json)
}

/// Every record type's name, in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.name)
}

fn file(name: &str) -> Option<&'static files::File> {
    FILES.binary_search_by(|file| file.name.cmp(name)).ok().map(|position| &FILES[position])
}

/// One record type.
#[derive(Debug)]
pub struct Schema {
    /// The type's name: `accession`.
    pub name: &'static str,
    /// The type it extends, if any; the inherited properties are already listed here.
    pub parent: Option<String>,
    /// The shape of its URIs without the number, for types that have URIs: `/repositories/:repo_id/accessions`.
    pub uri: Option<String>,
    /// Whether the record is itself a reference, that is, needs a `ref`.
    pub reference: bool,
    /// Its properties, the system properties (`lock_version`, `created_by` …) last.
    pub properties: Properties,
}

/// Properties in the order of the schema file, found by name without a walk.
#[derive(Debug, Default)]
pub struct Properties {
    list: Vec<Property>,
    by_name: Vec<usize>,
}

impl Properties {
    fn new(list: Vec<Property>) -> Self {
        let mut by_name: Vec<usize> = (0..list.len()).collect();
        by_name.sort_by(|a, b| list[*a].name.cmp(&list[*b].name));
        Self { list, by_name }
    }

    /// In the order of the schema file.
    pub fn iter(&self) -> std::slice::Iter<'_, Property> {
        self.list.iter()
    }

    /// One property, by name.
    pub fn find(&self, name: &str) -> Option<&Property> {
        let found = self.by_name.binary_search_by(|position| self.list[*position].name.as_str().cmp(name));
        found.ok().map(|place| &self.list[self.by_name[place]])
    }
}

impl<'a> IntoIterator for &'a Properties {
    type Item = &'a Property;
    type IntoIter = std::slice::Iter<'a, Property>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One property, or the items of an array (then without a name).
#[derive(Debug)]
pub struct Property {
    /// The key in the record.
    pub name: String,
    /// What its value is.
    pub kind: Kind,
    /// Written by the archive only; dropped from what clients send.
    pub readonly: bool,
    /// What its absence means, when it means something.
    pub if_missing: Option<Missing>,
    /// Also warned about when missing (`required`), whatever [`Property::if_missing`] says.
    pub required: bool,
    /// Filled in after validation.
    pub default: Option<Value>,
    /// Characters a text needs.
    pub min_length: Option<usize>,
    /// Characters a text may have.
    pub max_length: Option<usize>,
    /// Items an array needs.
    pub min_items: Option<usize>,
    /// What a text must match.
    pub pattern: Option<Pattern>,
    /// The values it may take.
    pub enumeration: Option<Enumeration>,
}

/// What the absence of a property is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// An error.
    Error,
    /// A warning.
    Warning,
}

/// The values a property may take.
#[derive(Debug)]
pub enum Enumeration {
    /// These.
    Fixed(Vec<String>),
    /// Those of the controlled value list with this name, see [`crate::enumerations`].
    List(String),
}

/// The kinds of values.
#[derive(Debug)]
pub enum Kind {
    /// Text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A lock version: a whole number, or text.
    Version,
    /// A day, stored as `YYYY-MM-DD`.
    Date,
    /// A moment, stored as `YYYY-MM-DD HH:MM:SS UTC`.
    Timestamp,
    /// A list; the items are described by a property without a name.
    Array(Box<Property>),
    /// An inline object that is no record. Without properties it may hold anything.
    Object(Option<Properties>),
    /// An object whose `ref` is the URI of another record.
    Reference(Reference),
    /// An inline record of one of these types.
    Record(Vec<String>),
    /// The URI of a record of one of these types.
    Uri(Vec<String>),
    /// The URI of a record of this type, or the record itself.
    UriOrRecord(String),
    /// One of several kinds.
    OneOf(Vec<Property>),
    /// Anything.
    Any,
}

/// A reference to another record.
#[derive(Debug)]
pub struct Reference {
    /// The types it may point at; none means any text.
    pub to: Vec<String>,
    /// Whether readers may ask for the record itself to be put beside the `ref`.
    pub resolvable: bool,
    /// `ref`, `_resolved` and what else the reference carries (a role …).
    pub properties: Properties,
}

/// A regular expression, compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern {
    /// The expression, as messages show it.
    pub text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), compiled: OnceLock::new() }
    }

    /// Whether a text matches, in time linear in its length.
    pub fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(&self.text).ok());
        compiled.as_ref().is_some_and(|expression| expression.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enumerations::Lists;

    fn walk(property: &Property, visit: &mut impl FnMut(&Property)) {
        visit(property);
        match &property.kind {
            Kind::Array(items) => walk(items, visit),
            Kind::Object(Some(properties)) => walk_all(properties.iter(), visit),
            Kind::Reference(reference) => walk_all(reference.properties.iter(), visit),
            Kind::OneOf(choices) => walk_all(choices.iter(), visit),
            _ => {}
        }
    }

    fn walk_all<'a>(properties: impl Iterator<Item = &'a Property>, visit: &mut impl FnMut(&Property)) {
        for property in properties {
            walk(property, visit);
        }
    }

    #[test]
    fn every_file_is_a_schema_and_all_it_names_exists() {
        let lists = Lists::seeded();
        assert!(names().is_sorted());
        assert_eq!(names().count(), 162);
        for name in names() {
            let schema = find(name).unwrap();
            assert!(schema.properties.find("lock_version").is_some(), "{name}");
            for property in &schema.properties {
                walk(property, &mut |property| {
                    let named: &[String] = match &property.kind {
                        Kind::Record(types) | Kind::Uri(types) => types,
                        Kind::Reference(reference) => &reference.to,
                        _ => &[],
                    };
                    assert!(named.iter().all(|name| file(name).is_some()), "{name}: {property:?}");
                    if let Some(Enumeration::List(list)) = &property.enumeration {
                        assert!(lists.find(list).is_some(), "{name}: {list}");
                    }
                    if let Some(pattern) = &property.pattern {
                        assert!(Regex::new(&pattern.text).is_ok(), "{name}: {}", pattern.text);
                    }
                });
            }
        }
    }

    #[test]
    fn properties_keep_their_order_and_are_found_by_name() {
        let extent = find("extent").unwrap();
        assert_eq!(extent.properties.iter().next().unwrap().name, "portion");
        assert!(extent.properties.find("number").is_some());
        assert!(extent.properties.find("nonsense").is_none());
        assert!(find("nonsense").is_none());
    }
}
