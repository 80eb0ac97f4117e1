//! Why a batch was not taken. Whoever handed it over tries again.

use thiserror::Error;

/// A failed step.
#[derive(Debug, Error)]
pub enum Error {
    /// The table or the bucket.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The files of the index.
    #[error(transparent)]
    Segments(#[from] segments::Error),
    /// The engine.
    #[error(transparent)]
    Index(#[from] index::Error),
    /// How far a piece of work has come makes no sense.
    #[error("how far work on the index has come cannot be read or written: {0}")]
    Progress(#[from] serde_json::Error),
    /// Records could not be shown.
    #[error("records could not be shown: {0}")]
    Shown(String),
}

impl From<api::Problem> for Error {
    fn from(problem: api::Problem) -> Self {
        match problem {
            api::Problem::Unavailable(cause) => Self::Store(store::Error::Unavailable(cause)),
            other => Self::Shown(format!("{other:?}")),
        }
    }
}
