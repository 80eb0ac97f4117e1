//! The delete feed: harvesters learn from it which records are gone.

use api::params::Kind;
use api::{Call, Endpoint, Param, Problem, Reply, get};
use records::permissions::Permission::IndexSystem;
use serde_json::json;

/// URIs on a page when the client does not say, and at most.
const DEFAULT_SIZE: i64 = 10;
const MAXIMUM_SIZE: i64 = 250;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![
        get("/delete-feed")
            .needs(IndexSystem)
            .params([
                Param::required("page", Kind::NonNegative),
                Param::optional("page_size", Kind::NonNegative),
                Param::optional("modified_since", Kind::NonNegative),
            ])
            .to(delete_feed),
    ]
}

async fn delete_feed(call: Call) -> Result<Reply, Problem> {
    let number = |name: &str, default: i64| call.params.integer(name).unwrap_or(default);
    let page = number("page", 1);
    let size = number("page_size", DEFAULT_SIZE).min(MAXIMUM_SIZE);
    for (name, value) in [("page", page), ("page_size", size)] {
        if value < 1 {
            let text = format!("Wanted type Integer but got '{value}'");
            return Err(Problem::Parameters([(name.to_owned(), vec![text])].into()));
        }
    }
    let uris = call.store.tombstones(number("modified_since", 0)).await?;
    let position = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    let (page_number, size) = (position(page), position(size));
    let results: Vec<&String> = uris.iter().skip((page_number - 1).saturating_mul(size)).take(size).collect();
    let last = uris.len().div_ceil(size).max(1);
    Ok(Reply::json(&json!({ "first_page": 1, "last_page": last, "this_page": page, "results": results })))
}
