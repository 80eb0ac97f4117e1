//! Fetches files from elsewhere, for jobs that ask for it.
//!
//! This is the one part of the archive that goes where a client sends it, so it is trusted with nothing: it reads neither the table nor
//! the bucket, and may do nothing but write into the quarantine. The table's stream brings it *errands* ([`store::errands`]); of
//! each it leaves a file and a report ([`store::quarantine`]). Whoever reads those believes neither.
//!
//! What keeps it from being sent into the archive's own network (threat row 4):
//!
//! - [`remote`] judges the address as text, then every address that its name stands for, and *that* is what is connected to: the
//!   name is resolved once, so a name server that answers differently the next time is never asked (`connection`);
//! - a redirection is a new address, and judged like the first (`download`);
//! - caps on bytes, connections and time hold against whoever answers for ever ([`Limits`]);
//! - bytes are kept as they come. Nothing is decompressed here.

mod connection;
mod download;
mod failure;
mod limits;
mod network;

use futures_util::future::join_all;
use remote::Reach;
use serde_json::{Value, json};
use store::Store;
use store::errands::{Errand, errand_in};
use store::quarantine::Place;

pub use download::Download;
pub use failure::Failure;
pub use limits::Limits;
pub use network::{Internet, Network};

/// What goes out for files.
pub struct Fetcher<N> {
    store: Store,
    reach: Reach,
    limits: Limits,
    network: N,
    tls: tokio_rustls::TlsConnector,
}

impl<N: Network> Fetcher<N> {
    /// A fetcher that leaves what it brings in this store's quarantine.
    pub fn new(store: Store, reach: Reach, limits: Limits, network: N) -> Result<Self, String> {
        Ok(Self { store, reach, limits, network, tls: connection::tls()? })
    }

    /// Runs the errands of an event. The stream's own events hold `Records`; a pipe hands over the records alone.
    pub async fn handle(&self, event: &Value) -> Result<(), String> {
        let errands: Vec<Errand> = errands(event).collect();
        join_all(errands.iter().map(|errand| self.run(errand))).await.into_iter().collect()
    }

    /// Fetches one file, and says in the quarantine how it went.
    pub async fn run(&self, errand: &Errand) -> Result<(), String> {
        let place = Place { job: errand.job, attempt: errand.attempt };
        let report = match self.fetch(&errand.address, place).await {
            Ok(download) => download.report(),
            Err(failure) => {
                // The address is the client's, and may hold what is nobody else's business.
                tracing::info!(job = %errand.job, %failure, "a file was not fetched");
                json!({ "error": failure.to_string(), "temporary": failure.is_temporary() })
            }
        };
        self.store.report(place, &report).await.map_err(|error| error.to_string())
    }
}

/// The errands that an event tells of.
pub fn errands(event: &Value) -> impl Iterator<Item = Errand> + '_ {
    let records = event["Records"].as_array().or(event.as_array());
    records.into_iter().flatten().filter_map(errand_in)
}
