//! The jobs `thumb` and `preview`: the pictures of a resource are made again. Both make both: they come from the same look into the
//! file.

use operations::{Desk, Operation, Problem, Size, Step};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::derive::{Before, provide};

/// A small picture that somebody wants made again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Thumb {
    resource_id: Uuid,
}

impl Operation for Thumb {
    const KIND: &'static str = "thumb";

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 1 })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        make_again(desk, self.resource_id).await
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}

/// A larger one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Preview {
    resource_id: Uuid,
}

impl Operation for Preview {
    const KIND: &'static str = "preview";

    async fn plan(&mut self, _: &Desk<'_>) -> Result<Size, Problem> {
        Ok(Size::Long { total: 1 })
    }

    async fn step(&mut self, desk: &Desk<'_>) -> Result<Step, Problem> {
        make_again(desk, self.resource_id).await
    }

    fn targets(&self) -> Vec<String> {
        vec![]
    }
}

async fn make_again(desk: &Desk<'_>, resource: Uuid) -> Result<Step, Problem> {
    let pictures = provide(desk.store, resource, Before::Forgotten).await?;
    let pictures = pictures.ok_or_else(|| Problem::NotFound("no such resource".to_owned()))?;
    match pictures.failure {
        Some(text) => Err(Problem::bad_request(text)),
        None => Ok(Step::Done(json!({ "resource_id": resource }))),
    }
}
