//! Counts what a request costs: calls to DynamoDB and S3, and the capacity units that DynamoDB says they consumed.
//!
//! The counter follows the task. Outside [`measure`] nothing is counted.

use std::cell::Cell;

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// What a request has used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Calls to DynamoDB.
    pub dynamodb_calls: u32,
    /// Calls to S3.
    pub s3_calls: u32,
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

fn change(edit: impl FnOnce(&mut Usage)) {
    // Outside `measure` (start-up, stream consumers) nobody asks what it cost.
    let _ = USAGE.try_with(|cell| {
        let mut usage = cell.get();
        edit(&mut usage);
        cell.set(usage);
    });
}
