//! The job `confirm_upload`: what a client has sent straight to the bucket is looked at, where that takes longer than a request.
//!
//! Its client may ask `complete` again meanwhile, which does the same work: one of the two finds that the other was faster, and goes on
//! from there.

use operations::{Desk, Operation, Problem, Size, Step};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Error;
use tokio::time::Instant;
use uploads::confirm::{self, JOB};
use uploads::{Held, State};
use uuid::Uuid;

/// How long a step reads.
const STEP: std::time::Duration = std::time::Duration::from_secs(10);

/// The pause when somebody else is at it, in milliseconds.
const PAUSE: i64 = 1_000;

/// An upload whose bytes are all there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ConfirmUpload {
    upload_id: Uuid,
}

impl Operation for ConfirmUpload {
    const KIND: &'static str = JOB;

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 100 })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        let given_up = || Problem::NotFound("the upload was given up".to_owned());
        let mut held = Held::get(desk.store, self.upload_id).await?.ok_or_else(given_up)?;
        match confirm::advance(desk.store, &mut held, Instant::now() + STEP).await {
            Err(Error::Stale(_)) => return Ok(Step::Later { milliseconds: PAUSE, trouble: None }),
            advanced => advanced?,
        }
        match held.upload.state {
            State::Done => Ok(Step::Done(json!({ "resource_id": held.id }))),
            State::Refused { message } => Err(Problem::bad_request(message)),
            State::Receiving => Err(Problem::conflict(confirm::REPLACED)),
            State::GivenUp(_) => Err(given_up()),
            ref state => Ok(Step::More { done: confirm::progress(state), total: 100 }),
        }
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}
