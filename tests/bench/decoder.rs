//! Looks into one file, for a process that is not a program of the archive.

use std::process::ExitCode;

fn main() -> ExitCode {
    media::decoder::serve()
}
