//! The embedded DynamoDB: opened, probed, and given what the emulator lacks to stay fast.
//!
//! The emulator numbers stream records by looking for the largest number so far, in a table it neither indexes nor
//! trims: every write would read every record ever written. Its file is therefore opened a second time, to add an index
//! and, behind the consumers, to trim.
//!
//! What makes a write that was answered last is in [`crate::durability`].

use std::path::PathBuf;
use std::time::Duration;

use dynoxide::{Database, DynoxideError};
use rusqlite::Connection;

use crate::durability::Durability;
use crate::failure::Failure;
use crate::folder::Folder;
use crate::table::ensure_table;

/// Up to this size a file is read through when it is opened. Larger ones would delay the start for seconds; their
/// header, schema and length are checked all the same.
const CHECKED_WHOLE: u64 = 32 * 1024 * 1024;

/// The emulator, and a second connection to its file.
pub(crate) struct OpenDatabase {
    pub(crate) database: Database,
    pub(crate) stream: Connection,
    pub(crate) durability: Durability,
}

/// Opens the database of a folder; creates it, and the table, when they are absent.
pub(crate) fn open_database(folder: &Folder) -> Result<OpenDatabase, Failure> {
    let name = folder.table();
    let damaged = |cause: String| Failure::Damaged { file: PathBuf::from(&name), cause };
    if !folder.is_temporary() {
        probe(&name).map_err(damaged)?;
    }
    let database = Database::new(&name).map_err(|error| damaged(error.to_string()))?;
    ensure_table(&database).map_err(|error| store_failure(&error))?;
    let stream = open_stream(&name).map_err(|error| damaged(error.to_string()))?;
    let durability = settle(&database, folder, &name)?;
    Ok(OpenDatabase { database, stream, durability })
}

/// Decides who waits for the disk.
fn settle(database: &Database, folder: &Folder, name: &str) -> Result<Durability, Failure> {
    if folder.is_temporary() {
        // Nothing outlives the process: `synchronous=OFF`.
        database.enable_bulk_loading().map_err(|error| store_failure(&error))?;
        return Ok(Durability::none());
    }
    // Its only effect on a database that was just opened: `synchronous=NORMAL`.
    database.disable_bulk_loading().map_err(|error| store_failure(&error))?;
    let log = PathBuf::from(format!("{name}-wal"));
    Durability::of_log(&log).map_err(|cause| Failure::Unwritable { folder: log, cause })
}

fn store_failure(error: &DynoxideError) -> Failure {
    Failure::Store(format!("the embedded table: {error}"))
}

/// Looks at the file before the emulator does, because the emulator would start to write to it.
fn probe(file: &str) -> Result<(), String> {
    let size = match std::fs::metadata(file) {
        Ok(metadata) => metadata.len(),
        // Absent: there is nothing to damage.
        Err(_) => return Ok(()),
    };
    let connection = Connection::open(file).map_err(|error| error.to_string())?;
    let check = if size <= CHECKED_WHOLE { "PRAGMA quick_check(1)" } else { "SELECT 'ok' FROM sqlite_schema LIMIT 1" };
    let verdict: String = connection.query_row(check, [], |row| row.get(0)).or_else(|error| match error {
        rusqlite::Error::QueryReturnedNoRows => Ok("ok".to_owned()),
        other => Err(other.to_string()),
    })?;
    if verdict == "ok" { Ok(()) } else { Err(verdict) }
}

fn open_stream(name: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(name)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // The expression is the emulator's own, to the letter: another one would not be found by its queries.
    connection.execute_batch(
        "CREATE INDEX IF NOT EXISTS fonds_stream_order \
         ON _stream_records (table_name, CAST(sequence_number AS INTEGER));",
    )?;
    // What is trimmed can be read again; there is nothing to wait for.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    Ok(connection)
}
