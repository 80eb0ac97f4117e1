//! The Lambda function `media`, which the table's stream, the bucket and a schedule call.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use store::{Config, Store};
use tokio::time::Instant;

/// Left of a function's time when it hands over what it has not finished: longer than a step takes.
const MARGIN: Duration = Duration::from_mins(1);

fn main() -> Result<ExitCode, lambda_http::Error> {
    if let Some(ended) = media::decoder::begin() {
        return Ok(ended);
    }
    api::log::start(tracing::Level::INFO);
    api::lambda::block_on(async {
        let store = &Store::new(Config::from_environment());
        let consume = async move |event: LambdaEvent<Value>| {
            let left = event.context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
            let until = Instant::now() + left.saturating_sub(MARGIN);
            media::handle(store, &event.payload, until).await.map_err(lambda_http::Error::from)
        };
        lambda_runtime::run(service_fn(consume)).await
    })?;
    Ok(ExitCode::SUCCESS)
}
