//! Structured dates of agents: one day or a range, each as an expression, in standard form, or both.

use std::sync::OnceLock;

use regex_lite::Regex;

use super::{has, text};
use crate::{Body, Invalid, dates};

const FORM: &str = "must be in YYYY[YYY][YY][Y], YYYY[YYY][YY][Y]-MM, or YYYY-MM-DD format";

pub(super) fn label(body: &Body, found: &mut Invalid) {
    let (single, range) = (has(body, "structured_date_single"), has(body, "structured_date_range"));
    if !single && !range {
        found.add("structured_date_label", "must_specify_either_a_single_or_ranged_date");
    }
    if single && range {
        found.add("structured_date_single", "cannot specify both a single and ranged date");
    }
    match text(body, "date_type_structured") {
        Some("single") if range => {
            found.add("structured_date_range", "Must specify single date for date type of single");
        }
        Some("range") if single => {
            found.add("structured_date_range", "Must specify range date for date type of range");
        }
        _ => {}
    }
}

pub(super) fn single(body: &Body, found: &mut Invalid) {
    if !has(body, "date_expression") && !has(body, "date_standardized") {
        found.add("date_standardized", "or date expression is required");
    }
    check_form(body, "date_standardized", found);
}

pub(super) fn range(body: &Body, found: &mut Invalid) {
    let (expression, end_expression) = (has(body, "begin_date_expression"), has(body, "end_date_expression"));
    let (standard, end_standard) = (has(body, "begin_date_standardized"), has(body, "end_date_standardized"));
    if !expression && !standard && !end_standard {
        found.add("begin_date_expression", "is required");
    }
    if end_expression && !expression {
        found.add("end_date_expression", "requires begin date expression to be defined");
    }
    if end_standard && !standard {
        found.add("end_date_standardized", "requires begin_date_standardized to be defined");
    }
    check_form(body, "begin_date_standardized", found);
    check_form(body, "end_date_standardized", found);
    if !found.is_empty() {
        return;
    }
    let day = |key| text(body, key).and_then(dates::sloppy);
    if let (Some(begin), Some(end)) = (day("begin_date_standardized"), day("end_date_standardized"))
        && end < begin
    {
        found.add("begin_date_standardized", "requires that end dates are after begin dates");
    }
}

fn check_form(body: &Body, key: &str, found: &mut Invalid) {
    static FORMS: OnceLock<Option<Regex>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| Regex::new(r"\A(\d{1,4}|\d{1,4}-\d{2}|\d{4}-\d{2}-\d{2})\z").ok());
    let fits = |written: &str| forms.as_ref().is_some_and(|forms| forms.is_match(written));
    if text(body, key).is_some_and(|written| !fits(written)) {
        found.add(key, FORM);
    }
}
