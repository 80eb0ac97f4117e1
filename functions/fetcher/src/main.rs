//! The Lambda function `fetcher`, which a pipe from the table's stream calls.

use fetcher::{Fetcher, Internet, Limits};
use lambda_runtime::{LambdaEvent, service_fn};
use remote::Reach;
use serde_json::Value;
use store::{Config, Store};

fn main() -> Result<(), lambda_http::Error> {
    api::log::start(tracing::Level::INFO);
    api::lambda::block_on(async {
        let store = Store::new(Config::from_environment());
        // The public internet and nothing else: only an archive on one machine may open addresses of its own.
        let fetcher = &Fetcher::new(store, Reach::default(), Limits::default(), Internet)?;
        let fetch = async move |event: LambdaEvent<Value>| {
            fetcher.handle(&event.payload).await.map_err(lambda_http::Error::from)
        };
        lambda_runtime::run(service_fn(fetch)).await
    })
}
