//! The Lambda function `indexer`, which the table's stream calls.

use indexer::Indexer;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::{Value, json};
use store::{Config, Store};

/// Bytes of the index that a sandbox keeps: what it takes to find the documents that a change replaces.
const ROOM: usize = 256 * 1024 * 1024;

fn main() -> Result<(), lambda_http::Error> {
    api::log::start(tracing::Level::INFO);
    api::lambda::block_on(async {
        let indexer = Indexer::new(Store::new(Config::from_environment()), ROOM);
        let indexer = &indexer;
        let consume = async move |event: LambdaEvent<Value>| {
            // Invoked by hand: {"rebuild": true} has the index built anew, step by step.
            if event.payload["rebuild"] == true {
                indexer.request_rebuild().await.map_err(lambda_http::Error::from)?;
                return Ok(json!({}));
            }
            // Which records of a batch failed is not told: the batch is halved until the one at fault is alone.
            indexer.handle(&event.payload).await.map(|()| json!({})).map_err(lambda_http::Error::from)
        };
        lambda_runtime::run(service_fn(consume)).await
    })
}
