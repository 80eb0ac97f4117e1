//! What can go wrong with the files of an index.

use thiserror::Error;

/// A failed read or change of the index.
#[derive(Debug, Error)]
pub enum Error {
    /// An object is gone, too short, or not what was written. Only building the index again helps.
    #[error("the search index is damaged: {0}")]
    Damaged(String),
    /// Somebody else changed the index meanwhile: do it again, on what is there now.
    #[error("the index was changed by somebody else")]
    Overtaken,
    /// The table or the bucket.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The engine.
    #[error("search engine: {0}")]
    Engine(#[from] tantivy::TantivyError),
}

impl Error {
    /// For what the engine gets: its interfaces only know errors of files.
    pub(crate) fn into_io(self) -> std::io::Error {
        let kind = match &self {
            Self::Damaged(_) => std::io::ErrorKind::InvalidData,
            _ => std::io::ErrorKind::Other,
        };
        std::io::Error::new(kind, self)
    }
}
