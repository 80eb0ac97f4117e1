//! A fresh archive for each test, and those who call it.

pub(crate) mod bodies;
mod census;
pub(crate) mod faults;
mod roles;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use local::wiring::{Limits, Manner, Reach};
use local::{Archive, Options, wiring};
use store::{Clock, Store};
use tests::{Caller, HttpClient, http_client};

use faults::{Faults, Plan};

/// The repository that most tests work in.
pub(crate) const REPO: &str = "/repositories/2";

/// Its accessions.
pub(crate) const ACCESSIONS: &str = "/repositories/2/accessions";

/// Limits that a test does not wait for; room for a file that is uploaded in parts.
pub(crate) const SHORT: Limits = Limits {
    most: 12 * 1024 * 1024,
    connect: Duration::from_secs(2),
    answer: Duration::from_secs(1),
    idle: Duration::from_secs(1),
    total: Duration::from_secs(20),
    redirections: 3,
    tries: 3,
    pause: Duration::from_millis(20),
};

/// A running archive.
pub(crate) struct Fonds {
    /// Its time.
    pub(crate) clock: Clock,
    /// Its store, past the API and past injected faults.
    pub(crate) store: Store,
    http: HttpClient,
    archive: Archive,
}

impl Fonds {
    /// An archive that holds one repository, without records.
    pub(crate) async fn start() -> Self {
        let fonds = Self::empty().await;
        fonds.admin().await.create("/repositories", &bodies::repository("MAIN")).await;
        fonds
    }

    /// An archive as it is when it is new.
    pub(crate) async fn empty() -> Self {
        Self::build(None, Manner::default()).await
    }

    /// An archive with one repository, whose DynamoDB misbehaves from now on as planned.
    pub(crate) async fn faulty(plan: Plan) -> (Self, Arc<Faults>) {
        let faults = Arc::new(Faults::new(plan));
        let fonds = Self::build(Some(Arc::clone(&faults)), Manner::default()).await;
        fonds.admin().await.create("/repositories", &bodies::repository("MAIN")).await;
        faults.begin();
        (fonds, faults)
    }

    /// An archive with one repository whose requests wait for nothing that can go on without them.
    pub(crate) async fn hasty() -> Self {
        Self::with_patience(Duration::ZERO).await
    }

    /// An archive with one repository whose requests do all of their work themselves, however long it takes.
    pub(crate) async fn patient() -> Self {
        Self::with_patience(Duration::from_mins(10)).await
    }

    /// An archive with one repository that fetches files from these addresses on this machine, and does not wait for long.
    pub(crate) async fn reaching(opened: impl IntoIterator<Item = SocketAddr>) -> Self {
        Self::in_manner(Manner { reach: Reach::with(opened), limits: SHORT, ..Manner::default() }).await
    }

    async fn with_patience(patience: Duration) -> Self {
        Self::in_manner(Manner { patience, ..Manner::default() }).await
    }

    async fn in_manner(manner: Manner) -> Self {
        let fonds = Self::build(None, manner).await;
        fonds.admin().await.create("/repositories", &bodies::repository("MAIN")).await;
        fonds
    }

    async fn build(faults: Option<Arc<Faults>>, manner: Manner) -> Self {
        media::decoder::run_elsewhere(env!("CARGO_BIN_EXE_decoder").into());
        let clock = Clock::default();
        let served = clock.clone();
        let archive = Archive::start(Options::temporary(), |mut endpoints| async move {
            if let Some(faults) = faults {
                endpoints.dynamodb = faults::serve(faults, &endpoints.dynamodb).await;
            }
            wiring::build(wiring::store(&endpoints, served), "admin", manner).await
        });
        let archive = archive.await.unwrap();
        let store = wiring::store(archive.endpoints(), clock.clone());
        Self { clock, store, http: http_client(), archive }
    }

    /// Another way to its store, on which DynamoDB misbehaves as planned once it is told to begin.
    pub(crate) async fn faulty_store(&self, plan: Plan) -> (Store, Arc<Faults>) {
        let faults = Arc::new(Faults::new(plan));
        let mut endpoints = self.archive.endpoints().clone();
        endpoints.dynamodb = faults::serve(Arc::clone(&faults), &endpoints.dynamodb).await;
        (wiring::store(&endpoints, self.clock.clone()), faults)
    }

    /// Waits until everything that there is can be searched for.
    pub(crate) async fn index_everything(&self) {
        wiring::indexer(self.store.clone()).rebuild().await.unwrap();
    }

    /// Where it answers: host and port.
    pub(crate) fn host(&self) -> &str {
        self.archive.base_url.split_once("://").unwrap().1
    }

    /// Somebody without a session.
    pub(crate) fn anonymous(&self) -> Caller {
        Caller::anonymous(self.http.clone(), &self.archive.base_url)
    }
}
