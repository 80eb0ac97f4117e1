//! Looking into files of strangers, in a process of its own.
//!
//! Decoders are large, and meet whatever somebody uploaded. A crate that panics, recurses until the stack ends, asks for all memory, or
//! never comes back takes nothing with it here but its process: that has a limit of memory ([`MEMORY`]), as long as one file may take
//! ([`PATIENCE`]), and neither environment nor keys. It gets the bytes through a pipe, and answers through another ([`talk`]).
//!
//! The program is the caller's own, started with the word [`WORD`]: who calls [`Session::open`] has to begin its `main` with
//! [`is_asked`] and [`serve`], or name another program that does ([`run_elsewhere`]).

mod serve;
mod session;
mod talk;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

pub use serve::serve;
pub use session::{Failure, Session};
pub use talk::Looked;

/// What the program is told.
pub const WORD: &str = "decode";

/// Bytes of memory that one file may take in all: the file, its pixels, and what is made of them. The function has 2 GB.
pub const MEMORY: u64 = 1_600_000_000;

/// How long one answer may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Whether this process was started to decode.
pub fn is_asked() -> bool {
    std::env::args_os().nth(1).as_deref() == Some(OsStr::new(WORD))
}

/// Has another program decode: for processes whose `main` is not their own. The first call counts.
pub fn run_elsewhere(program: PathBuf) {
    let _named_already = PROGRAM.set(program);
}

fn program() -> std::io::Result<PathBuf> {
    match PROGRAM.get() {
        Some(program) => Ok(program.clone()),
        None => std::env::current_exe(),
    }
}

#[cfg(test)]
mod tests;
