//! The functions that the archive consists of: the one place here that names them.

use std::sync::Arc;
use std::time::Duration;

use api::pipeline::Edge;
use indexer::Indexer;
use store::{Clock, Config, Store};

use crate::{Consumer, Endpoints, Refusal, Service};

/// How often folds that are due are looked for. On AWS the stream's next batch does it.
const TICK: Duration = Duration::from_secs(5);

/// Every route of every function.
pub fn endpoints() -> Vec<api::Endpoint> {
    [
        accounts::endpoints,
        repositories::endpoints,
        accessions::endpoints,
        resources::endpoints,
        digital_objects::endpoints,
        classifications::endpoints,
        agents::endpoints,
        subjects::endpoints,
        containers::endpoints,
        events::endpoints,
        settings::endpoints,
        assets::endpoints,
        search::endpoints,
    ]
    .into_iter()
    .flat_map(|endpoints| endpoints())
    .collect()
}

/// The store behind an embedded archive.
pub fn store(endpoints: &Endpoints, clock: Clock) -> Store {
    Store::new(Config {
        dynamodb_endpoint: Some(endpoints.dynamodb.clone()),
        s3_endpoint: Some(endpoints.s3.clone()),
        region: endpoints.region.to_owned(),
        access_key: endpoints.access_key.to_owned(),
        secret_key: endpoints.secret_key.to_owned(),
        session_token: None,
        table: endpoints.table.to_owned(),
        bucket: endpoints.bucket.to_owned(),
        clock,
    })
}

/// Builds the API on a store, which is made ready for its first caller.
pub async fn build(store: Store, admin_password: &str) -> Result<Service, String> {
    accounts::bootstrap(&store, admin_password).await.map_err(|error| error.to_string())?;
    let router = api::router::router(&Arc::new(Edge::new(store.clone())), endpoints());
    Ok(Service { router, consumers: vec![consumer(store)] })
}

/// Bytes of the search index that the indexer keeps in memory. On one machine the bucket is near.
const ROOM: usize = 16 * 1024 * 1024;

/// The indexer of an archive on one machine.
pub fn indexer(store: Store) -> Indexer {
    Indexer::new(store, ROOM)
}

/// The consumer that keeps the search index up to date, and collections folded.
fn consumer(store: Store) -> Consumer {
    let indexer = Arc::new(indexer(store));
    let ticking = Arc::downgrade(&indexer);
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(TICK);
        loop {
            tick.tick().await;
            // The archive has stopped when its consumer is gone.
            let Some(indexer) = ticking.upgrade() else { return };
            if let Err(error) = indexer.fold_due().await {
                tracing::warn!(%error, "a collection was not folded");
            }
        }
    });
    Consumer::new("indexer", move |event| {
        let indexer = Arc::clone(&indexer);
        async move {
            let event = serde_json::from_str(&event).map_err(|error| Refusal::Failed(error.to_string()))?;
            indexer.handle(&event).await.map_err(|error| Refusal::Failed(error.to_string()))
        }
    })
}
