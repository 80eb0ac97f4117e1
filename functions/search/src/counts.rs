//! How many published records of each type a repository has or uses.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::{Call, Problem, Reply};
use index::{Request, Window};
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::scope::scope_of;

/// Types that one request may count.
const TYPES: usize = 50;

/// The fields by which a document belongs to a repository.
const HOMES: [&str; 2] = ["repository", "used_within_published_repository"];

/// `/search/record_types_by_repository`
pub(crate) async fn record_types(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    let types = call.params.strings("record_types").to_vec();
    if types.len() > TYPES {
        return Err(Problem::bad_request(format!("at most {TYPES} types are counted at once")));
    }
    let only = call.params.string("repo_uri").map(ToOwned::to_owned);
    let scope = scope_of(&call).await?;
    let counted = types.clone();
    let counts = engine.ask(&call, move |reader| {
        let mut counts: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        for record_type in counted {
            let request = Request {
                scope: scope.clone(),
                types: vec![record_type.clone()],
                filter_terms: vec![("publish".to_owned(), "true".to_owned())],
                facets: HOMES.map(ToOwned::to_owned).to_vec(),
                facet_mincount: 1,
                window: Window::Offset { offset: 0, limit: 0 },
                ..Request::default()
            };
            for (_, values) in reader.search(&request)?.facets {
                for (repository, count) in values {
                    *counts.entry(repository).or_default().entry(record_type.clone()).or_default() += count;
                }
            }
        }
        Ok(counts)
    });
    let counts = counts.await?;
    let of = |repository: &str| -> Value {
        let found = counts.get(repository);
        let count = |name: &String| found.and_then(|found| found.get(name)).copied().unwrap_or(0);
        Value::Object(types.iter().map(|name| (name.clone(), json!(count(name)))).collect())
    };
    if let Some(repository) = only {
        return Ok(Reply::json(&of(&repository)));
    }
    let is_repository = |uri: &&String| uri.starts_with("/repositories/");
    let all: serde_json::Map<String, Value> =
        counts.keys().filter(is_repository).map(|repository| (repository.clone(), of(repository))).collect();
    Ok(Reply::json(&all))
}
