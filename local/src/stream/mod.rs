//! The stream of the table's changes, handed to consumers the way Lambda's event source mapping does on AWS.
//!
//! Each consumer has its own position and its own pace. A batch is handed over until it is taken: at least once, in
//! order. One that keeps failing is halved until the record at fault is alone; that one is set aside in a file and
//! logged, and the rest goes on. Nothing polls: a consumer sleeps until something is written.

mod consumer;
mod deliver;
mod event;
mod log;
mod position;

use std::sync::Arc;
use std::time::Duration;

pub use consumer::{Consumer, Refusal, Taken};
use log::Log;
use position::Position;
use rusqlite::Connection;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::folder::Folder;

/// After a write, how long to wait for others to come along in the same batch. A change of the search index costs about the same for
/// one record as for a hundred, and while records are loaded it must not take the processor from them.
const WINDOW: Duration = Duration::from_millis(250);

/// How often what every consumer has taken is removed, at most.
const TRIM_EVERY: Duration = Duration::from_secs(5);

/// Starts the consumers. They end, after the batch in hand, when `stop` turns true.
pub(crate) fn run(
    consumers: Vec<Consumer>,
    folder: &Folder,
    connection: Connection,
    written: &watch::Receiver<u64>,
    stop: &watch::Receiver<bool>,
) -> Vec<JoinHandle<()>> {
    let log = Arc::new(Log::new(connection));
    let mut positions = Vec::new();
    let mut tasks = Vec::new();
    for consumer in consumers {
        let position = Position::open(&folder.stream(), consumer.name());
        positions.push(position.watch());
        tasks.push(tokio::spawn(follow(consumer, position, Arc::clone(&log), written.clone(), stop.clone())));
    }
    tasks.push(tokio::spawn(trim(positions, log, written.clone(), stop.clone())));
    tasks
}

async fn follow(
    consumer: Consumer,
    mut position: Position,
    log: Arc<Log>,
    mut written: watch::Receiver<u64>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        written.mark_unchanged();
        let batch = match log.read_after(position.get()).await {
            Ok(batch) => batch,
            Err(error) => {
                tracing::error!(consumer = consumer.name(), error, "the stream cannot be read");
                Vec::new()
            }
        };
        if !batch.is_empty() {
            tokio::select! {
                () = deliver::deliver(&consumer, batch, &mut position) => continue,
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
        tokio::select! {
            changed = written.changed() => if changed.is_err() { return },
            _ = stop.wait_for(|stop| *stop) => return,
        }
        tokio::time::sleep(WINDOW).await;
    }
}

/// Removes what every consumer has taken. With no consumer that is everything: nobody is going to read it.
async fn trim(
    positions: Vec<watch::Receiver<i64>>,
    log: Arc<Log>,
    mut written: watch::Receiver<u64>,
    mut stop: watch::Receiver<bool>,
) {
    loop {
        tokio::select! {
            changed = written.changed() => if changed.is_err() { return },
            _ = stop.wait_for(|stop| *stop) => return,
        }
        tokio::select! {
            () = tokio::time::sleep(TRIM_EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        written.mark_unchanged();
        let taken = positions.iter().map(|position| *position.borrow()).min().unwrap_or(i64::MAX);
        if let Err(error) = log.trim_before(taken).await {
            tracing::warn!(error, "the stream cannot be trimmed");
        }
    }
}
