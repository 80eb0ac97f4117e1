//! The Lambda function `indexer`, which the table's stream calls.

use indexer::{Due, handle};
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use store::{Config, Store};

fn main() -> Result<(), lambda_http::Error> {
    api::log::start(tracing::Level::INFO);
    api::lambda::block_on(async {
        let (store, due) = (Store::new(Config::from_environment()), Due::default());
        let (store, due) = (&store, &due);
        let consume = async move |event: LambdaEvent<Value>| {
            // On the heap: it is large, and waits inside of much else.
            Box::pin(handle(store, due, &event.payload)).await.map_err(lambda_http::Error::from)
        };
        lambda_runtime::run(service_fn(consume)).await
    })
}
