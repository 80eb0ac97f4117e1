//! The command line and the environment: `PORT`, `HOST`, `DATA`, `FONDS_ADMIN_PASSWORD`, `FONDS_PATIENCE`,
//! `FONDS_FETCH_ALLOW`.

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use http::Uri;
use local::wiring::{Manner, PATIENCE, Reach};
use local::{Data, Failure, Options};

const USAGE: &str = "usage: fonds [run | routes | rebuild-index | sweep | stores [--stream INVOKE_URL]...]";

/// What the command was asked to do.
pub(crate) enum Command {
    /// Run the archive.
    Run {
        /// Where.
        options: Options,
        /// Password of the first administrator.
        admin_password: String,
        /// How it does what others may do in another way.
        manner: Manner,
    },
    /// Run the stores alone, and tell these functions of changes.
    Stores {
        /// Where they keep their files.
        data: Data,
        /// Invoke URLs.
        functions: Vec<Uri>,
    },
    /// Build the search index anew, from the table. The archive must not be running.
    RebuildIndex {
        /// Where the stores keep their files.
        data: Data,
    },
    /// Clear away uploads that were never finished. The archive must not be running: it does so itself every hour.
    Sweep {
        /// Where the stores keep their files.
        data: Data,
    },
    /// Print the routes.
    Routes,
}

/// Reads the command line and the environment.
pub(crate) fn read() -> Result<Command, Failure> {
    let mut words = env::args().skip(1);
    match words.next().as_deref() {
        None | Some("run") => Ok(Command::Run {
            options: Options { data: data(), address: address()? },
            admin_password: variable("FONDS_ADMIN_PASSWORD", "admin"),
            manner: Manner { patience: patience()?, reach: reach()?, ..Manner::default() },
        }),
        Some("routes") => Ok(Command::Routes),
        Some("rebuild-index") => Ok(Command::RebuildIndex { data: data() }),
        Some("sweep") => Ok(Command::Sweep { data: data() }),
        Some("stores") => Ok(Command::Stores { data: data(), functions: functions(words)? }),
        Some(_) => Err(Failure::Usage(USAGE.to_owned())),
    }
}

fn variable(name: &str, otherwise: &str) -> String {
    env::var(name).ok().filter(|value| !value.is_empty()).unwrap_or_else(|| otherwise.to_owned())
}

/// In seconds; the same as on AWS when nothing is said.
fn patience() -> Result<Duration, Failure> {
    let Ok(text) = env::var("FONDS_PATIENCE") else { return Ok(PATIENCE) };
    let seconds = text.parse().map_err(|_| Failure::Usage(format!("FONDS_PATIENCE is not a number: {text}")))?;
    Ok(Duration::from_secs(seconds))
}

/// Servers on this machine that files may be fetched from, besides the public internet: `127.0.0.1:8000,…`.
fn reach() -> Result<Reach, Failure> {
    let opened = env::var("FONDS_FETCH_ALLOW").unwrap_or_default();
    Reach::read(&opened)
        .map_err(|word| Failure::Usage(format!("FONDS_FETCH_ALLOW is not an address with a port: {word}")))
}

fn data() -> Data {
    Data::Folder(PathBuf::from(variable("DATA", ".local")))
}

fn address() -> Result<SocketAddr, Failure> {
    let host = variable("HOST", "127.0.0.1");
    let port = variable("PORT", "8089");
    let port = port.parse().map_err(|_| Failure::Usage(format!("PORT is not a port: {port}")))?;
    let host = host.parse().map_err(|_| Failure::Usage(format!("HOST is not an address: {host}")))?;
    Ok(SocketAddr::new(host, port))
}

fn functions(mut words: impl Iterator<Item = String>) -> Result<Vec<Uri>, Failure> {
    let mut functions = Vec::new();
    while let Some(word) = words.next() {
        let ("--stream", Some(url)) = (word.as_str(), words.next()) else {
            return Err(Failure::Usage(USAGE.to_owned()));
        };
        functions.push(url.parse().map_err(|_| Failure::Usage(format!("not a URL: {url}")))?);
    }
    Ok(functions)
}
