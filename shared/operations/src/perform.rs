//! Beginning an operation inside a request.

use api::{Call, Problem};
use serde_json::Value;

use crate::desk::{Acting, Desk};
use crate::operation::{Operation, Size, Step};

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
    /// The answer: `done`'s own, or (while the work goes on) `meanwhile` with the URI of the `job`.
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

/// Does an operation, or begins it.
pub async fn perform<O: Operation>(call: &Call, mut operation: O) -> Result<Outcome, Problem> {
    let acting = Acting {
        username: call.caller.username().map(ToOwned::to_owned),
        user: call.caller.number(),
        repository: call.repository(),
    };
    let desk = Desk::new(&call.store, &acting, None);
    if let Size::Small = operation.plan(&desk).await? {
        loop {
            if let Step::Done(answer) = Operation::step(&mut operation, &desk).await? {
                return Ok(Outcome::Done(answer));
            }
        }
    }
    // The journal comes next; until then all is done inside the request.
    loop {
        if let Step::Done(answer) = Operation::step(&mut operation, &desk).await? {
            return Ok(Outcome::Done(answer));
        }
    }
}
