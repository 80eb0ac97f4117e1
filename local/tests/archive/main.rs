//! The archive on one machine: what it keeps, what it refuses, what it tells.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

mod clients;
mod failures;
mod objects;
mod operations;
mod process;
mod streams;
mod tables;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder for one test. Left to the system to remove.
fn fresh_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("fonds-test-{}-{number}", std::process::id()));
    // Process ids come round again.
    let _ = std::fs::remove_dir_all(&folder);
    folder
}
