//! ARCS jobs: how they come to be, end, and are tried again.
//!
//! They are operations like others, with a journal of the same kind; but another record shows them, clients see fewer words of them, and
//! another function does the work ([`Queue::Tasks`](store::journals::Queue::Tasks)): the one that decodes pictures and
//! documents. So this crate knows how they are shown, and not what they do.

use api::{Dialect, Problem};
use arcs::entity::parse_id;
use arcs::kinds::{Job, Status, progress};
use arcs::{Author, Entity, Kind};
use records::Body;
use serde_json::Value;
use store::journals::Journal;
use store::{Store, Transaction};
use uuid::Uuid;

use crate::job::Ending;

/// Seconds for which a job that is over can be asked for: thirty days.
pub const KEPT: i64 = 30 * 24 * 3600;

/// How often a job is read again because it changed meanwhile.
const ATTEMPTS: usize = 6;

/// What a client is told of trouble that only the log may show.
pub(crate) const TROUBLE: &str = "the archive's stores did not answer";

/// A job that is to be.
pub struct NewTask<'a> {
    /// What is to be done: the kind of an operation.
    pub name: &'a str,
    /// What clients see of what it is to be done with: an object.
    pub data: Value,
    /// What the operation begins with.
    pub state: Body,
    /// When it is taken up at the latest (milliseconds since 1970); 0 for at once.
    pub until: i64,
}

/// Adds a new job to a transaction. It is begun when that is committed.
pub async fn stage(
    store: &Store,
    transaction: &mut Transaction,
    author: Author<'_>,
    new: NewTask<'_>,
) -> Result<(Entity<Job>, Journal), Problem> {
    stage_as(store, transaction, Uuid::now_v7(), author, new).await
}

/// As [`stage`], under an id that somebody chose.
pub async fn stage_as(
    store: &Store,
    transaction: &mut Transaction,
    id: Uuid,
    author: Author<'_>,
    new: NewTask<'_>,
) -> Result<(Entity<Job>, Journal), Problem> {
    let facts = Job {
        user: author.uri.to_owned(),
        name: new.name.to_owned(),
        data: new.data,
        status: Status::Pending,
        attempts: 0,
        progress: 0,
        failed_at: None,
        error: None,
        result: Value::Null,
        state: Value::Null,
    };
    let job = Entity::with_id(store, id, author, facts)?;
    let journal = Journal { state: new.state, until: new.until, ..journal_of(&job) };
    transaction.create(store, &job.stored).await?;
    transaction.list_task(job.id, None);
    transaction.open_journal(store, &journal).await?;
    Ok((job, journal))
}

/// The journal of a job that nobody has begun.
fn journal_of(job: &Entity<Job>) -> Journal {
    Journal {
        job: job.stored.uri.clone(),
        kind: job.facts.name.clone(),
        username: job.stored.created_by.clone(),
        user: job.facts.user.rsplit('/').next().and_then(|number| number.parse().ok()),
        ..Journal::default()
    }
}

/// Whether the journal of this job is one of these.
pub(crate) fn is_task(job: &str) -> bool {
    job.strip_prefix(Job::COLLECTION).is_some_and(|rest| rest.starts_with('/'))
}

/// Ends a job together with its journal, whose version must be the stored one. `false`: it is not.
pub(crate) async fn end(store: &Store, journal: &Journal, ending: &Ending<'_>) -> Result<bool, Problem> {
    let now = store.clock().now();
    let over = |facts: &Job| match ending {
        Ending::Completed(result) => Job {
            status: Status::Done,
            progress: 100,
            attempts: journal.failures,
            result: (*result).clone(),
            error: None,
            failed_at: None,
            ..facts.clone()
        },
        Ending::Failed(problem) => Job {
            status: Status::Failed,
            progress: progress(journal),
            attempts: journal.failures + 1,
            error: Some(words(problem)),
            failed_at: Some(now),
            state: Value::Object(journal.state.clone()),
            ..facts.clone()
        },
    };
    for _ in 0..ATTEMPTS {
        let mut transaction = Transaction::new();
        if let Some(mut job) = find(store, &journal.job).await? {
            let facts = over(&job.facts);
            put(store, &mut transaction, &mut job, facts).await?;
        }
        transaction.close_journal(journal);
        match store.commit(transaction).await {
            Ok(()) => return Ok(true),
            Err(store::Error::Stale(item)) if item == journal.job => {}
            Err(store::Error::Stale(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::Unavailable(format!("{} changes all the time", journal.job)))
}

/// A problem in the words that clients of ARCS get.
fn words(problem: &Problem) -> String {
    if problem.cause().is_some() {
        return TROUBLE.to_owned();
    }
    problem.body(Dialect::Arcs, "")["message"].as_str().unwrap_or_default().to_owned()
}

async fn find(store: &Store, uri: &str) -> Result<Option<Entity<Job>>, Problem> {
    let Some(id) = uri.rsplit('/').next().and_then(parse_id) else { return Ok(None) };
    Ok(Entity::get(store, id).await?)
}

/// Stages other facts of a job. What is over goes by itself after a while.
async fn put(
    store: &Store,
    transaction: &mut Transaction,
    job: &mut Entity<Job>,
    facts: Job,
) -> Result<(), store::Error> {
    let seen = job.stored.revision();
    let expires = (facts.status != Status::Pending).then(|| store.clock().now() + KEPT);
    job.change_silently(store, facts)?;
    transaction.update(store, &job.stored, seen).await?;
    transaction.expire(&job.stored, expires);
    transaction.list_task(job.id, expires);
    Ok(())
}

/// What somebody wants of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// That it is tried again, now. One that failed goes on where it was.
    Retry,
    /// That nobody works on it any more.
    Stop,
    /// That whoever works on it now leaves it to somebody else.
    Release,
    /// That what went wrong is forgotten.
    Forgive,
}

/// Does as somebody wishes, with a job and its journal as they were read. [`store::Error::Stale`]: they have changed, read them again.
pub async fn grant(
    store: &Store,
    job: &mut Entity<Job>,
    journal: &mut Option<Journal>,
    wish: Wish,
) -> Result<(), Problem> {
    let mut transaction = Transaction::new();
    match (wish, journal.as_mut()) {
        (Wish::Stop, open) => {
            if let Some(open) = open {
                let facts = Job {
                    status: Status::Interrupted,
                    attempts: open.failures,
                    progress: progress(open),
                    state: Value::Object(open.state.clone()),
                    ..job.facts.clone()
                };
                put(store, &mut transaction, job, facts).await?;
                // Whoever works on it finds its journal gone, and can save nothing.
                transaction.close_journal(open);
                *journal = None;
            }
        }
        (Wish::Retry, None) if job.facts.status == Status::Done => {
            return Err(Problem::conflict("the job is done"));
        }
        (Wish::Retry, None) => {
            let state = job.facts.state.as_object().or(job.facts.data.as_object()).cloned().unwrap_or_default();
            let facts = Job { status: Status::Pending, attempts: 0, failed_at: None, error: None, ..job.facts.clone() };
            put(store, &mut transaction, job, facts).await?;
            let anew = Journal { state, hurried: true, ..journal_of(job) };
            transaction.open_journal(store, &anew).await?;
            *journal = Some(Journal { version: 1, ..anew });
        }
        (Wish::Retry | Wish::Release | Wish::Forgive, Some(open)) => {
            let is_kept = wish == Wish::Release;
            let trouble = open.trouble.clone().filter(|_| is_kept);
            let failures = if wish == Wish::Retry { 0 } else { open.failures };
            let next = match wish {
                Wish::Forgive => Journal { trouble, ..open.clone() },
                _ => Journal { trouble, failures, hurried: !is_kept, until: 0, since: None, ..open.clone() },
            };
            transaction.save_journal(store, &next).await?;
            *open = Journal { version: next.version + 1, ..next };
        }
        (Wish::Forgive, None) => {
            let facts = Job { failed_at: None, error: None, ..job.facts.clone() };
            put(store, &mut transaction, job, facts).await?;
        }
        (Wish::Release, None) => {}
    }
    if transaction.is_empty() { Ok(()) } else { Ok(store.commit(transaction).await?) }
}

/// Removes a job, whoever works on it.
pub async fn remove(store: &Store, job: &Entity<Job>, journal: Option<&Journal>) -> Result<(), store::Error> {
    let mut transaction = Transaction::new();
    transaction.delete(&job.stored.uri, job.stored.revision());
    transaction.unlist_task(job.id);
    transaction.forget_errand(job.id);
    if let Some(journal) = journal {
        transaction.close_journal(journal);
    }
    store.commit(transaction).await
}
