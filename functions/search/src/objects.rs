//! Query objects in parameters: JSON that is held against its schema, with every mistake told at once.

use api::params::Problems;
use api::{Call, Problem};
use serde_json::{Map, Value};

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
    let declared = query.get("jsonmodel_type").and_then(Value::as_str);
    let kind = PARTS.into_iter().find(|part| declared == Some(part)).unwrap_or(WHOLE);
    query.insert("jsonmodel_type".to_owned(), kind.into());
    let query = Value::Object(query);
    match records::validate::check(kind, strict(query.clone()), &call.lists) {
        Ok(_) => Ok(Some(query)),
        Err(invalid) => {
            let shown = format!("#<JSONModel(:{kind}) {}>", beginning(text, 2000));
            Err(Problem::Schema(Box::new(invalid), shown))
        }
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
    use serde_json::json;

    use super::*;

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
        let lists = records::enumerations::Lists::default();
        for query in queries {
            let whole = json!({ "query": { "jsonmodel_type": "boolean_query", "op": "AND", "subqueries": [query] } });
            let checked = records::validate::check(WHOLE, strict(whole.clone()), &lists);
            assert!(checked.is_ok(), "{whole}: {checked:?}");
        }
    }
}
