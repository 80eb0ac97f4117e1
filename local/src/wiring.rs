//! The functions that the archive consists of: the one place here that names them.

use std::sync::Arc;
use std::time::Duration;

use api::pipeline::Edge;
pub use api::pipeline::PATIENCE;
use indexer::Indexer;
use store::{Clock, Config, Store};
use tokio::sync::Notify;
use tokio::time::Instant;
use uploads::sweep::Swept;

use crate::{Consumer, Endpoints, Refusal, Service};

/// How often folds that are due are looked for. On AWS the stream's next batch does it.
const TICK: Duration = Duration::from_secs(5);

/// How often operations are looked for that nobody works on. On AWS a schedule does it.
const LOOK: Duration = Duration::from_secs(5);

/// How often what was never finished is cleared away. On AWS a schedule does it.
const SWEEP: Duration = Duration::from_hours(1);

/// One machine needs no hour at which its work is handed over.
const FOR_EVER: Duration = Duration::from_hours(365 * 24);

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
        jobs::endpoints,
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

/// Builds the API on a store, which is made ready for its first caller. A request is kept waiting for so long by work that
/// can go on without it.
pub async fn build(store: Store, admin_password: &str, patience: Duration) -> Result<Service, String> {
    accounts::bootstrap(&store, admin_password).await.map_err(|error| error.to_string())?;
    // The folder is this process's alone: who worked on operations before is dead.
    operations::release_all(&store).await.map_err(|error| error.to_string())?;
    let mut edge = Edge::new(store.clone());
    edge.patience = patience;
    edge.passwords = Some(passwords::Basic::start().map_err(|error| error.to_string())?);
    let router = api::router::router(&Arc::new(edge), endpoints());
    Ok(Service { router, consumers: vec![consumer(store.clone()), runner(store)] })
}

/// Clears away what was begun more than a day ago and never finished.
pub async fn sweep(store: &Store) -> Result<Swept, String> {
    runner::sweep(store, Instant::now() + FOR_EVER).await
}

/// The consumer that goes on with long operations: when one is handed over, at the start, and from time to time. The work itself
/// is done beside the stream, which does not wait for it. It sweeps as well.
fn runner(store: Store) -> Consumer {
    let handed_over = Arc::new(Notify::new());
    let waiting = Arc::downgrade(&handed_over);
    tokio::spawn(async move {
        let mut swept = Instant::now();
        // The archive has stopped when its consumer is gone.
        while let Some(handed_over) = waiting.upgrade() {
            if swept.elapsed() >= SWEEP {
                swept = Instant::now();
                if let Err(error) = sweep(&store).await {
                    tracing::warn!(error, "what was never finished stays for now");
                }
            }
            if let Err(error) = runner::run(&store, Instant::now() + FOR_EVER).await {
                tracing::warn!(error, "operations were not looked for");
            }
            let _ = tokio::time::timeout(LOOK, handed_over.notified()).await;
        }
    });
    Consumer::new("runner", move |event| {
        let handed_over = Arc::clone(&handed_over);
        async move {
            let event = serde_json::from_str(&event).map_err(|error| Refusal::Failed(error.to_string()))?;
            if runner::wakes(&event) {
                handed_over.notify_one();
            }
            Ok(())
        }
    })
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
