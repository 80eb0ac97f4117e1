//! When two agents, names or subjects are the same: a text that is equal for equal ones.

use serde_json::{Map, Value};

use super::{is_true, objects, text};
use crate::Body;

/// What makes a name, besides dates of use.
const NAME: [&str; 15] = [
    "primary_name",
    "title",
    "prefix",
    "rest_of_name",
    "suffix",
    "fuller_form",
    "number",
    "subordinate_name_1",
    "subordinate_name_2",
    "family_name",
    "software_name",
    "version",
    "manufacturer",
    "dates",
    "qualifier",
];
/// Who says so.
const AUTHORITY: [&str; 2] = ["source", "rules"];
/// What makes a contact.
const CONTACT: [&str; 12] = [
    "name",
    "salutation",
    "address_1",
    "address_2",
    "address_3",
    "city",
    "region",
    "country",
    "post_code",
    "email",
    "email_signature",
    "note",
];

/// A name, without its sort name and flags.
pub(crate) fn name(name: &Map<String, Value>) -> Value {
    let dates = strip(name.get("use_dates"), &["jsonmodel_type"]);
    Value::Array(vec![select(name, &NAME), select(name, &AUTHORITY), dates])
}

/// An agent: kinds of dates of existence, contacts, external documents, notes and authorized names. Other names are
/// variants and do not count.
pub fn agent(body: &Body) -> String {
    let existence =
        objects(body, "dates_of_existence").map(|date| select(date, &["date_label", "date_type_structured"]));
    let contacts = objects(body, "agent_contacts").map(|contact| {
        let telephones = objects(contact, "telephones").map(|phone| select(phone, &["number", "ext", "number_type"]));
        Value::Array(vec![select(contact, &CONTACT), telephones.collect()])
    });
    let documents = objects(body, "external_documents").map(|document| select(document, &["title", "location"]));
    let notes = strip(body.get("notes"), &["publish", "persistent_id"]);
    let names = objects(body, "names").filter(|name| is_true(name, "authorized")).map(name_of);
    Value::Array(vec![existence.collect(), contacts.collect(), documents.collect(), notes, names.collect()]).to_string()
}

fn name_of(object: &Map<String, Value>) -> Value {
    name(object)
}

/// Marks a term that its subject named by URI.
pub(crate) const NAMED: &str = "named";

/// A subject: its vocabulary, source and terms in order, as they were sent: a term that was named by its URI is not the
/// same as one that was written out.
pub fn subject(body: &Body) -> String {
    let term = |term: &Map<String, Value>| {
        if is_true(term, NAMED) { select(term, &["uri"]) } else { select(term, &["term", "term_type"]) }
    };
    let terms: Value = objects(body, "terms").map(term).collect();
    Value::Array(vec![select(body, &["vocabulary", "source"]), terms]).to_string()
}

/// A term: its vocabulary, text and type. Equal terms are one record.
pub fn term(term: &Map<String, Value>) -> String {
    select(term, &["vocabulary", "term", "term_type"]).to_string()
}

/// The texts of some properties, in the given order; absent ones are `null`.
fn select(object: &Map<String, Value>, properties: &[&str]) -> Value {
    properties.iter().map(|property| text(object, property).map_or(Value::Null, Value::from)).collect()
}

/// A copy without some properties and empty lists, at every level.
fn strip(value: Option<&Value>, properties: &[&str]) -> Value {
    match value {
        None => Value::Array(Vec::new()),
        Some(Value::Array(items)) => items.iter().map(|item| strip(Some(item), properties)).collect(),
        Some(Value::Object(object)) => {
            let kept: std::collections::BTreeMap<&String, Value> = object
                .iter()
                .filter(|(property, value)| {
                    !properties.contains(&property.as_str()) && value.as_array().is_none_or(|items| !items.is_empty())
                })
                .map(|(property, value)| (property, strip(Some(value), properties)))
                .collect();
            kept.into_iter().map(|(property, value)| (property.clone(), value)).collect::<Map<_, _>>().into()
        }
        Some(plain) => plain.clone(),
    }
}
