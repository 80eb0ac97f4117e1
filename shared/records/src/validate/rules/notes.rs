//! Notes.

use super::{is_filled, text};
use crate::{Body, Invalid, dates};

pub(super) fn subnotes(body: &Body, found: &mut Invalid) {
    if !is_filled(body, "subnotes") {
        found.add("subnotes", "Must contain at least one subnote");
    }
}

/// The dates of a restriction are compared with today's, so they are days in full.
pub(super) fn restriction(body: &Body, found: &mut Invalid) {
    let Some(restriction) = body.get("rights_restriction").and_then(serde_json::Value::as_object) else {
        return;
    };
    let (begin, end) = (text(restriction, "begin"), text(restriction, "end"));
    for (key, written) in [("rights_restriction__begin", begin), ("rights_restriction__end", end)] {
        if written.is_some_and(|written| dates::plain(written).is_none()) {
            found.add(key, "must be in YYYY-MM-DD format");
        }
    }
    if let (Some(begin), Some(end)) = (begin.and_then(dates::plain), end.and_then(dates::plain))
        && end < begin
    {
        found.add("rights_restriction__end", "must not be before begin");
    }
}
