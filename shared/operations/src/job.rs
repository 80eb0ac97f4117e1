//! The jobs that show operations: how they come to be, change, and end.

use std::collections::BTreeSet;

use api::write::{Attempts, operation_refusal};
use api::{Dialect, Problem};
use records::Body;
use records::record_type::Stored;
use records::types::{ACTIVE_JOBS, JOB};
use serde_json::{Value, json};
use store::jobs::Place;
use store::journals::Journal;
use store::{Fetched, Key, Store, Transaction};

use crate::desk::Acting;
use crate::task;

/// How often the end of a job is staged again because the job or its journal changed meanwhile.
const ATTEMPTS: usize = 6;

/// The last line of a cancelled operation's log.
const CANCELLED: &str = "Cancelled.\n";

/// Adds text to a job's log. Returns how long it is then.
pub(crate) fn append_log(transaction: &mut Transaction, journal: &Journal, text: &str) -> u64 {
    // ARCS jobs have none.
    if task::is_task(&journal.job) {
        return journal.log;
    }
    transaction.append_log(&journal.job, journal.log, text)
}

/// Lines of a log as its text.
pub(crate) fn log_text(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// A job that is to be.
pub struct NewJob {
    /// The type, which is shown as `job_type`.
    pub job_type: String,
    /// What was asked for.
    pub job: Body,
    /// What the client says besides.
    pub params: Option<String>,
    /// Files that came with it, in their order: what [`file_note`] makes of them.
    pub files: Vec<Value>,
    /// The repository that shows it.
    pub repository: u64,
    /// Whether somebody works on it from the first moment.
    pub running: bool,
}

/// Writes a job and the journal of its operation, in one transaction to which `with` adds. The journal's `job` is set here, its
/// targets are held. `fetched` should hold the counter of jobs.
pub async fn open(
    store: &Store,
    fetched: &Fetched,
    acting: &Acting,
    new: NewJob,
    journal: Journal,
    with: impl Fn(&mut Transaction) + Send,
) -> Result<(Stored, Journal), Problem> {
    let body = body_of(store, acting, &new);
    let mut attempts = Attempts::over(store, fetched, acting.username.as_deref()).of_user(acting.user);
    loop {
        let mut staging = attempts.start();
        let draft =
            api::write::Draft { row: &JOB, repository: Some(new.repository), body: body.clone(), suppressed: false };
        let stored = staging.create(draft).await?;
        staging.transaction.place_job(&stored.uri, None, Some(&place_of(&stored.body)));
        let mut journal = Journal { job: stored.uri.clone(), ..journal.clone() };
        staging.transaction.open_journal(store, &journal).await?;
        for target in distinct(&journal.targets) {
            staging.transaction.hold_target(target, &stored.uri, &operation_refusal());
        }
        with(&mut staging.transaction);
        if attempts.commit(staging).await? {
            journal.version = 1;
            return Ok((stored, journal));
        }
    }
}

fn body_of(store: &Store, acting: &Acting, new: &NewJob) -> Body {
    let now = store.clock().now();
    let mut body = Body::new();
    body.insert("job_type".to_owned(), new.job_type.as_str().into());
    body.insert("job".to_owned(), Value::Object(new.job.clone()));
    if let Some(params) = &new.params {
        body.insert("job_params".to_owned(), params.as_str().into());
    }
    if let Some(owner) = &acting.username {
        body.insert("owner".to_owned(), owner.as_str().into());
    }
    body.insert("status".to_owned(), if new.running { "running" } else { "queued" }.into());
    body.insert("time_submitted".to_owned(), now.into());
    if new.running {
        body.insert("time_started".to_owned(), now.into());
    }
    if !new.files.is_empty() {
        body.insert("files".to_owned(), Value::Array(new.files.clone()));
    }
    body
}

/// Where a job stands in the lists.
pub fn place_of(body: &Body) -> Place {
    Place {
        status: body.get("status").and_then(Value::as_str).unwrap_or_default().to_owned(),
        ended: body.get("time_finished").and_then(Value::as_i64),
    }
}

/// Whether a job waits or runs.
pub fn is_active(body: &Body) -> bool {
    body.get("status").and_then(Value::as_str).is_some_and(|status| ACTIVE_JOBS.contains(&status))
}

/// How an operation ended.
pub(crate) enum Ending<'a> {
    /// With this answer.
    Completed(&'a Value),
    /// With a problem that will not pass.
    Failed(&'a Problem),
}

impl Ending<'_> {
    fn status(&self) -> &'static str {
        match self {
            Self::Completed(_) => "completed",
            Self::Failed(_) => "failed",
        }
    }

    /// The last line of the log.
    fn line(&self) -> String {
        match self {
            Self::Completed(_) => "Completed.".to_owned(),
            Self::Failed(problem) => {
                let error = problem.body(Dialect::ArchivesSpace, "")["error"].take();
                format!("Failed: {}", error.as_str().map_or_else(|| error.to_string(), ToOwned::to_owned))
            }
        }
    }
}

/// Ends a job together with its journal, whose version must be the stored one. `false`: it is not.
pub(crate) async fn end(
    store: &Store,
    journal: &Journal,
    notes: &[String],
    ending: &Ending<'_>,
) -> Result<bool, Problem> {
    if task::is_task(&journal.job) {
        return task::end(store, journal, ending).await;
    }
    let text = log_text(notes) + &ending.line() + "\n";
    let change = |body: &mut Body| {
        body.insert("status".to_owned(), ending.status().into());
        body.insert("time_finished".to_owned(), store.clock().now().into());
        if let Ending::Completed(answer) = ending {
            body.insert("result".to_owned(), (*answer).clone());
        }
    };
    let with = |transaction: &mut Transaction| {
        transaction.append_log(&journal.job, journal.log, &text);
        close(transaction, journal);
    };
    rewrite(store, &journal.job, change, with).await
}

/// Removes the journal of a cancelled operation, whose job says so already.
pub(crate) async fn end_cancelled(store: &Store, journal: &Journal, notes: &[String]) -> Result<(), Problem> {
    let mut transaction = Transaction::new();
    // Whoever cancelled it may have deleted the job as well.
    let is_there = store.read(&[&journal.job]).await?.pop().flatten().is_some();
    if is_there {
        let text = log_text(notes) + CANCELLED;
        transaction.append_log(&journal.job, journal.log, &text);
    }
    close(&mut transaction, journal);
    Ok(store.commit(transaction).await?)
}

/// Notes that somebody works on a job that has waited.
pub(crate) async fn start(store: &Store, job: &str) -> Result<(), Problem> {
    // Of an ARCS job its journal says so.
    if task::is_task(job) {
        return Ok(());
    }
    let Some(stored) = store.read(&[job]).await?.pop().flatten() else { return Ok(()) };
    if stored.body.get("status").and_then(Value::as_str) != Some("queued") {
        return Ok(());
    }
    let change = |body: &mut Body| {
        if body.get("status").and_then(Value::as_str) == Some("queued") {
            body.insert("status".to_owned(), "running".into());
            body.insert("time_started".to_owned(), store.clock().now().into());
        }
    };
    rewrite(store, job, change, |_| ()).await.map(|_| ())
}

/// Stops the operation of a job: between two steps, or before the first. A job that is over stays as it is. Returns the job as it is then.
pub async fn cancel(store: &Store, fetched: &Fetched, acting: &Acting, job: Stored) -> Result<Stored, Problem> {
    let mut journal = store.journal_in(fetched, &job.uri).await?;
    let mut current = job;
    for _ in 0..ATTEMPTS {
        if !is_active(&current.body) {
            return Ok(current);
        }
        let mut body = current.body.clone();
        body.insert("status".to_owned(), "canceled".into());
        body.insert("time_finished".to_owned(), store.clock().now().into());
        let nothing = Fetched::default();
        let attempts = Attempts::over(store, &nothing, acting.username.as_deref());
        let mut staging = attempts.start();
        let stored = staging.amend(&JOB, &current, body).await?;
        let mut transaction = std::mem::take(&mut staging.transaction);
        transaction.place_job(&stored.uri, Some(&place_of(&current.body)), Some(&place_of(&stored.body)));
        match &journal {
            Some(journal) if journal.until > store.clock().milliseconds() => transaction.cancel_journal(journal),
            Some(journal) => {
                transaction.append_log(&journal.job, journal.log, CANCELLED);
                close(&mut transaction, journal);
            }
            None => {}
        }
        match store.commit(transaction).await {
            Ok(()) => return Ok(stored),
            Err(store::Error::Stale(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let keys = [Key::record(&current.uri), Key::journal(&current.uri)];
        let fetched = store.fetch(keys).await?;
        journal = store.journal_in(&fetched, &current.uri).await?;
        current = store.record_in(&fetched, &current.uri).await?.ok_or_else(|| Problem::missing(JOB.model))?;
    }
    Err(Problem::stale())
}

/// Removes a journal and gives back what it held.
fn close(transaction: &mut Transaction, journal: &Journal) {
    transaction.close_journal(journal);
    for target in distinct(&journal.targets) {
        transaction.free_target(target);
    }
}

fn distinct(targets: &[String]) -> BTreeSet<&str> {
    targets.iter().map(String::as_str).collect()
}

/// Changes a job that others may change at the same time, in one transaction with what `with` adds. `false`: what it adds has been
/// refused. A job that is gone is no hindrance to the rest.
async fn rewrite(
    store: &Store,
    job: &str,
    change: impl Fn(&mut Body),
    with: impl Fn(&mut Transaction),
) -> Result<bool, Problem> {
    for _ in 0..ATTEMPTS {
        let mut transaction = Transaction::new();
        if let Some(current) = store.read(&[job]).await?.pop().flatten() {
            let mut next =
                Stored { lock_version: current.lock_version + 1, system_mtime: store.clock().now(), ..current.clone() };
            change(&mut next.body);
            transaction.update(store, &next, current.revision()).await?;
            transaction.place_job(job, Some(&place_of(&current.body)), Some(&place_of(&next.body)));
        }
        with(&mut transaction);
        match store.commit(transaction).await {
            Ok(()) => return Ok(true),
            Err(store::Error::Stale(item)) if item == job => {}
            Err(store::Error::Stale(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::Unavailable(format!("{job} changes all the time")))
}

/// How a job notes a file that came with it.
pub fn file_note(name: &str, sha256: &str, size: usize) -> Value {
    json!({ "name": name, "sha256": sha256, "size": size })
}
