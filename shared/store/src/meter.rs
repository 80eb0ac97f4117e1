//! Counts what a request costs: calls to DynamoDB and S3, and the capacity units that DynamoDB says they consumed.
//!
//! The counter follows the task. Outside [`measure`] nothing is counted.

use std::cell::Cell;

use aws_sdk_dynamodb::types::ConsumedCapacity;

use crate::error::Error;

/// What a request has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Calls to DynamoDB.
    pub dynamodb_calls: u32,
    /// Calls to S3.
    pub s3_calls: u32,
    /// Bytes that S3 handed out for the search index.
    pub s3_bytes: u64,
    /// Read units, as DynamoDB reported them.
    pub read_units: f64,
    /// Write units, as DynamoDB reported them.
    pub write_units: f64,
}

tokio::task_local! {
    static USAGE: Cell<Usage>;
}

/// Runs a future and tells what it used.
pub async fn measure<F: Future>(future: F) -> (F::Output, Usage) {
    USAGE
        .scope(Cell::new(Usage::default()), async {
            let output = future.await;
            (output, USAGE.with(Cell::get))
        })
        .await
}

/// Runs blocking work on a thread made for it. What it uses is counted where it was asked for.
pub async fn in_background<T, F>(work: F) -> Result<T, Error>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    let counted = move || {
        USAGE.sync_scope(Cell::new(Usage::default()), || {
            let output = work();
            (output, USAGE.with(Cell::get))
        })
    };
    let (output, used) =
        tokio::task::spawn_blocking(counted).await.map_err(|error| Error::Unavailable(error.to_string()))?;
    change(|usage| {
        usage.dynamodb_calls += used.dynamodb_calls;
        usage.s3_calls += used.s3_calls;
        usage.s3_bytes += used.s3_bytes;
        usage.read_units += used.read_units;
        usage.write_units += used.write_units;
    });
    Ok(output)
}

/// The kind of units that a call consumes: DynamoDB's totals do not say.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Read,
    Write,
}

pub(crate) fn count_dynamodb<'a>(kind: Kind, consumed: impl IntoIterator<Item = &'a ConsumedCapacity>) {
    let units: f64 = consumed.into_iter().filter_map(ConsumedCapacity::capacity_units).sum();
    change(|usage| {
        usage.dynamodb_calls += 1;
        match kind {
            Kind::Read => usage.read_units += units,
            Kind::Write => usage.write_units += units,
        }
    });
}

pub(crate) fn count_s3() {
    change(|usage| usage.s3_calls += 1);
}

pub(crate) fn count_s3_bytes(bytes: u64) {
    change(|usage| usage.s3_bytes += bytes);
}

fn change(edit: impl FnOnce(&mut Usage)) {
    // Outside `measure` (start-up, stream consumers) nobody asks what it cost.
    let _ = USAGE.try_with(|cell| {
        let mut usage = cell.get();
        edit(&mut usage);
        cell.set(usage);
    });
}
