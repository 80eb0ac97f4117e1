//! Numbers that are kept as text, because people type them.

use super::{has, text};
use crate::{Body, Invalid};

const MEASURE: &str = "must be a number with no more than 2 decimal places";
const AMOUNT: &str = "must be a number with no more than nine digits and five decimal places";

pub(super) fn container_profile(body: &Body, found: &mut Invalid) {
    measures(body, found);
    refuse(body, &["stacking_limit"], is_digits, "must be a positive integer", found);
}

pub(super) fn location_profile(body: &Body, found: &mut Invalid) {
    measures(body, found);
}

fn measures(body: &Body, found: &mut Invalid) {
    refuse(body, &["depth", "width", "height"], is_measure, MEASURE, found);
}

pub(super) fn assessment(body: &Body, found: &mut Invalid) {
    refuse(body, &["monetary_value"], is_measure, MEASURE, found);
}

pub(super) fn collection_management(body: &Body, found: &mut Invalid) {
    if has(body, "processing_total_extent") && !has(body, "processing_total_extent_type") {
        found.add("processing_total_extent_type", "is required if total extent is specified");
    }
    let amounts = ["processing_hours_per_foot_estimate", "processing_total_extent", "processing_hours_total"];
    refuse(body, &amounts, is_amount, AMOUNT, found);
}

pub(super) fn user_defined(body: &Body, found: &mut Invalid) {
    let is_integer = |written: &str| is_digits(written.strip_prefix('-').unwrap_or(written));
    refuse(body, &["integer_1", "integer_2", "integer_3"], is_integer, "must be an integer", found);
    refuse(body, &["real_1", "real_2", "real_3"], is_amount, AMOUNT, found);
}

fn refuse(body: &Body, keys: &[&str], accepts: impl Fn(&str) -> bool, message: &str, found: &mut Invalid) {
    for key in keys {
        if has(body, key) && !text(body, key).is_some_and(&accepts) {
            found.add(*key, message);
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits, then perhaps a point and one or two more; `.5` will do.
fn is_measure(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, part)) => (whole.is_empty() || is_digits(whole)) && is_digits(part) && part.len() <= 2,
        None => is_digits(text),
    }
}

/// At most nine digits (none will do), then perhaps a point and one to five more; perhaps negative.
fn is_amount(text: &str) -> bool {
    let positive = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = positive.split_once('.').map_or((positive, None), |(whole, part)| (whole, Some(part)));
    let whole_fits = whole.len() <= 9 && (whole.is_empty() || is_digits(whole));
    whole_fits && part.is_none_or(|part| part.len() <= 5 && is_digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers() {
        assert!(["1", "1.2", "1.23", "00", ".5"].into_iter().all(is_measure));
        assert!(["", ".", "1.", "1.234", "-1", "a", "\u{661}"].into_iter().all(|text| !is_measure(text)));
        assert!(["1", "-1", "123456789.12345", ".5", "-"].into_iter().all(is_amount));
        assert!(["1234567890", "1.123456", "1.", "abc", "--1"].into_iter().all(|text| !is_amount(text)));
    }
}
