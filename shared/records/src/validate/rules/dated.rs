//! Dates of the described material, of events and of assessments.

use jiff::civil::Date;

use super::{has, text};
use crate::{Body, Invalid, dates};

const REVERSED: &str = "must not be before begin";

pub(super) fn date(body: &Body, found: &mut Invalid) {
    if !has(body, "begin") && !has(body, "end") && !has(body, "expression") {
        found.add("expression", "is required unless a begin or end date is given");
        found.add("begin", "is required unless an expression or an end date is given");
        found.add("end", "is required unless an expression or a begin date is given");
        return;
    }
    let (begin, end) = (text(body, "begin"), text(body, "end"));
    for (key, written) in [("begin", begin), ("end", end)] {
        if written.is_some_and(|written| dates::sloppy(written).is_none()) {
            found.add(key, "not a valid date");
        }
    }
    let (Some(begin), Some(end)) = (begin, end) else {
        return;
    };
    // An end that is a beginning of begin (2000 after 2000-05) means the rest of that year or month.
    if let (Some(first), Some(last)) = (dates::sloppy(begin), dates::sloppy(end))
        && last < first
        && !begin.starts_with(end)
    {
        found.add("end", REVERSED);
    }
}

pub(super) fn event(body: &Body, found: &mut Invalid, today: Date) {
    let message = match (has(body, "date"), has(body, "timestamp")) {
        (true, true) => "Can't specify both a date and a timestamp",
        (false, false) => "Must specify either a date or a timestamp",
        _ => "",
    };
    if !message.is_empty() {
        found.add("date", message);
        found.add("timestamp", message);
        return;
    }
    if text(body, "timestamp").is_some_and(|written| !dates::is_moment(written, today)) {
        found.add("timestamp", "Must be an ISO8601-formatted string");
    }
}

pub(super) fn assessment(body: &Body, found: &mut Invalid, today: Date) {
    let day = |key| text(body, key).and_then(|written| dates::normalise_date(written, today));
    if let (Some(begin), Some(end)) = (day("survey_begin"), day("survey_end"))
        && end < begin
    {
        found.add("survey_end", REVERSED);
    }
}
