//! Makes sure that an answered write is on the disk, without a wait per write.
//!
//! SQLite can wait for the disk itself (`synchronous=FULL`), but then every writer also waits for every other one's
//! turn: 1,700 transactions a second on two cores, where never waiting makes 2,900. So it does not wait (`NORMAL`: nothing
//! is lost when the process dies, only when the machine does), and each writer waits here, beside the others, for one
//! flush of the log that serves them all: 2,300 a second.
//!
//! Only the write-ahead log needs it: before the log is used anew, SQLite itself flushes what it held to the main file.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use tokio::sync::oneshot;

type Waiter = oneshot::Sender<bool>;

/// The flush that writers wait for. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Durability {
    waiters: Option<Sender<Waiter>>,
}

impl Durability {
    /// For a database that is not kept.
    pub(crate) fn none() -> Self {
        Self { waiters: None }
    }

    /// For the database whose write-ahead log this is. Its thread ends with the last clone.
    pub(crate) fn of_log(log: &Path) -> io::Result<Self> {
        // Closing this file at the end releases no lock: SQLite locks the main file, never the log.
        let log = File::open(log)?;
        let (waiters, waiting) = channel();
        std::thread::Builder::new().name("flush".to_owned()).spawn(move || flush_for(&waiting, &log))?;
        Ok(Self { waiters: Some(waiters) })
    }

    /// Returns once everything written so far is on the disk; false when the disk refused.
    pub(crate) async fn flush(&self) -> bool {
        let Some(waiters) = &self.waiters else {
            return true;
        };
        let (waiter, flushed) = oneshot::channel();
        waiters.send(waiter).is_ok() && flushed.await.unwrap_or(false)
    }
}

fn flush_for(waiting: &Receiver<Waiter>, log: &File) {
    while let Ok(first) = waiting.recv() {
        // Whoever waits by now wrote before the flush begins, and is served by it.
        let mut served = vec![first];
        served.extend(waiting.try_iter());
        let flushed = log.sync_data();
        if let Err(error) = &flushed {
            tracing::error!(%error, "the table's log cannot be flushed");
        }
        for waiter in served {
            // One that does not wait any more hung up.
            let _ = waiter.send(flushed.is_ok());
        }
    }
}
