//! Beginning an operation inside a request.

use api::{Call, Problem};
use records::permissions::{GLOBAL_REPOSITORY, Permission};
use serde_json::{Value, json};
use store::journals::{Journal, LEASE};
use store::{Fetched, Key};
use tokio::time::Instant;

use crate::desk::{Acting, Desk};
use crate::job::{self, NewJob};
use crate::kinds::write_state;
use crate::operation::{Operation, Size, Step};
use crate::work::{End, Work};

/// How far a request got.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// All is done; the value of [`Step::Done`].
    Done(Value),
    /// It goes on in the background, and shows as this job.
    GoesOn {
        /// URI of the job.
        job: String,
    },
}

impl Outcome {
    /// The answer: that of the operation itself, or (while the work goes on) `meanwhile` with the URI of the `job`.
    #[must_use]
    pub fn answer(self, meanwhile: Value) -> Value {
        match self {
            Self::Done(answer) => answer,
            Self::GoesOn { job } => {
                let mut answer = meanwhile;
                answer["job"] = job.into();
                answer
            }
        }
    }
}

/// Does an operation, or begins it: what is small is done at once, in one transaction; other work is done for as long as the request may
/// be kept waiting, and what is left goes on in the background.
pub async fn perform<O: Operation>(call: &Call, mut operation: O) -> Result<Outcome, Problem> {
    let acting = Acting::of(call);
    let desk = Desk::inside(call, &acting);
    // Boxed, because handlers that begin operations would be as large as their steps.
    let total = match Box::pin(operation.plan(&desk)).await? {
        Size::Long { total } => total,
        Size::Small => loop {
            if let Step::Done(answer) = Box::pin(operation.step(&desk)).await? {
                return Ok(Outcome::Done(answer));
            }
        },
    };
    let journal = begin(call, &acting, &operation, total).await?;
    let uri = journal.job.clone();
    if call.patience.is_zero() {
        return Ok(Outcome::GoesOn { job: uri });
    }
    match Work::new(&call.store, journal, Box::new(operation)).run(Instant::now() + call.patience).await {
        Ok(End::Completed(answer)) => Ok(Outcome::Done(answer)),
        Ok(End::Failed(problem)) => Err(problem),
        Ok(End::Cancelled) => Err(Problem::conflict("The operation was cancelled")),
        Ok(End::HandedOver | End::Lost) => Ok(Outcome::GoesOn { job: uri }),
        // The journal is there: somebody goes on with it when the stores answer again.
        Err(problem) => {
            tracing::warn!(job = uri, %problem, "an operation is left for later");
            Ok(Outcome::GoesOn { job: uri })
        }
    }
}

/// Writes down what is going to be done.
async fn begin<O: Operation>(call: &Call, acting: &Acting, operation: &O, total: u64) -> Result<Journal, Problem> {
    let running = !call.patience.is_zero();
    let now = call.store.clock().milliseconds();
    let job_type = format!("{}_job", O::KIND);
    let mut body = records::Body::new();
    body.insert("jsonmodel_type".to_owned(), job_type.as_str().into());
    body.insert("targets".to_owned(), json!(operation.targets()));
    let new = NewJob {
        job_type,
        job: body,
        params: None,
        files: vec![],
        repository: home(call, operation.is_beside_repositories()),
        running,
    };
    let journal = Journal {
        kind: O::KIND.to_owned(),
        targets: operation.targets(),
        state: write_state(operation)?,
        total,
        until: if running { now + LEASE } else { 0 },
        since: running.then_some(now),
        ..acting.journal()
    };
    let counter = Key::counter(records::types::JOB.name);
    let read =
        if call.fetched.asked(&counter) { Fetched::default() } else { call.store.fetch([counter.clone()]).await? };
    let fetched = if read.asked(&counter) { &read } else { &call.fetched };
    Ok(job::open(&call.store, fetched, acting, new, journal, |_| ()).await?.1)
}

/// The repository that shows the job: where the work is, else one where whoever asked can see it.
fn home(call: &Call, is_beside: bool) -> u64 {
    if let Some(repository) = call.repository().filter(|_| !is_beside) {
        return repository;
    }
    let sees = |repository: u64| call.caller.may(Permission::ViewRepository, Some(repository));
    if sees(GLOBAL_REPOSITORY) {
        return GLOBAL_REPOSITORY;
    }
    let granted = call.caller.rights().grants().keys().copied();
    let elsewhere = |repository: &u64| sees(*repository) && call.repository() != Some(*repository);
    granted.into_iter().find(elsewhere).unwrap_or(GLOBAL_REPOSITORY)
}
