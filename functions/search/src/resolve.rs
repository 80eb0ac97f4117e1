//! `resolve[]=field:target`: documents embedded in the hits that name them.
//!
//! For each hit and each value of the field, the documents whose target field has that value, as `_resolved_<field>`. With
//! `@compact_resource` at the end only what identifies a resource is left of them.

use std::collections::{BTreeMap, BTreeSet};

use api::{Call, Problem};
use index::{Request, Window};
use records::Body;
use serde_json::Value;

use crate::engine::Engine;
use crate::scope::scope_of;

/// Values that one parameter may have resolved: a page of 250 hits with four values each.
const LIMIT: usize = index::limits::FILTERS;

/// What is left of a resource in its short form.
const COMPACT: [&str; 10] =
    ["id_0", "id_1", "id_2", "id_3", "level", "other_level", "title", "display_string", "uri", "publish"];

/// Embeds what the request asks for.
pub(crate) async fn resolve(engine: &Engine, call: &Call, hits: &mut [Body]) -> Result<(), Problem> {
    for asked in call.params.strings("resolve") {
        let (path, form) = asked.split_once('@').unwrap_or((asked, ""));
        let (field, target) = path.split_once(':').unwrap_or((path, "id"));
        let named: BTreeSet<String> = hits.iter().flat_map(|hit| values(hit, field)).collect();
        if named.len() > LIMIT {
            return Err(Problem::bad_request(format!("resolve[] would look up more than {LIMIT} values")));
        }
        let found = find(engine, call, target, named).await?;
        for hit in hits.iter_mut() {
            let resolved: Body = values(hit, field)
                .into_iter()
                .filter_map(|value| {
                    let documents = found.get(&value)?.iter().map(|document| shaped(document, form)).collect();
                    Some((value, Value::Array(documents)))
                })
                .collect();
            if !resolved.is_empty() {
                hit.insert(format!("_resolved_{field}"), Value::Object(resolved));
            }
        }
    }
    Ok(())
}

/// Documents by the value of a field.
async fn find(
    engine: &Engine,
    call: &Call,
    target: &str,
    named: BTreeSet<String>,
) -> Result<BTreeMap<String, Vec<Body>>, Problem> {
    let mut found: BTreeMap<String, Vec<Body>> = BTreeMap::new();
    if named.is_empty() {
        return Ok(found);
    }
    let scope = scope_of(call).await?;
    let target = target.to_owned();
    let documents = engine.ask(call, move |reader| {
        if target == "id" || target == "uri" {
            let uris: Vec<String> = named.into_iter().collect();
            let documents = reader.documents(&uris, &scope)?.into_iter();
            return Ok(documents.map(|document| (text(&document, "id"), document)).collect::<Vec<_>>());
        }
        let mut documents = vec![];
        for value in named {
            let request = Request {
                scope: scope.clone(),
                filter_terms: vec![(target.clone(), value.clone())],
                window: Window::Offset { offset: 0, limit: 100 },
                ..Request::default()
            };
            documents.extend(reader.search(&request)?.documents.into_iter().map(|document| (value.clone(), document)));
        }
        Ok(documents)
    });
    for (value, document) in documents.await? {
        found.entry(value).or_default().push(document);
    }
    Ok(found)
}

fn values(hit: &Body, field: &str) -> Vec<String> {
    match hit.get(field) {
        Some(Value::String(value)) => vec![value.clone()],
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect(),
        _ => vec![],
    }
}

fn text(document: &Body, field: &str) -> String {
    document.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn shaped(document: &Body, form: &str) -> Value {
    if form != "compact_resource" {
        return Value::Object(document.clone());
    }
    let parsed: Option<Value> =
        document.get("json").and_then(Value::as_str).and_then(|json| serde_json::from_str(json).ok());
    let whole = parsed.as_ref().and_then(Value::as_object).unwrap_or(document);
    let kept = COMPACT.iter().filter_map(|name| Some(((*name).to_owned(), whole.get(*name)?.clone())));
    Value::Object(kept.collect())
}
