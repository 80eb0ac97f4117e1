//! The functions that the archive consists of: the one place here that names them.

use std::sync::Arc;
use std::time::Duration;

use api::pipeline::Edge;
pub use api::pipeline::PATIENCE;
pub use fetcher::Limits;
use fetcher::{Fetcher, Internet};
use indexer::Indexer;
pub use remote::Reach;
use serde_json::Value;
use store::errands::Errand;
use store::quarantine::{Place, report_event};
use store::{Clock, Config, Store};
use tokio::sync::{Mutex, Notify, Semaphore};
use tokio::time::Instant;
use uploads::sweep::Swept;

use crate::{Consumer, Endpoints, Refusal, Service};

/// How often folds that are due are looked for. On AWS the stream's next batch does it.
const TICK: Duration = Duration::from_secs(5);

/// How often operations are looked for that nobody works on. On AWS a schedule does it.
const LOOK: Duration = Duration::from_secs(5);

/// How often what was never finished is cleared away. On AWS a schedule does it.
const SWEEP: Duration = Duration::from_hours(1);
/// Files that are fetched at once.
const AT_ONCE: usize = 4;

/// How often the arrival of a file is told again, and how soon.
const TELLINGS: usize = 50;
const TELL_AGAIN: Duration = Duration::from_millis(200);

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
        gallery::endpoints,
        iiif::endpoints,
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

/// How an archive does what others may do in another way.
#[derive(Clone, Debug)]
pub struct Manner {
    /// How long a request is kept waiting by work that can go on without it.
    pub patience: Duration,
    /// Which addresses outside of the archive it goes to for clients.
    pub reach: Reach,
    /// How much it does for one file there.
    pub limits: Limits,
}

impl Default for Manner {
    fn default() -> Self {
        Self { patience: PATIENCE, reach: Reach::default(), limits: Limits::default() }
    }
}

/// Builds the API on a store, which is made ready for its first caller.
pub async fn build(store: Store, admin_password: &str, manner: Manner) -> Result<Service, String> {
    accounts::bootstrap(&store, admin_password).await.map_err(|error| error.to_string())?;
    // The folder is this process's alone: who worked on operations before is dead.
    operations::release_all(&store).await.map_err(|error| error.to_string())?;
    let mut edge = Edge::new(store.clone());
    edge.patience = manner.patience;
    edge.reach = manner.reach.clone();
    edge.passwords = Some(passwords::Basic::start().map_err(|error| error.to_string())?);
    let router = api::router::router(&Arc::new(edge), endpoints());
    let fetcher = Fetcher::new(store.clone(), manner.reach, manner.limits, Internet)?;
    Ok(Service {
        router,
        consumers: vec![
            consumer(store.clone()),
            runner(&store),
            media(&store),
            pictures(store.clone()),
            errands(store, fetcher),
        ],
    })
}

/// Clears away what was begun more than a day ago and never finished.
pub async fn sweep(store: &Store) -> Result<Swept, String> {
    runner::sweep(store, Instant::now() + FOR_EVER).await
}

/// The consumer that goes on with long operations. It sweeps as well.
fn runner(store: &Store) -> Consumer {
    let store = store.clone();
    let swept = Arc::new(Mutex::new(Instant::now()));
    worker("runner", runner::wakes, move || {
        let (store, swept) = (store.clone(), Arc::clone(&swept));
        async move {
            runner::run(&store, Instant::now() + FOR_EVER).await?;
            let mut swept = swept.lock().await;
            if swept.elapsed() >= SWEEP {
                *swept = Instant::now();
                sweep(&store).await?;
            }
            Ok(())
        }
    })
}

/// The consumer that does ARCS jobs.
fn media(store: &Store) -> Consumer {
    let store = store.clone();
    worker("media", media::jobs::wakes, move || {
        let store = store.clone();
        async move { media::jobs::run(&store, Instant::now() + FOR_EVER).await }
    })
}

/// The consumer that looks into new files. On AWS it is the same function that does the jobs; here a file that takes long does not keep
/// them waiting.
fn pictures(store: Store) -> Consumer {
    Consumer::new("pictures", move |event| {
        let store = store.clone();
        async move {
            let event = serde_json::from_str(&event).map_err(|error| Refusal::Failed(error.to_string()))?;
            media::derive::take(&store, &event).await.map_err(|error| Refusal::Failed(error.to_string()))
        }
    })
}

/// A consumer that looks for work when an event is a reason to, at the start, and from time to time. The work itself is done
/// beside the stream, which does not wait for it.
fn worker<R, F>(name: &'static str, wakes: fn(&Value) -> bool, run: R) -> Consumer
where
    R: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), String>> + Send,
{
    let handed_over = Arc::new(Notify::new());
    let waiting = Arc::downgrade(&handed_over);
    tokio::spawn(async move {
        // The archive has stopped when its consumer is gone.
        while let Some(handed_over) = waiting.upgrade() {
            if let Err(error) = run().await {
                tracing::warn!(error, name, "work was not looked for");
            }
            let _ = tokio::time::timeout(LOOK, handed_over.notified()).await;
        }
    });
    Consumer::new(name, move |event| {
        let handed_over = Arc::clone(&handed_over);
        async move {
            let event = serde_json::from_str(&event).map_err(|error| Refusal::Failed(error.to_string()))?;
            if wakes(&event) {
                handed_over.notify_one();
            }
            Ok(())
        }
    })
}

/// The consumer that fetches files from elsewhere, a few at a time and beside the stream. On AWS the bucket tells of what was put into
/// the quarantine; here that is told as soon as it is there. A file that is lost when the archive stops is sent for again.
fn errands(store: Store, fetcher: Fetcher<Internet>) -> Consumer {
    let fetcher = Arc::new((fetcher, Semaphore::new(AT_ONCE)));
    Consumer::new("fetcher", move |event| {
        let (store, fetcher) = (store.clone(), Arc::clone(&fetcher));
        async move {
            let event: Value = serde_json::from_str(&event).map_err(|error| Refusal::Failed(error.to_string()))?;
            for errand in fetcher::errands(&event) {
                let (store, fetcher) = (store.clone(), Arc::clone(&fetcher));
                tokio::spawn(async move {
                    let _permit = fetcher.1.acquire().await;
                    if let Err(error) = run_errand(&store, &fetcher.0, &errand).await {
                        tracing::warn!(error, job = %errand.job, "an errand was not run");
                    }
                });
            }
            Ok(())
        }
    })
}

async fn run_errand(store: &Store, fetcher: &Fetcher<Internet>, errand: &Errand) -> Result<(), String> {
    fetcher.run(errand).await?;
    let event = report_event(Place { job: errand.job, attempt: errand.attempt });
    let mut told = media::arrivals::arrive(store, &event, Instant::now() + FOR_EVER).await;
    // Somebody was just looking, and may have missed it.
    for _ in 0..TELLINGS {
        if told.is_ok() {
            break;
        }
        tokio::time::sleep(TELL_AGAIN).await;
        told = media::arrivals::arrive(store, &event, Instant::now() + FOR_EVER).await;
    }
    told
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
