//! Why the archive did not start, in one line that tells what to do about it.

use std::path::PathBuf;

use thiserror::Error;

/// A start that failed. Shown to the person at the keyboard as it is.
#[derive(Debug, Error)]
pub enum Failure {
    /// The folder cannot be made, or not be written to.
    #[error("cannot write to the data folder {}: {cause}", folder.display())]
    Unwritable {
        /// The folder, as it was asked for.
        folder: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// Another process works on the folder.
    #[error("the data folder {} is in use by another process", .0.display())]
    Locked(PathBuf),
    /// The table's file is there, but is not one, or not whole.
    #[error("the table's file {} is damaged: {cause}", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What SQLite or the emulator said.
        cause: String,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {}", listening(cause))]
    Address {
        /// The address, as it was asked for.
        address: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// One of the embedded stores failed in a way that has no better name.
    #[error("{0}")]
    Store(String),
    /// What runs on the stores could not be built.
    #[error("{0}")]
    Service(String),
    /// The command line or the environment makes no sense.
    #[error("{0}")]
    Usage(String),
}

fn listening(cause: &std::io::Error) -> String {
    match cause.kind() {
        std::io::ErrorKind::AddrInUse => "the port is in use; choose another with PORT=".to_owned(),
        _ => cause.to_string(),
    }
}
