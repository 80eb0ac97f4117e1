//! What can go wrong in the store, as the edge needs to tell it apart.

use thiserror::Error;

/// A failed read or write. The texts are for logs: the client's words are chosen at the edge.
#[derive(Debug, Error)]
pub enum Error {
    /// The record is not there.
    #[error("missing: {0}")]
    Missing(String),
    /// The record has changed since the version that the writer saw.
    #[error("stale: {0}")]
    Stale(String),
    /// Values that must be unique belong to other records: all of them, at least one.
    #[error("taken: {0:?}")]
    Taken(Vec<Claim>),
    /// The number that was picked for a new record is in use; pick another and write again.
    #[error("number in use: {0}")]
    NumberInUse(String),
    /// A record that the write refers to went away while it was written.
    #[error("link target went away: {0}")]
    TargetMissing(String),
    /// The tree, or the sequence, changed while the write was prepared: read it again, and prepare again.
    #[error("rearranged: {0}")]
    Rearranged(String),
    /// No rank fits between two siblings, or members of a sequence, any more.
    #[error("no room between two siblings")]
    Crowded,
    /// Throttled, or in conflict with other writers for longer than a request may last.
    #[error("busy: {0}")]
    Busy(String),
    /// The store cannot be reached, or answered something that makes no sense.
    #[error("unavailable: {0}")]
    Unavailable(String),
}

/// A unique value that another record has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What its writer said about the value, see [`crate::Transaction::guard`].
    pub rule: String,
    /// URI of the record that holds the value.
    pub owner: String,
}

impl Error {
    /// Wraps an SDK error, keeping the whole chain of causes for the log.
    #[expect(clippy::needless_pass_by_value, reason = "its place is in map_err")]
    pub(crate) fn from_sdk<E, R>(error: aws_sdk_dynamodb::error::SdkError<E, R>) -> Self
    where
        E: std::error::Error + Send + Sync + aws_sdk_dynamodb::error::ProvideErrorMetadata + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        use aws_sdk_dynamodb::error::ProvideErrorMetadata;
        let code = error.code().unwrap_or_default().to_owned();
        let text = aws_sdk_dynamodb::error::DisplayErrorContext(&error).to_string();
        match code.as_str() {
            "ProvisionedThroughputExceededException"
            | "RequestLimitExceeded"
            | "ThrottlingException"
            | "TransactionConflictException"
            | "TransactionInProgressException" => Self::Busy(text),
            _ => Self::Unavailable(text),
        }
    }

    /// An answer that this crate did not write.
    pub(crate) fn damaged(what: impl std::fmt::Display) -> Self {
        Self::Unavailable(format!("damaged item: {what}"))
    }
}
