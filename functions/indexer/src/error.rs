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
