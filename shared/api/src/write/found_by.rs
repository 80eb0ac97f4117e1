//! Values by which a record is found: one index item each, written and removed with the record.

use records::record_type::RecordType;
use records::{Body, lookups};
use store::Transaction;

/// Stages what a record is found by: new values are entered, values that it has no more are struck.
pub(crate) fn stage(
    transaction: &mut Transaction,
    row: &RecordType,
    uri: &str,
    before: Option<&Body>,
    after: Option<&Body>,
) {
    let entries = |body: Option<&Body>| body.map(|body| lookups::entries(row, uri, body)).unwrap_or_default();
    let (held, wanted) = (entries(before), entries(after));
    wanted.difference(&held).for_each(|entry| transaction.enter(entry, uri));
    held.difference(&wanted).for_each(|entry| transaction.strike(entry, uri));
}
