//! The program's allocator.
//!
//! Requests pass through two embedded servers and an SDK, each of which builds and drops many small things: with the system's
//! allocator that is a fifth of all work.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::Command;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How the allocator gives back what is free.
///
/// At once: by default it keeps the 19 MiB of a password's hash while the archive rests. And in small pages: huge ones stay whole as long as
/// anything in them is in use, which made an idle archive three times as large.
const SETTINGS: [(&str, &str); 2] = [("MIMALLOC_PURGE_DELAY", "0"), ("MIMALLOC_ALLOW_THP", "0")];

/// Starts the program over with the allocator's settings, which are read from the environment before anything else runs.
/// Where that is not possible it goes on as it is.
pub(crate) fn configure() {
    if SETTINGS.iter().all(|(name, _)| env::var_os(name).is_some()) {
        return;
    }
    let missing = SETTINGS.into_iter().filter(|(name, _)| env::var_os(name).is_none());
    if let Ok(program) = env::current_exe() {
        let _not_possible = Command::new(program).args(env::args_os().skip(1)).envs(missing).exec();
    }
}
