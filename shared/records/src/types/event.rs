//! Events: what happened to records, and who did it.

use super::shared::{BLANK, VIEW, needs};
use crate::derive::{publish, refused, text};
use crate::permissions::Permission::{DeleteEventRecord, UpdateEventRecord};
use crate::record_type::{Draft, RecordType};
use crate::{Invalid, dates};

/// The row of events.
pub static EVENT: RecordType = RecordType {
    name: "event",
    model: "Event",
    plural: "events",
    needs: needs(VIEW, &[UpdateEventRecord], &[DeleteEventRecord]),
    prepare,
    ..BLANK
};

fn prepare(draft: &mut Draft<'_>) -> Result<(), Invalid> {
    publish::fill_nested(&mut draft.body, draft.publish_default);
    let timestamp = text(&draft.body, "timestamp").and_then(dates::normalise_timestamp);
    if let Some(timestamp) = timestamp {
        let timestamp = timestamp.replacen(' ', "T", 1).replacen(" UTC", "Z", 1);
        draft.body.insert("timestamp".to_owned(), timestamp.into());
    }
    let mut invalid = Invalid::default();
    refused::external_documents(&draft.body, &mut invalid);
    refused::finish(invalid)
}
