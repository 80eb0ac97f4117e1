//! The command `fonds`: the archive on one machine.
//!
//! `fonds` runs it; `fonds stores` runs only its stores, for function binaries; `fonds routes` prints what it answers;
//! `fonds rebuild-index` builds the search index anew; `fonds sweep` clears away uploads that were never finished.

mod allocator;
mod command;

use std::io::Write;
use std::process::ExitCode;

use command::Command;
use local::wiring::Manner;
use local::{Archive, Consumer, Failure, Stores, wiring};
use store::Clock;
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    if let Some(ended) = media::decoder::begin() {
        return ended;
    }
    allocator::configure();
    let done = command::read().and_then(|command| match command {
        Command::Routes => say(&api::describe::routes(&wiring::endpoints())),
        Command::Run { options, admin_password, manner } => block_on(run(options, admin_password, manner)),
        Command::RebuildIndex { data } => block_on(rebuild_index(data)),
        Command::Sweep { data } => block_on(sweep(data)),
        Command::Stores { data, functions } => block_on(run_stores(data, functions)),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // One line, whatever a cause may have to say.
            eprintln!("fonds: {}", failure.to_string().replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

async fn run(options: local::Options, admin_password: String, manner: Manner) -> Result<(), Failure> {
    let build = async |endpoints: local::Endpoints| {
        wiring::build(wiring::store(&endpoints, Clock::default()), &admin_password, manner).await
    };
    let archive = Archive::start(options, build).await?;
    say(&format!("ready {}\n", archive.base_url))?;
    told_to_stop().await?;
    archive.stop().await;
    Ok(())
}

async fn run_stores(data: local::Data, functions: Vec<http::Uri>) -> Result<(), Failure> {
    let mut stores = Stores::start(&data).await?;
    stores.follow(functions.iter().map(Consumer::function).collect());
    for (name, value) in stores.endpoints.variables() {
        say(&format!("{name}={value}\n"))?;
    }
    say("ready\n")?;
    told_to_stop().await?;
    stores.stop().await;
    Ok(())
}

async fn rebuild_index(data: local::Data) -> Result<(), Failure> {
    let stores = Stores::start(&data).await?;
    let store = wiring::store(&stores.endpoints, Clock::default());
    let rebuilt = wiring::indexer(store).rebuild().await;
    stores.stop().await;
    rebuilt.map_err(|error| Failure::Service(error.to_string()))
}

/// Says in a line what was cleared away.
async fn sweep(data: local::Data) -> Result<(), Failure> {
    let stores = Stores::start(&data).await?;
    let store = wiring::store(&stores.endpoints, Clock::default());
    let swept = wiring::sweep(&store).await;
    stores.stop().await;
    let swept = swept.map_err(Failure::Service)?;
    say(&format!(
        "{} uploads, {} blobs, {} files, {} objects in parts; {} notes\n",
        swept.uploads, swept.blobs, swept.files, swept.parts, swept.notes
    ))
}

fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tracing_subscriber::fmt().json().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).init();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Service(format!("no runtime: {error}")))?
        .block_on(work)
}

async fn told_to_stop() -> Result<(), Failure> {
    let no_signal = |error| Failure::Service(format!("no signals: {error}"));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(no_signal)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(no_signal)?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Writes to standard output at once: whoever started the command waits for its lines.
fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::Service(format!("standard output: {error}")))
}
