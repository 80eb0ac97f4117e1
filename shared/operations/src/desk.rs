//! What a step works with.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use api::write::Attempts;
use api::{Call, Problem};
use store::journals::Journal;
use store::{Fetched, Key, Store, Transaction};

use crate::operation::Operation;

/// In whose name an operation works, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acting {
    /// Username, for audit fields; `None` for anonymous callers.
    pub username: Option<String>,
    /// Number of the user's record.
    pub user: Option<u64>,
    /// The repository that the request was about.
    pub repository: Option<u64>,
}

impl Acting {
    /// Who asks, and where.
    pub fn of(call: &Call) -> Self {
        Self {
            username: call.caller.username().map(ToOwned::to_owned),
            user: call.caller.number(),
            repository: call.repository(),
        }
    }

    /// A journal that says so, and nothing else yet.
    pub fn journal(&self) -> Journal {
        Journal { username: self.username.clone(), user: self.user, repository: self.repository, ..Journal::default() }
    }
}

/// A step's view of the archive. Rights are not checked here any more: the request was.
pub struct Desk<'a> {
    /// The stores.
    pub store: &'a Store,
    /// In whose name.
    pub acting: &'a Acting,
    read_ahead: Option<&'a Fetched>,
    journal: Option<&'a Journal>,
    sealed: AtomicBool,
    notes: Mutex<Vec<String>>,
}

impl<'a> Desk<'a> {
    /// A desk inside a request, for planning and for small work.
    pub(crate) fn inside(call: &'a Call, acting: &'a Acting) -> Self {
        Self { read_ahead: Some(&call.fetched), ..Self::new(&call.store, acting, None) }
    }

    /// A desk.
    pub(crate) fn new(store: &'a Store, acting: &'a Acting, journal: Option<&'a Journal>) -> Self {
        Self { store, acting, read_ahead: None, journal, sealed: AtomicBool::new(false), notes: Mutex::default() }
    }

    /// Writes in the name of the acting user. `fetched` should hold what the write asks for (counters, neighbours).
    pub fn attempts<'b>(&'b self, fetched: &'b Fetched) -> Attempts<'b> {
        Attempts::over(self.store, fetched, self.acting.username.as_deref()).of_user(self.acting.user)
    }

    /// What the request has read, inside of one, if all of these are among it.
    pub fn read_ahead<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Option<&'a Fetched> {
        self.read_ahead.filter(|fetched| keys.into_iter().all(|key| fetched.asked(key)))
    }

    /// URI of the job; `None` for work that has none.
    pub fn job(&self) -> Option<&str> {
        self.journal.map(|journal| journal.job.as_str())
    }

    /// How often the work failed and was put off so far.
    pub fn failures(&self) -> u32 {
        self.journal.map_or(0, |journal| journal.failures)
    }

    /// Whether somebody asked for the work to be tried again: what it waits for may be sent for once more.
    pub fn is_hurried(&self) -> bool {
        self.journal.is_some_and(|journal| journal.hurried)
    }

    /// Adds a line to the job's log.
    pub fn note(&self, line: impl Into<String>) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(line.into());
    }

    /// Saves the state that follows this step in the step's own transaction: both happen, or neither. For what must not be
    /// done twice. A step does this in at most one of its transactions, the last.
    ///
    /// When somebody else has taken over the operation, or it was cancelled, the commit fails.
    pub async fn seal<O: Operation>(&self, transaction: &mut Transaction, next: &O) -> Result<(), Problem> {
        let Some(journal) = self.journal else { return Ok(()) };
        let state = crate::kinds::write_state(next)?;
        transaction.save_journal(self.store, &Journal { state, ..journal.clone() }).await?;
        self.sealed.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Whether the state was saved by the step itself.
    pub(crate) fn is_sealed(&self) -> bool {
        self.sealed.load(Ordering::Relaxed)
    }

    /// The lines noted.
    pub(crate) fn take_notes(&self) -> Vec<String> {
        std::mem::take(&mut self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
