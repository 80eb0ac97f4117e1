//! Query objects in parameters: JSON that is held against its schema, with every mistake told at once.

use api::params::Problems;
use api::{Call, Problem};
use records::Invalid;
use records::enumerations::Lists;
use records::validate::check;
use serde_json::{Map, Value, json};

/// What an object may be if it does not say, or says something else.
const WHOLE: &str = "advanced_query";

/// What it may be without the object around it.
const PARTS: [&str; 5] = ["boolean_query", "field_query", "date_field_query", "boolean_field_query", "range_query"];

/// The query object in a parameter; `None` without one.
pub(crate) fn read(call: &Call, name: &str) -> Result<Option<Value>, Problem> {
    let Some(text) = call.params.string(name).filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    let Ok(Value::Object(mut query)) = serde_json::from_str(text) else {
        return Err(unreadable(name, "JSONModel(:advanced_query) object", text));
    };
    let part = part_of(&query);
    let kind = part.unwrap_or(WHOLE);
    query.insert("jsonmodel_type".to_owned(), kind.into());
    let query = Value::Object(query);
    let mut found = Invalid::default();
    match (part, query.get("query")) {
        (Some(_), _) => examine("", strict(query.clone()), &call.lists, &mut found),
        (None, Some(inside)) => examine("query", strict(inside.clone()), &call.lists, &mut found),
        (None, None) => {}
    }
    if found.is_empty() {
        return Ok(Some(query));
    }
    let shown = format!("#<JSONModel(:{kind}) {}>", beginning(text, 2000));
    Err(Problem::Schema(Box::new(found), shown))
}

/// Which kind of query an object says it is.
fn part_of(object: &Map<String, Value>) -> Option<&'static str> {
    let declared = object.get("jsonmodel_type").and_then(Value::as_str);
    PARTS.into_iter().find(|part| declared == Some(part))
}

/// Finds what is wrong with a query at a path. A schema does not reach into the queries that another one joins, so each is held against its own.
fn examine(path: &str, mut query: Value, lists: &Lists, found: &mut Invalid) {
    if found.is_full() {
        return;
    }
    let Some(kind) = query.as_object().and_then(part_of) else {
        let refused = check(WHOLE, json!({ "query": query }), lists).err().unwrap_or_default();
        for (at, messages) in refused.errors {
            let at = if at == "query" { path.to_owned() } else { at };
            for message in messages {
                found.add(at.clone(), message);
            }
        }
        return;
    };
    let parts = take_parts(&mut query);
    if let Err(invalid) = check(kind, query, lists) {
        found.merge_under(path, invalid);
    }
    let parent = if path.is_empty() { String::new() } else { format!("{path}/") };
    for (place, part) in parts.into_iter().enumerate() {
        examine(&format!("{parent}subqueries/{place}"), part, lists, found);
    }
}

/// Takes out the queries that another one joins. Something stays in their place: a list must not be empty.
fn take_parts(query: &mut Value) -> Vec<Value> {
    match query.get_mut("subqueries").and_then(Value::as_array_mut) {
        Some(parts) if !parts.is_empty() => std::mem::replace(parts, vec![Value::Bool(true)]),
        _ => vec![],
    }
}

/// The 400 for a parameter that holds no such thing.
pub(crate) fn unreadable(name: &str, wanted: &str, text: &str) -> Problem {
    let problem = format!("Wanted type {wanted} but got '{}'", beginning(text, 200));
    Problem::Parameters(Problems::from([(name.to_owned(), vec![problem])]))
}

fn beginning(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}

/// An object as the schema has it. Clients send numbers, flags as texts, and years or months where a day is meant; all of that can be
/// searched for.
fn strict(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(strict).collect(),
        Value::Object(object) => {
            let kind = object.get("jsonmodel_type").and_then(Value::as_str).unwrap_or_default().to_owned();
            let members = object.into_iter().map(|(name, value)| {
                let value =
                    if ["value", "from", "to"].contains(&&*name) { scalar(&kind, value) } else { strict(value) };
                (name, value)
            });
            Value::Object(members.collect::<Map<String, Value>>())
        }
        simple => simple,
    }
}

fn scalar(kind: &str, value: Value) -> Value {
    match (kind, value) {
        ("boolean_field_query", Value::String(text)) => text.parse().map_or(Value::String(text), Value::Bool),
        ("boolean_field_query", value) => value,
        ("date_field_query", Value::String(text)) => match text.len() {
            4 => format!("{text}-01-01").into(),
            7 => format!("{text}-01").into(),
            _ => text.into(),
        },
        (_, value @ (Value::Number(_) | Value::Bool(_))) => value.to_string().into(),
        (_, value) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_told_where_they_are() {
        let valueless = json!({ "jsonmodel_type": "field_query", "field": "title" });
        let nested = json!({ "jsonmodel_type": "boolean_query", "op": "OR", "subqueries": [valueless] });
        let joined = json!({ "jsonmodel_type": "boolean_query", "op": "AND", "subqueries": [nested, "x", valueless] });
        let paths = |path: &str, query: &Value| {
            let mut found = Invalid::default();
            examine(path, strict(query.clone()), &Lists::default(), &mut found);
            found.errors.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(
            paths("query", &joined),
            ["query/subqueries/0/subqueries/0/value", "query/subqueries/1", "query/subqueries/2/value"]
        );
        assert_eq!(paths("", &nested), ["subqueries/0/value"]);
        let empty = json!({ "jsonmodel_type": "boolean_query", "op": "AND", "subqueries": [] });
        assert_eq!(paths("", &empty), ["subqueries"]);
        assert_eq!(paths("query", &json!({ "jsonmodel_type": "nonsense" })), ["query"]);
        assert_eq!(paths("query", &json!("x")), ["query"]);
        assert_eq!(paths("query", &json!({ "field": "title" })), [Invalid::RECORD]);
    }

    #[test]
    fn what_can_be_searched_for_passes() {
        let queries = [
            json!({ "jsonmodel_type": "field_query", "field": "years", "value": 1900 }),
            json!({ "jsonmodel_type": "range_query", "field": "years", "from": 1900 }),
            json!({ "jsonmodel_type": "boolean_field_query", "field": "publish", "value": "false" }),
            json!({ "jsonmodel_type": "date_field_query", "field": "create_time", "value": "2020", "precision": "year" }),
            json!({ "jsonmodel_type": "date_field_query", "field": "create_time", "value": "2020-05" }),
            json!({ "jsonmodel_type": "field_query", "field": "title", "comparator": "empty", "negated": true }),
        ];
        for query in queries {
            let whole = json!({ "jsonmodel_type": "boolean_query", "op": "AND", "subqueries": [query] });
            let mut found = Invalid::default();
            examine("query", strict(whole.clone()), &Lists::default(), &mut found);
            assert!(found.is_empty(), "{whole}: {found:?}");
        }
    }
}
