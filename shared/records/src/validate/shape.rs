//! Holds a cleaned body against its schema and, where a record is complete, against the rules of its type.
//!
//! The rules of a record are skipped when one of its properties is missing that should be there: whatever they would
//! say follows from that. Other mistakes inside it do not silence them.

use jiff::civil::Date;
use serde_json::Value;

use super::clean::{chosen, is_declared_as};
use super::{rules, words};
use crate::enumerations::Lists;
use crate::invalid::{Problems, each};
use crate::schema::{self, Kind, Missing, Properties, Property, Schema};
use crate::{Body, Invalid, dates, uri};

/// The warnings of a body that passes, or everything that is wrong with it.
pub(super) fn check(schema: &'static Schema, body: &Body, lists: &Lists, today: Date) -> Result<Problems, Invalid> {
    let mut check = Check { lists, today, path: Vec::new(), schema: schema.name, found: Invalid::default() };
    check.record(schema, body);
    if check.found.is_empty() { Ok(check.found.warnings) } else { Err(check.found) }
}

/// A check under way.
pub(super) struct Check<'a> {
    pub(super) lists: &'a Lists,
    pub(super) today: Date,
    path: Vec<Step<'a>>,
    /// The schema of the record that is being looked at.
    schema: &'a str,
    pub(super) found: Invalid,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Place(usize),
}

impl<'a> Check<'a> {
    pub(super) fn path(&self) -> String {
        let steps: Vec<String> = self
            .path
            .iter()
            .map(|step| match step {
                Step::Key(key) => (*key).to_owned(),
                Step::Place(place) => place.to_string(),
            })
            .collect();
        steps.join("/")
    }

    pub(super) fn error(&mut self, message: impl Into<String>) {
        let path = self.path();
        self.found.set(path, message);
    }

    /// The path of a property of the object that is being looked at.
    fn path_of(&self, key: &str) -> String {
        let path = self.path();
        if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") }
    }

    fn record(&mut self, schema: &'a Schema, body: &'a Body) {
        let outer = std::mem::replace(&mut self.schema, schema.name);
        let mut complete = self.object(&schema.properties, body);
        self.schema = outer;
        if schema.reference && schema.properties.find("ref").is_none() {
            self.found.add(self.path_of("ref"), words::MISSING);
            complete = false;
        }
        if complete {
            self.rules(schema.name, body);
        }
    }

    /// What a rule says replaces what the schema said about the same property.
    fn rules(&mut self, record_type: &str, body: &Body) {
        let found = rules::check(record_type, body, self.today);
        for (key, message) in each(found.errors) {
            self.found.set(self.path_of(&key), message);
        }
        for (key, message) in each(found.warnings) {
            self.found.warn(self.path_of(&key), message);
        }
    }

    /// Whether nothing is missing.
    fn object(&mut self, properties: &'a Properties, body: &'a Body) -> bool {
        let mut complete = true;
        for property in properties {
            match body.get(&property.name) {
                Some(value) => {
                    self.path.push(Step::Key(&property.name));
                    self.property(property, value);
                    self.path.pop();
                }
                None => complete &= self.missing(property),
            }
        }
        complete
    }

    fn missing(&mut self, property: &Property) -> bool {
        // The endpoint says what the outermost record is and the schema what an inline one is.
        if property.name == "jsonmodel_type" {
            return true;
        }
        let refused = property.if_missing == Some(Missing::Error);
        let warned = property.required || property.if_missing == Some(Missing::Warning);
        if refused {
            self.found.add(self.path_of(&property.name), words::MISSING);
        }
        if warned {
            self.found.warn(self.path_of(&property.name), words::WARNED);
        }
        !(refused || warned)
    }

    fn property(&mut self, property: &'a Property, value: &'a Value) {
        // Messages can be far longer than what they are about, so a hopeless body is not looked at to its end.
        if self.found.is_full() {
            return;
        }
        self.kind(&property.kind, value);
        if let Some(enumeration) = &property.enumeration {
            self.enumeration(enumeration, value);
        }
        if let Some(text) = value.as_str() {
            self.text(property, text);
        }
        if let (Some(least), Some(items)) = (property.min_items, value.as_array())
            && items.len() < least
        {
            self.error(format!("At least {least} item(s) is required"));
        }
    }

    fn text(&mut self, property: &Property, text: &str) {
        if let Some(most) = property.max_length
            && text.len() > most
            && text.chars().count() > most
        {
            self.error(format!("Must be {most} characters or fewer"));
        }
        if let Some(least) = property.min_length
            && text.chars().take(least).count() < least
        {
            self.error(format!("Must be at least {least} characters"));
        }
        if let Some(pattern) = &property.pattern
            && !pattern.matches(text)
        {
            let value = words::escape(text);
            self.error(format!("Value '{value}' did not match regular expression: {}", pattern.text));
        }
    }

    fn kind(&mut self, kind: &'a Kind, value: &'a Value) {
        match (kind, value) {
            (Kind::Any, _)
            | (Kind::String | Kind::Version, Value::String(_))
            | (Kind::Boolean, Value::Bool(_))
            | (Kind::Number, Value::Number(_))
            | (Kind::Object(None), Value::Object(_)) => {}
            (Kind::Integer | Kind::Version, Value::Number(number)) if !number.is_f64() => {}
            (Kind::Version, _) => self.unknown_kind(kind, value),
            (Kind::Date | Kind::Timestamp, value) => self.date(kind, value),
            (Kind::Array(described), Value::Array(items)) => self.items(described, items),
            (Kind::Object(Some(properties)), Value::Object(map)) => {
                self.object(properties, map);
            }
            (Kind::Reference(reference), Value::Object(map)) => {
                self.object(&reference.properties, map);
            }
            (Kind::Record(types), value) => self.record_of(kind, types, value),
            (Kind::Uri(types), value) => self.uri(kind, types, value),
            (Kind::UriOrRecord(name), Value::Object(map)) if is_declared_as(map, name) => {
                if let Some(schema) = schema::find(name) {
                    self.record(schema, map);
                }
            }
            (Kind::UriOrRecord(name), Value::String(text)) if uri::matches_type(text, name) => {}
            (Kind::OneOf(choices), value) => self.one_of(kind, choices, value),
            (kind, value) => self.wrong_kind(kind, value),
        }
    }

    fn date(&mut self, kind: &Kind, value: &Value) {
        let stored = value.as_str().and_then(|text| match kind {
            Kind::Timestamp => dates::normalise_timestamp(text),
            _ => dates::normalise_date(text, self.today),
        });
        if stored.is_none() {
            self.error(words::NOT_A_DATE);
        }
    }

    fn items(&mut self, described: &'a Property, items: &'a [Value]) {
        for (place, item) in items.iter().enumerate() {
            self.path.push(Step::Place(place));
            self.property(described, item);
            self.path.pop();
        }
    }

    fn record_of(&mut self, kind: &Kind, types: &'a [String], value: &'a Value) {
        match (types, value) {
            ([name], Value::Object(map)) if is_declared_as(map, name) => {
                if let Some(schema) = schema::find(name) {
                    self.record(schema, map);
                }
            }
            // Queries are the only records with several accepted types and no list around them. They are not looked
            // into here: the search endpoint reads them.
            ([_, _, ..], Value::Object(map)) if chosen(map, kind).is_some() => {}
            ([_, _, ..], Value::Array(_)) => {}
            _ => self.wrong_kind(kind, value),
        }
    }

    fn uri(&mut self, kind: &Kind, types: &[String], value: &Value) {
        let fits = value.as_str().is_some_and(|text| types.iter().any(|name| uri::matches_type(text, name)));
        if !fits {
            self.wrong_kind(kind, value);
        }
    }

    fn one_of(&mut self, kind: &Kind, choices: &'a [Property], value: &'a Value) {
        if let Value::Object(map) = value
            && let Some(schema) = chosen(map, kind)
        {
            return self.record(schema, map);
        }
        let fits = choices.iter().any(|choice| match (&choice.kind, value) {
            (Kind::String, Value::String(_)) => true,
            (Kind::Uri(types), Value::String(text)) => types.iter().any(|name| uri::matches_type(text, name)),
            _ => false,
        });
        if !fits {
            let kinds = words::kinds(kind).join(", ");
            self.error(format!("Must be one of: {kinds} (you provided a {})", words::class_or_type(value)));
        }
    }

    fn wrong_kind(&mut self, kind: &Kind, value: &Value) {
        let kinds = words::kinds(kind);
        let given = if matches!(kind, Kind::Record(_) | Kind::UriOrRecord(_)) {
            words::class_or_type(value)
        } else {
            words::class(value).to_owned()
        };
        self.error(match (kinds.as_slice(), kind) {
            ([name], Kind::Uri(_)) => format!(
                "Must be a {name} (you provided a {given}) (malformed or invalid uri? check if referenced object exists.)"
            ),
            ([name], _) => format!("Must be a {name} (you provided a {given})"),
            (names, _) => format!("Must be one of: {} (you provided a {given})", names.join(", ")),
        });
    }

    fn unknown_kind(&mut self, kind: &Kind, value: &Value) {
        let (class, kinds) = (words::class(value), words::kinds(kind).join(", "));
        self.unknown(&format!("of type {class} did not match one or more of the following types: {kinds}"));
    }

    /// Notes what the original passes on as it gets it: what a property has that its schema does not allow.
    pub(super) fn unknown(&mut self, what: &str) {
        let path = self.path();
        let place = words::schema_id(self.schema).map(|id| format!(" in schema {id}#")).unwrap_or_default();
        self.found.add(Invalid::UNKNOWN, format!("The property '#/{path}' {what}{place}"));
    }
}
