//! What a long operation is: a state that can be written down, and a step that does a piece of it.

use std::future::Future;

use api::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::desk::Desk;

/// An operation that may be too much for one transaction, or for one request.
///
/// The value itself is the state: what was asked for, and a cursor that says how far the work has come. It is written into a
/// journal before anything is done and after every step, so it holds cursors and choices, not lists of everything that
/// is still to do.
///
/// # What a step has to keep
///
/// - **Bounded.** A few transactions, a second or two: the lease of its runner lasts a minute, a request waits for it, and whoever
///   cancels it waits as well.
/// - **Re-runnable.** The process may die after a transaction of the step and before its state is saved. The step then runs
///   again *with the state that it began with*, perhaps by somebody else, and has to find what is done and leave it. Where that cannot
///   be seen from the records (an event that is recorded once, a number that is handed out), the step saves its next state in the
///   transaction itself: [`Desk::seal`].
/// - **Whole.** Between two steps a reader sees an archive that breaks no rule: each record and its links change in one
///   transaction.
/// - **Checked before.** What may be refused is refused by [`Operation::plan`], before anything is written. A step that
///   fails for good leaves the work where it is; the job then says why.
pub trait Operation: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// Names the operation in journals, for ever, and its jobs: `merge` is shown as `merge_job`.
    const KIND: &'static str;

    /// Looks at the work before any of it is done: refuses what cannot be, and says how much there is. Runs once, inside the
    /// request. What it finds out may be kept in the state.
    fn plan(&mut self, desk: &Desk<'_>) -> impl Future<Output = Result<Size, Problem>> + Send;

    /// Does the next piece.
    ///
    /// A problem with a cause that only the log may show ([`Problem::cause`]) is taken as a passing trouble of the stores, and the
    /// step is tried again later; every other problem ends the operation.
    fn step(&mut self, desk: &Desk<'_>) -> impl Future<Output = Result<Step, Problem>> + Send;

    /// The records whose whole is at stake, at most fifty (of more, the most telling ones): while a journal is open, another
    /// operation that names one of them is refused with 409.
    fn targets(&self) -> Vec<String>;

    /// Whether its job is to be looked for outside of the repository that the request names: because that one ends, for
    /// example.
    fn is_beside_repositories(&self) -> bool {
        false
    }
}

/// How much there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One step in one transaction: it happens or it does not, and needs neither a journal nor a job.
    Small,
    /// More, of about so many pieces.
    Long {
        /// What [`Step::More`] counts towards.
        total: u64,
    },
}

/// What a step leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// There is more to do.
    More {
        /// Pieces done so far.
        done: u64,
        /// Pieces in all, as far as is known now.
        total: u64,
    },
    /// There is more to do, but not before something has happened elsewhere, or time has passed.
    Later {
        /// How long to wait, in milliseconds. Who knows that it has happened calls [`crate::resume`].
        milliseconds: i64,
        /// What went wrong, in words that are fit for clients: the work is tried again.
        trouble: Option<String>,
    },
    /// That was all. The value is what the request answers with.
    Done(Value),
}
