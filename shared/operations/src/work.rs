//! Working on an operation whose journal is held: step, save, step.

use api::Problem;
use serde_json::Value;
use store::Store;
use store::journals::{Journal, LEASE, Trouble};
use tokio::time::Instant;

use crate::desk::{Acting, Desk};
use crate::job::{self, Ending};
use crate::kinds::Running;
use crate::operation::Step;

/// How often an operation that makes no headway is begun again before it counts as failed.
const TRIES: u32 = 10;

/// The pause after the first try that went wrong, in milliseconds; each further one is twice as long.
const PAUSE: i64 = 2_000;

/// The longest pause, in milliseconds.
const LONGEST_PAUSE: i64 = 300_000;

/// How a stretch of work ended.
#[derive(Debug)]
pub(crate) enum End {
    /// All is done.
    Completed(Value),
    /// It cannot be done, at least not what is left of it.
    Failed(Problem),
    /// Somebody cancelled it.
    Cancelled,
    /// The time is over, or the stores are in trouble: somebody goes on with it later.
    HandedOver,
    /// Somebody else is at it.
    Lost,
}

/// An operation and its journal, held by this process.
pub(crate) struct Work<'a> {
    store: &'a Store,
    journal: Journal,
    operation: Box<dyn Running>,
    acting: Acting,
}

/// Whose a journal is after something was refused.
enum Standing {
    Ours(Box<Journal>),
    Cancelled(Box<Journal>),
    Others,
}

impl<'a> Work<'a> {
    pub(crate) fn new(store: &'a Store, journal: Journal, operation: Box<dyn Running>) -> Self {
        let acting = Acting { username: journal.username.clone(), user: journal.user, repository: journal.repository };
        Self { store, journal, operation, acting }
    }

    /// Takes steps until there are none left, or the moment has come.
    pub(crate) async fn run(mut self, until: Instant) -> Result<End, Problem> {
        if self.journal.cancelled {
            job::end_cancelled(self.store, &self.journal, &[]).await?;
            return Ok(End::Cancelled);
        }
        if self.journal.tries > TRIES {
            let problem = Problem::bad_request("The work was begun again and again, and never came further");
            return self.fail(problem, &[]).await;
        }
        while Instant::now() < until {
            if let Some(end) = self.step().await? {
                return Ok(end);
            }
        }
        self.hand_over(0, None).await
    }

    /// One step and what follows from it; `None` when there is more to do.
    async fn step(&mut self) -> Result<Option<End>, Problem> {
        let desk = Desk::new(self.store, &self.acting, Some(&self.journal));
        let result = self.operation.step(&desk).await;
        let (notes, is_sealed) = (desk.take_notes(), desk.is_sealed());
        match result {
            Ok(step) => {
                self.journal.version += u64::from(is_sealed);
                match step {
                    Step::More { done, total } => self.save(done, total, &notes).await,
                    Step::Later { milliseconds, trouble } => self.put_off(milliseconds, trouble).await.map(Some),
                    Step::Done(answer) => self.complete(answer, &notes).await.map(Some),
                }
            }
            // Whether the last transaction was made is not known: the stored journal says how far the work has come.
            Err(problem) => match self.standing(is_sealed).await? {
                Standing::Others => Ok(Some(End::Lost)),
                Standing::Cancelled(journal) => {
                    job::end_cancelled(self.store, &journal, &notes).await?;
                    Ok(Some(End::Cancelled))
                }
                Standing::Ours(journal) => {
                    self.journal = *journal;
                    if let Some(cause) = problem.cause() {
                        tracing::warn!(job = self.journal.job, cause, "a step is tried again later");
                        let pause = PAUSE << self.journal.tries.min(10);
                        let moment = self.store.clock().milliseconds() + pause.min(LONGEST_PAUSE);
                        return self.hand_over(moment, Some(crate::task::TROUBLE.to_owned())).await.map(Some);
                    }
                    self.fail(problem, &notes).await.map(Some)
                }
            },
        }
    }

    async fn save(&mut self, done: u64, total: u64, notes: &[String]) -> Result<Option<End>, Problem> {
        let mut transaction = store::Transaction::new();
        let log = job::append_log(&mut transaction, &self.journal, &job::log_text(notes));
        let next = Journal {
            state: self.operation.write()?,
            done,
            total,
            log,
            tries: 0,
            trouble: None,
            hurried: false,
            until: self.store.clock().milliseconds() + LEASE,
            ..self.journal.clone()
        };
        transaction.save_journal(self.store, &next).await?;
        match self.store.commit(transaction).await {
            Ok(()) => {
                self.journal = Journal { version: next.version + 1, ..next };
                Ok(None)
            }
            Err(store::Error::Stale(_)) => self.yield_to_others(notes).await.map(Some),
            Err(error) => Err(error.into()),
        }
    }

    async fn complete(&self, answer: Value, notes: &[String]) -> Result<End, Problem> {
        if job::end(self.store, &self.journal, notes, &Ending::Completed(&answer)).await? {
            return Ok(End::Completed(answer));
        }
        self.yield_to_others(notes).await
    }

    async fn fail(&self, problem: Problem, notes: &[String]) -> Result<End, Problem> {
        if job::end(self.store, &self.journal, notes, &Ending::Failed(&problem)).await? {
            return Ok(End::Failed(problem));
        }
        self.yield_to_others(notes).await
    }

    /// Saves what a step left, and lets somebody go on after a while.
    async fn put_off(&mut self, milliseconds: i64, trouble: Option<String>) -> Result<End, Problem> {
        self.journal.state = self.operation.write()?;
        self.journal.tries = 0;
        self.journal.hurried = false;
        if trouble.is_none() {
            self.journal.trouble = None;
        }
        self.hand_over(self.store.clock().milliseconds() + milliseconds.max(0), trouble).await
    }

    /// Lets somebody else go on, not before a moment.
    async fn hand_over(&self, moment: i64, trouble: Option<String>) -> Result<End, Problem> {
        let mut transaction = store::Transaction::new();
        let failures = self.journal.failures + u32::from(trouble.is_some());
        let trouble = trouble.map(|text| Trouble { text, at: self.store.clock().now() });
        let trouble = trouble.or_else(|| self.journal.trouble.clone());
        let journal = Journal { until: moment, since: None, failures, trouble, ..self.journal.clone() };
        transaction.save_journal(self.store, &journal).await?;
        match self.store.commit(transaction).await {
            Ok(()) => Ok(End::HandedOver),
            Err(store::Error::Stale(_)) => self.yield_to_others(&[]).await,
            Err(error) => Err(error.into()),
        }
    }

    /// The journal is not as it was left: cancelled, or taken over.
    async fn yield_to_others(&self, notes: &[String]) -> Result<End, Problem> {
        if let Standing::Cancelled(journal) = self.standing(false).await? {
            job::end_cancelled(self.store, &journal, notes).await?;
            return Ok(End::Cancelled);
        }
        Ok(End::Lost)
    }

    async fn standing(&self, may_be_sealed: bool) -> Result<Standing, Problem> {
        let Some(stored) = self.store.journal(&self.journal.job).await? else { return Ok(Standing::Others) };
        let (stored, seen) = (Box::new(stored), self.journal.version);
        // Who takes a journal over sets another end of the lease; a step that seals leaves it.
        let sealed_here = may_be_sealed && stored.version == seen + 1 && stored.until == self.journal.until;
        Ok(if stored.cancelled && stored.until == self.journal.until {
            Standing::Cancelled(stored)
        } else if stored.version == seen || sealed_here {
            Standing::Ours(stored)
        } else {
            Standing::Others
        })
    }
}
