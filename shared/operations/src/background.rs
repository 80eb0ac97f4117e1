//! Going on with operations that nobody works on.
//!
//! Whoever finds an open journal whose lease is over may take it: a function that the stream woke, or the schedule, or the
//! archive on one machine. The store's fence lets one of them win.

use std::collections::BTreeSet;
use std::time::Duration;

use api::Problem;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use store::journals::{Journal, LEASE, Open, Queue};
use store::{Store, Transaction};
use tokio::time::Instant;

use crate::job::{self, Ending};
use crate::kinds::Kind;
use crate::work::{End, Work};

/// Operations that one process works on at once. They wait for the stores most of the time.
const AT_ONCE: usize = 8;

/// How often a process that is at work looks for more.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Works on every operation that nobody is at, until there is none or the moment has come. Returns how many stretches of work
/// were done.
pub async fn run_open(store: &Store, kinds: &[Kind], until: Instant) -> Result<usize, Problem> {
    run(store, Queue::Operations, kinds, until).await
}

/// As [`run_open`], for ARCS jobs.
pub async fn run_tasks(store: &Store, kinds: &[Kind], until: Instant) -> Result<usize, Problem> {
    run(store, Queue::Tasks, kinds, until).await
}

/// Goes on with one operation that waits, before its time: what it waits for has happened. `false`: somebody is at it, and may
/// not have seen it yet.
pub async fn resume(store: &Store, kinds: &[Kind], job: &str, until: Instant) -> Result<bool, Problem> {
    let Some(journal) = store.journal(job).await? else { return Ok(true) };
    let is_free = journal.since.is_none() || journal.until <= store.clock().milliseconds();
    Ok(is_free && work_on(store, kinds, journal, until).await?.is_some())
}

async fn run(store: &Store, queue: Queue, kinds: &[Kind], until: Instant) -> Result<usize, Problem> {
    let mut at_work = FuturesUnordered::new();
    let mut taken = BTreeSet::new();
    let mut stretches = 0;
    loop {
        if Instant::now() < until {
            for open in store.open_in(queue).await? {
                let is_free = open.until <= store.clock().milliseconds() && !taken.contains(&open.job);
                if is_free && at_work.len() < AT_ONCE {
                    taken.insert(open.job.clone());
                    at_work.push(take(store, kinds, open, until));
                }
            }
        }
        if at_work.is_empty() {
            return Ok(stretches);
        }
        let next = tokio::time::timeout(LOOK_EVERY, at_work.next()).await;
        let Ok(Some((job, worked))) = next else { continue };
        stretches += usize::from(worked);
        // One that was left for later is looked at again by the next who comes.
        if worked {
            taken.remove(&job);
        }
    }
}

/// Ends the leases of whoever worked on operations before: for a process that knows that it is the only one, before it begins to
/// answer. Jobs that wait for something elsewhere may send for it again: whoever was to bring it is dead as well.
pub async fn release_all(store: &Store) -> Result<(), Problem> {
    for open in store.open_journals().await? {
        if open.until > store.clock().milliseconds()
            && let Some(mut journal) = store.journal(&open.job).await?
        {
            store.claim_journal(&mut journal, 0).await?;
        }
    }
    for open in store.open_in(Queue::Tasks).await? {
        if let Some(journal) = store.journal(&open.job).await? {
            let mut transaction = Transaction::new();
            let journal = Journal { hurried: true, until: 0, since: None, ..journal };
            transaction.save_journal(store, &journal).await?;
            store.commit(transaction).await?;
        }
    }
    Ok(())
}

/// Takes an operation over and works on it. Says whether there was anything to do.
async fn take(store: &Store, kinds: &[Kind], open: Open, until: Instant) -> (String, bool) {
    let worked = match take_over(store, kinds, &open.job, until).await {
        Ok(Some(End::Failed(problem))) => {
            tracing::warn!(job = open.job, %problem, "an operation failed");
            true
        }
        Ok(Some(End::Completed(_) | End::Cancelled)) => true,
        Ok(Some(End::HandedOver | End::Lost) | None) => false,
        Err(problem) => {
            tracing::warn!(job = open.job, %problem, "an operation is left for later");
            false
        }
    };
    (open.job, worked)
}

async fn take_over(store: &Store, kinds: &[Kind], job_uri: &str, until: Instant) -> Result<Option<End>, Problem> {
    let Some(journal) = store.journal(job_uri).await? else { return Ok(None) };
    if journal.until > store.clock().milliseconds() { Ok(None) } else { work_on(store, kinds, journal, until).await }
}

async fn work_on(store: &Store, kinds: &[Kind], mut journal: Journal, until: Instant) -> Result<Option<End>, Problem> {
    let Some(kind) = kinds.iter().find(|kind| kind.name == journal.kind) else { return Ok(None) };
    if !store.claim_journal(&mut journal, store.clock().milliseconds() + LEASE).await? {
        return Ok(None);
    }
    let operation = match kind.read(&journal.state) {
        Ok(operation) => operation,
        // No repetition makes it readable.
        Err(problem) => {
            job::end(store, &journal, &[], &Ending::Failed(&problem)).await?;
            return Ok(Some(End::Failed(problem)));
        }
    };
    job::start(store, &journal.job).await?;
    Work::new(store, journal, operation).run(until).await.map(Some)
}
