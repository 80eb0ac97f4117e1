//! Why a file was not fetched, in words that tell the client what to do and nothing of the inside.

use remote::Refusal;
use thiserror::Error;

/// Why a file was not fetched.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
    /// The address, or one that it leads to, is not for this archive to ask.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// There is no such server.
    #[error("the server's name is not known")]
    UnknownServer,
    /// It does not answer.
    #[error("the server cannot be reached")]
    Unreachable,
    /// It cannot prove who it is.
    #[error("no trustworthy connection to the server could be made")]
    Untrusted,
    /// It does not speak HTTP, or stopped in the middle of it.
    #[error("the connection to the server broke off")]
    Broken,
    /// It took too long.
    #[error("the server took too long")]
    TooSlow,
    /// It says that there is no file.
    #[error("the server answered with the status {0}")]
    Status(u16),
    /// From an encrypted address to one that is not.
    #[error("the server redirects to an address without encryption")]
    Downgrade,
    /// In circles, or too far.
    #[error("the server redirects too often")]
    TooManyRedirections,
    /// To nowhere.
    #[error("the server redirects to something that is no address")]
    LostRedirection,
    /// More bytes than anybody wants.
    #[error("the file is larger than {0} bytes: upload it instead")]
    TooLarge(u64),
    /// Compressed, although nobody asked for it: unpacked it may have any size.
    #[error("the server sent the file in a packed form that was not asked for")]
    Packed,
    /// The quarantine does not take it.
    #[error("the archive could not keep the file")]
    NotKept,
}

impl Failure {
    /// Whether it may go better the next time.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable | Self::UnknownServer | Self::Broken | Self::TooSlow | Self::NotKept => true,
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504),
            _ => false,
        }
    }
}
