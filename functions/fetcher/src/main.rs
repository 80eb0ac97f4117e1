//! The Lambda function `fetcher`, which a pipe from the table's stream calls.

use fetcher::{Fetcher, Internet, Limits};
use lambda_runtime::{LambdaEvent, service_fn};
use remote::Reach;
use serde_json::Value;
use store::{Config, Store};

fn main() -> Result<(), lambda_http::Error> {
    api::log::start(tracing::Level::INFO);
    // Servers on this machine, for who runs the functions on one.
    let opened = std::env::var("FONDS_FETCH_ALLOW").unwrap_or_default();
    let reach =
        Reach::read(&opened).map_err(|word| format!("FONDS_FETCH_ALLOW: not an address with a port: {word}"))?;
    api::lambda::block_on(async {
        let fetcher = &Fetcher::new(Store::new(Config::from_environment()), reach, Limits::default(), Internet)?;
        let fetch = async move |event: LambdaEvent<Value>| {
            fetcher.handle(&event.payload).await.map_err(lambda_http::Error::from)
        };
        lambda_runtime::run(service_fn(fetch)).await
    })
}
