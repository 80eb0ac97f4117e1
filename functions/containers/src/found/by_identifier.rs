//! `GET /repositories/:repo_id/find_by_id/…`: values of one parameter are alternatives, parameters narrow each other down.

use std::collections::BTreeSet;

use api::params::Kind;
use api::pipeline::repository_uri;
use api::resolve::resolve;
use api::show::Eyes;
use api::write::guard_key;
use api::{Call, Endpoint, Param, Problem, Reply, get};
use futures_util::future::try_join_all;
use records::lookups::{self, Entry};
use records::permissions::Permission::ViewRepository;
use records::types::{ARCHIVAL_OBJECT, DIGITAL_OBJECT, DIGITAL_OBJECT_COMPONENT, RESOURCE, TOP_CONTAINER};
use records::{RecordType, Uri};
use serde_json::{Map, Value, json};
use store::Store;

/// What a parameter holds.
#[derive(Clone, Copy)]
enum Held {
    /// A value of this unique rule.
    Unique(&'static str),
    /// A value of the lookup with the parameter's name.
    Listed,
    /// An identifier of several parts, as JSON, of this unique rule.
    Parts(&'static str),
    /// What no record has: ARKs are not kept.
    Nothing,
}

/// A route: the type that it finds, and its parameters.
struct Finder {
    row: &'static RecordType,
    params: &'static [(&'static str, Held)],
}

static FINDERS: [Finder; 5] = [
    Finder { row: &RESOURCE, params: &[("identifier", Held::Parts("resource_identifier")), ("ark", Held::Nothing)] },
    Finder {
        row: &ARCHIVAL_OBJECT,
        params: &[("ref_id", Held::Listed), ("component_id", Held::Listed), ("ark", Held::Nothing)],
    },
    Finder { row: &DIGITAL_OBJECT_COMPONENT, params: &[("component_id", Held::Listed)] },
    Finder { row: &DIGITAL_OBJECT, params: &[("digital_object_id", Held::Unique("digital_object_id"))] },
    Finder { row: &TOP_CONTAINER, params: &[("indicator", Held::Listed), ("barcode", Held::Unique("barcode"))] },
];

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    FINDERS.iter().map(endpoint).collect()
}

fn endpoint(finder: &'static Finder) -> Endpoint {
    let params = finder.params.iter().map(|(name, _)| Param::optional(name, Kind::Strings));
    get(format!("/repositories/{{repo_id}}/find_by_id/{}", finder.row.plural))
        .needs(ViewRepository)
        .params(params.chain([Param::resolve()]))
        .to(move |call| find(finder, call))
}

async fn find(finder: &'static Finder, call: Call) -> Result<Reply, Problem> {
    let mut found: Option<BTreeSet<String>> = None;
    for (name, held) in finder.params {
        let values = call.params.strings(name);
        if values.is_empty() {
            continue;
        }
        let holders = holders(&call, finder.row, name, *held, values).await?;
        found = Some(match found {
            Some(known) => known.intersection(&holders).cloned().collect(),
            None => holders,
        });
    }
    let uris = found.unwrap_or_default();
    let eyes = Eyes::of(&call.caller, call.repository());
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    let mut records: Vec<_> = call.store.read(&uris).await?.into_iter().flatten().collect();
    records.retain(|record| eyes.suppressed || !record.suppressed);
    records.sort_by_key(|record| Uri::parse(&record.uri).map(|uri| uri.id()));
    let references: Vec<Value> = records.iter().map(|record| json!({ "ref": record.uri })).collect();
    let mut shown = Map::new();
    shown.insert(finder.row.plural.to_owned(), references.into());
    let mut shown = [Value::Object(shown)];
    resolve(&call.store, &mut shown, call.params.strings("resolve"), eyes).await?;
    Ok(Reply::json(&shown[0]))
}

/// The records that have any of the values.
async fn holders(
    call: &Call,
    row: &RecordType,
    name: &str,
    held: Held,
    values: &[String],
) -> Result<BTreeSet<String>, Problem> {
    let repository = call.repository().unwrap_or_default();
    let rule = match held {
        Held::Nothing => return Ok(BTreeSet::new()),
        Held::Listed => {
            let index = lookups::index(row, name);
            let entry = |value: &String| Entry {
                index: index.clone(),
                scope: repository_uri(repository),
                value: value.clone(),
            };
            let entries: Vec<Entry> = values.iter().map(entry).collect();
            let found = try_join_all(entries.iter().map(|entry| call.store.look_up(entry))).await?;
            return Ok(found.into_iter().flatten().collect());
        }
        Held::Unique(rule) | Held::Parts(rule) => rule,
    };
    let values: Vec<String> = match held {
        Held::Parts(_) => values.iter().map(|value| parts(value)).collect::<Result<_, _>>()?,
        _ => values.to_vec(),
    };
    let guards: Vec<_> = values.iter().map(|value| guard_key(rule, &repository.to_string(), value)).collect();
    let fetched = call.store.fetch(guards.clone()).await?;
    Ok(guards.iter().filter_map(|guard| Store::owner_in(&fetched, guard)).collect())
}

/// An identifier of one to four parts, as its guard spells it.
fn parts(text: &str) -> Result<String, Problem> {
    let unreadable =
        || Problem::bad_request(format!("Had some trouble parsing your request: unexpected token at '{text}'"));
    let Ok(Value::Array(mut parts)) = serde_json::from_str(text) else { return Err(unreadable()) };
    if parts.len() > 4 {
        return Err(unreadable());
    }
    for part in &mut parts {
        // An empty part is none.
        if part.as_str().is_some_and(str::is_empty) {
            *part = Value::Null;
        }
    }
    parts.resize(4, Value::Null);
    Ok(Value::Array(parts).to_string())
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn identifiers_have_four_parts() {
        assert_eq!(parts(r#"["MS","002"]"#).unwrap(), r#"["MS","002",null,null]"#);
        assert!(parts("MS").is_err());
        assert!(parts("{}").is_err());
    }
}
