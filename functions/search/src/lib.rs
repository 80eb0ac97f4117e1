//! Search: of everything, of a repository, by URI, by type; and of the digitised files of ARCS (`arcs`).
//!
//! The index is in the bucket; what was read of it stays in the sandbox. Whether there is a newer one shows in an item that is
//! read with the session.

mod arcs;
mod containers;
mod counts;
mod csv;
mod engine;
mod found;
mod objects;
mod request;
mod resolve;
mod scope;

use std::future::Future;
use std::sync::Arc;

use api::endpoint::{Builder, group};
use api::params::Kind;
use api::{Call, Endpoint, Param, Problem, Reply, get, post};
use engine::Engine;
use records::permissions::Permission;
use store::Key;

/// The routes of this function. Those of one call share what they read of the index.
pub fn endpoints() -> Vec<Endpoint> {
    let engine = Arc::new(Engine::default());
    let everything = |route: Builder| route.needs(Permission::ViewAllRecords);
    let repository = |route: Builder| route.needs(Permission::ViewRepository);
    let mut endpoints = vec![];
    let methods: [fn(&str) -> Builder; 2] = [|path| get(path), |path| post(path)];
    for method in methods {
        endpoints.extend([
            searching(everything(method("/search")), &engine, found::all),
            searching(
                repository(method("/repositories/{repo_id}/search")).params(request::of_repository()),
                &engine,
                found::in_repository,
            ),
            searching(method("/search/repositories"), &engine, found::repositories),
            reading(
                everything(method("/search/records")).params([Param::required("uri", Kind::Strings), Param::resolve()]),
                &engine,
                found::records,
            ),
            reading(
                everything(method("/search/record_types_by_repository")).params([
                    Param::required("record_types", Kind::Strings),
                    Param::optional("repo_uri", Kind::String),
                ]),
                &engine,
                counts::record_types,
            ),
        ]);
    }
    endpoints.push(searching(get("/search/location_profile"), &engine, found::location_profiles));
    let containers = repository(get("/repositories/{repo_id}/top_containers/search"));
    endpoints.push(reading(containers.params(request::asked()), &engine, containers::search));
    endpoints.extend(arcs::endpoints(&engine));
    group("search", endpoints)
}

/// A route with all the parameters of a search.
fn searching<H, F>(route: Builder, engine: &Arc<Engine>, handler: H) -> Endpoint
where
    H: Fn(Arc<Engine>, Call) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    reading(route.params(request::paged()), engine, handler)
}

/// A route that looks at the index.
fn reading<H, F>(route: Builder, engine: &Arc<Engine>, handler: H) -> Endpoint
where
    H: Fn(Arc<Engine>, Call) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    let engine = Arc::clone(engine);
    route.reads(|_| vec![Key::index_manifest()]).to(move |call| handler(Arc::clone(&engine), call))
}
