//! The job `email`: it is known, and this archive sends no mail.

use operations::{Desk, Operation, Problem, Size, Step};
use serde::{Deserialize, Serialize};

/// Mail that somebody wants sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Email {}

impl Operation for Email {
    const KIND: &'static str = "email";

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 1 })
    }

    async fn step(&mut self, _: &Desk<'_>) -> Result<Step, Problem> {
        Err(Problem::bad_request("this archive sends no mail"))
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}
