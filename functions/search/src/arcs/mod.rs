//! Search over the digitised files of ARCS: by a query, by facets, and the values that a client offers while somebody types.
//!
//! The index says which resources match; they are then read from the table, so that answers show them as they are now. Who sees what is part
//! of the query, and is looked at once more when they were read: the index follows the table a moment later.

mod complete;
mod days;
mod found;
mod grammar;
mod links;
mod page;
mod wanted;

use std::future::Future;
use std::sync::Arc;

use api::endpoint::Builder;
use api::params::Kind;
use api::{Call, Endpoint, Param, Problem, Reply, get, post};
use arcs::signing::Signer;
use store::Key;

use crate::engine::Engine;

/// The routes. `/search` without the prefix belongs to ArchivesSpace.
pub(crate) fn endpoints(engine: &Arc<Engine>) -> Vec<Endpoint> {
    let text = |name: &str| Param::optional(name, Kind::String);
    let paged = |route: Builder| route.params(page::PARAMETERS.map(text));
    let asked = |route: Builder| paged(route).params([text("q"), text("facets")]);
    let completing = |route: Builder| route.params([text("cat"), text("q")]);
    let mut endpoints = vec![
        searching(paged(get("/api/search/{*query}")), engine, found::by_path),
        searching(asked(get("/api/search")), engine, found::by_parameter),
        searching(paged(post("/api/search").json()), engine, found::by_facets),
    ];
    for prefix in ["/api", ""] {
        let path = |rest: &str| format!("{prefix}/resources{rest}");
        endpoints.extend([
            searching(paged(get(path(""))), engine, found::latest),
            searching(asked(get(path("/search"))), engine, found::by_parameter),
            searching(paged(post(path("/search")).json()), engine, found::by_facets),
            searching(completing(get(path("/complete"))), engine, complete::by_category),
            searching(get(path("/complete/{field}")), engine, complete::by_field),
        ]);
    }
    endpoints
}

/// A route that looks at the index.
fn searching<H, F>(route: Builder, engine: &Arc<Engine>, handler: H) -> Endpoint
where
    H: Fn(Arc<Engine>, Call) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    let engine = Arc::clone(engine);
    let route = route.arcs().reads(|_| vec![Key::index_manifest(), Signer::key()]);
    route.to(move |call| handler(Arc::clone(&engine), call))
}
