//! The program's allocator.
//!
//! Requests pass through two embedded servers and an SDK, each of which builds and drops many small things: with the system's
//! allocator that is a fifth of all work.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::Command;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Milliseconds for which freed memory is kept. The default keeps the 19 MiB of a password's hash while the archive rests.
const SETTING: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "0");

/// Starts the program over with the allocator's setting, which is read from the environment before anything else runs.
/// Where that is not possible it goes on as it is.
pub(crate) fn configure() {
    let (name, value) = SETTING;
    if env::var_os(name).is_some() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        let _not_possible = Command::new(program).args(env::args_os().skip(1)).env(name, value).exec();
    }
}
