//! What can go wrong with a search.

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller asked for something that cannot be answered: the text is fit to be shown.
    #[error("{0}")]
    Query(String),
    /// The files of the index are missing or damaged: it is to be fetched again, or rebuilt from the table.
    #[error("the search index is damaged: {0}")]
    Damaged(String),
    /// Anything else that the engine reports.
    #[error("the search index failed: {0}")]
    Engine(tantivy::TantivyError),
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        use tantivy::TantivyError as Cause;
        match error {
            Cause::DataCorruption(_)
            | Cause::OpenReadError(_)
            | Cause::OpenDirectoryError(_)
            | Cause::IncompatibleIndex(_)
            | Cause::DeserializeError(_)
            | Cause::IoError(_) => Self::Damaged(error.to_string()),
            Cause::InvalidArgument(text) => Self::Query(text),
            other => Self::Engine(other),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}
