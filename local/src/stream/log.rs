//! The changes, where the emulator wrote them down.
//!
//! Read over a connection of its own: in WAL mode a reader neither waits for writers nor makes them wait.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Row as SqlRow, params};

use super::event::{Record, Row};
use crate::table::TABLE;

/// Records in one batch, as `template.yaml` asks of AWS.
const BATCH: i64 = 1000;

/// JSON bytes in one batch, unless one record alone has more. Lambda takes no more than 6 MB.
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// Records removed in one transaction. Writers wait for it.
const TRIMMED_AT_ONCE: i64 = 1000;

const READ: &str = "SELECT CAST(sequence_number AS INTEGER), event_id, event_name, keys_json, new_image, old_image, \
     created_at, user_identity FROM _stream_records \
     WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) > ?2 \
     ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?3";

/// The newest record always stays: the emulator goes on counting from it.
const TRIM: &str = "DELETE FROM _stream_records WHERE id IN (SELECT id FROM _stream_records \
     WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) <= ?2 AND CAST(sequence_number AS INTEGER) < \
     (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?1) \
     ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?3)";

/// The emulator's list of changes.
pub(super) struct Log {
    connection: Arc<Mutex<Connection>>,
}

impl Log {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection: Arc::new(Mutex::new(connection)) }
    }

    /// The next batch after a position.
    pub(super) async fn read_after(&self, position: i64) -> Result<Vec<Record>, String> {
        self.run(move |connection| {
            let mut statement = connection.prepare_cached(READ)?;
            let mut rows = statement.query(params![TABLE, position, BATCH])?;
            let mut batch = Vec::new();
            let mut size = 0;
            while let Some(row) = rows.next()? {
                let record = read_row(row)?.into_record();
                size += record.json.len();
                if size > BATCH_BYTES && !batch.is_empty() {
                    break;
                }
                batch.push(record);
            }
            Ok(batch)
        })
        .await
    }

    /// Removes the records up to a position.
    pub(super) async fn trim_before(&self, position: i64) -> Result<(), String> {
        loop {
            let removed = self
                .run(move |connection| {
                    connection.prepare_cached(TRIM)?.execute(params![TABLE, position, TRIMMED_AT_ONCE])
                })
                .await?;
            if i64::try_from(removed).unwrap_or(0) < TRIMMED_AT_ONCE {
                return Ok(());
            }
        }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let connection = Arc::clone(&self.connection);
        tokio::task::spawn_blocking(move || {
            let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&connection)
        })
        .await
        .map_err(|error| error.to_string())?
        .map_err(|error| error.to_string())
    }
}

fn read_row(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        sequence: row.get(0)?,
        event_id: row.get(1)?,
        event_name: row.get(2)?,
        keys: row.get(3)?,
        new_image: row.get(4)?,
        old_image: row.get(5)?,
        created: row.get(6)?,
        user_identity: row.get(7)?,
    })
}
