//! A function's start: one store, one router, and the loop that takes requests from Lambda.

use std::sync::Arc;

use store::{Config, Store};

use crate::endpoint::Endpoint;
use crate::pipeline::{Edge, Passwords};
use crate::router::router;

/// Serves these endpoints as a Lambda function. Returns when the runtime ends it.
pub fn serve(endpoints: Vec<Endpoint>) -> Result<(), lambda_http::Error> {
    serve_after(endpoints, None, connect)
}

/// As [`serve`], and takes passwords that come with requests: what ARCS clients may do on every route.
pub fn serve_with(endpoints: Vec<Endpoint>, passwords: Arc<dyn Passwords>) -> Result<(), lambda_http::Error> {
    serve_after(endpoints, Some(passwords), connect)
}

/// As [`serve_with`], after a preparation without which the function is of no use.
pub fn serve_after<P, F>(
    endpoints: Vec<Endpoint>,
    passwords: Option<Arc<dyn Passwords>>,
    prepare: P,
) -> Result<(), lambda_http::Error>
where
    P: FnOnce(Store) -> F,
    F: Future<Output = Result<(), lambda_http::Error>>,
{
    crate::log::start(tracing::Level::INFO);
    block_on(async {
        let store = Store::new(Config::from_environment());
        prepare(store.clone()).await?;
        let mut edge = Edge::new(store);
        edge.passwords = passwords;
        lambda_http::run(router(&Arc::new(edge), endpoints)).await
    })
}

/// Opens the connection while the sandbox still starts, which is not billed.
async fn connect(store: Store) -> Result<(), lambda_http::Error> {
    tokio::spawn(async move { store.connect().await });
    Ok(())
}

/// Runs a function's loop. A sandbox answers one request at a time: one thread is enough, and starts fastest.
pub fn block_on<F>(function: F) -> Result<(), lambda_http::Error>
where
    F: Future<Output = Result<(), lambda_http::Error>>,
{
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(function)
}
