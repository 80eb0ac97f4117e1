//! Top containers of a repository, in the words of the search engine that the original passed through.

use std::sync::Arc;

use api::{Call, Problem, Reply};
use index::Window;
use index::limits::HITS;
use serde_json::{Map, Value, json};

use crate::engine::Engine;
use crate::request::request_of;

/// `/repositories/:repo_id/top_containers/search`
pub(crate) async fn search(engine: Arc<Engine>, call: Call) -> Result<Reply, Problem> {
    let mut request = request_of(&call).await?;
    request.types = vec!["top_container".to_owned()];
    request.window = Window::Offset { offset: 0, limit: HITS };
    let started = std::time::Instant::now();
    let found = engine.ask(&call, move |reader| reader.search(&request)).await?;
    let facets: Map<String, Value> = found
        .facets
        .iter()
        .map(|(field, values)| {
            let flat = values.iter().flat_map(|(value, count)| [json!(value), json!(count)]).collect();
            (field.clone(), Value::Array(flat))
        })
        .collect();
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Reply::json(&json!({
        "responseHeader": { "status": 0, "QTime": milliseconds },
        "response": { "numFound": found.total, "start": 0, "docs": found.documents },
        "facet_counts": { "facet_queries": {}, "facet_fields": facets },
    })))
}
