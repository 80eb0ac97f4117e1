//! The Lambda function `runner`, which the table's stream and a schedule call.

use std::time::{Duration, SystemTime};

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use store::{Config, Store};
use tokio::time::Instant;

/// Left of a function's time when it hands over what it has not finished: longer than a step takes.
const MARGIN: Duration = Duration::from_secs(20);

fn main() -> Result<(), lambda_http::Error> {
    api::log::start(tracing::Level::INFO);
    api::lambda::block_on(async {
        let store = &Store::new(Config::from_environment());
        let consume = async move |event: LambdaEvent<Value>| {
            let left = event.context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
            let until = Instant::now() + left.saturating_sub(MARGIN);
            if runner::sweeps(&event.payload) {
                return runner::sweep(store, until).await.map(|_| ()).map_err(lambda_http::Error::from);
            }
            if !runner::wakes(&event.payload) {
                return Ok(());
            }
            runner::run(store, until).await.map_err(lambda_http::Error::from)
        };
        lambda_runtime::run(service_fn(consume)).await
    })
}
