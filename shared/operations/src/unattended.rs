//! Jobs of a type that this archive has no program for: they are taken, and fail with a log that says so.
//!
//! A client that asks for an import or a report is told the truth where it looks for it: in the job's status and its log.

use api::Problem;
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::operation::{Operation, Size, Step};

/// A job that nobody here can do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unattended {
    /// Its type.
    pub job_type: String,
}

impl Operation for Unattended {
    const KIND: &'static str = "unattended";

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 1 })
    }

    async fn step(&mut self, _: &Desk<'_>) -> Result<Step, Problem> {
        Err(Problem::bad_request(format!("This archive has no runner for jobs of type {}", self.job_type)))
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}
