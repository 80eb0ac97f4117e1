//! `make bench`: how fast the archive is, side by side with what it is built on, on this machine and in one run.
//!
//! Everything runs from release builds: the one-process archive (`fonds`), a function binary (`accessions`), and the empty
//! function (`empty`) that says what the start of any function costs. The clients run on the same processors as what they
//! measure, so the rates are those of both together.
//!
//! `make bench ONLY=search` measures searching alone, against Lucene and SQLite; `DESCRIPTIONS=1000` on fewer records.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that prints its results, or panics")]

mod archive;
mod bodies;
mod cold;
mod engines;
mod files;
mod load;
mod pictures;
mod process;
mod raw;
mod schemas;
mod search;
mod trees;
mod types;
mod uploads;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Prints one line of the table.
fn row(what: &str, figure: &str, beside: &str) {
    println!("{what:<46} {figure:>18}   {beside}");
}

fn main() -> ExitCode {
    if let Some(ended) = media::decoder::begin() {
        return ended;
    }
    measure();
    ExitCode::SUCCESS
}

#[tokio::main]
async fn measure() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, engine, folder] = arguments.as_slice()
        && command == "engine"
    {
        return engines::run(engine, Path::new(folder)).await;
    }
    let only = arguments.first().map(String::as_str);
    let binaries = build();
    row("what", "figure", "beside it");
    if only == Some("search") {
        return engines::measure(&binaries.join("fonds")).await;
    }
    schemas::measure();
    cold::measure(&binaries);
    let raw = raw::measure(&binaries.join("fonds")).await;
    archive::measure(&binaries.join("fonds"), &raw).await;
    trees::measure(&binaries.join("fonds")).await;
    files::measure().await;
    engines::measure(&binaries.join("fonds")).await;
    uploads::measure(&binaries.join("fonds")).await;
    pictures::measure().await;
}

/// Builds what is measured, next to this program.
fn build() -> PathBuf {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--bin", "fonds", "--bin", "accessions", "--bin", "empty"]);
    if !cfg!(debug_assertions) {
        build.arg("--release");
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    assert!(build.current_dir(workspace).status().unwrap().success(), "the programs are not built");
    std::env::current_exe().unwrap().parent().unwrap().to_owned()
}
