//! Looking into files of strangers, in a process of its own.
//!
//! Decoders are large, and meet whatever somebody uploaded. A crate that panics, recurses until the stack ends, asks for all memory, or
//! never comes back takes nothing with it here but its process: that has a limit of memory ([`MEMORY`]), as long as one file may take
//! ([`PATIENCE`]), and neither environment nor keys. It gets the bytes through a pipe, and answers through another (`talk`).
//!
//! The program is the caller's own, started with the word [`WORD`]: its `main` begins with [`begin`]. Processes whose `main` is not
//! their own name another program that does ([`run_elsewhere`]); without either nothing is decoded.

mod serve;
mod session;
mod talk;

use std::ffi::OsStr;
use std::io::{Error, ErrorKind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Duration;

pub use serve::serve;
pub use session::{Failure, Session};
pub use talk::{Looked, Page};

/// What the program is told.
pub const WORD: &str = "decode";

/// Bytes of memory that one file may take in all: the file, its pixels, and what is made of them. The function has 2 GB.
pub const MEMORY: u64 = 1_600_000_000;

/// How long one answer may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Decodes, in a process that was started for it: what it ends with. In every other, this program is the one that decodes from now on.
pub fn begin() -> Option<ExitCode> {
    if std::env::args_os().nth(1).as_deref() == Some(OsStr::new(WORD)) {
        return Some(serve());
    }
    if let Ok(program) = std::env::current_exe() {
        run_elsewhere(program);
    }
    None
}

/// Has a program decode. The first call counts.
pub fn run_elsewhere(program: PathBuf) {
    let _named_already = PROGRAM.set(program);
}

/// No program is guessed: one that does not know the word would do something else.
fn program() -> Result<&'static PathBuf, Error> {
    PROGRAM.get().ok_or_else(|| Error::new(ErrorKind::NotFound, "no program decodes"))
}
