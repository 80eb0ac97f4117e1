//! How dates read in titles and names.

use serde_json::{Map, Value};

use super::{objects, text};

/// The dates of a component, as its display string shows them: joined by commas, bulk dates marked.
pub(crate) fn describe_all(record: &Map<String, Value>) -> Option<String> {
    let labels: Vec<String> = objects(record, "dates").map(describe).collect();
    (!labels.is_empty()).then(|| labels.join(", "))
}

/// One date: its expression, else the span, else the begin. A date with an end only reads as nothing.
fn describe(date: &Map<String, Value>) -> String {
    let label = match (text(date, "expression"), text(date, "begin"), text(date, "end")) {
        (Some(expression), _, _) => expression.to_owned(),
        (None, Some(begin), Some(end)) => format!("{begin} - {end}"),
        (None, begin, _) => begin.unwrap_or_default().to_owned(),
    };
    if text(date, "date_type") == Some("bulk") { format!("bulk: {label}") } else { label }
}

/// A structured date as names show it: `1900`, `Not Before 1900`, `1900-1950`.
pub(crate) fn describe_structured(date: &Map<String, Value>) -> Option<String> {
    let single = date.get("structured_date_single").and_then(Value::as_object);
    let range = date.get("structured_date_range").and_then(Value::as_object);
    let label = match (single, range) {
        (Some(single), _) => describe_end(single, "date")?,
        (None, Some(range)) => {
            let begin = describe_end(range, "begin_date");
            let end = describe_end(range, "end_date");
            match (begin, end) {
                (Some(begin), Some(end)) => format!("{begin}-{end}"),
                (begin, end) => begin.or(end)?,
            }
        }
        (None, None) => return None,
    };
    Some(label)
}

/// One end of a structured date: its expression, else the year with the word for its type.
fn describe_end(date: &Map<String, Value>, prefix: &str) -> Option<String> {
    if let Some(expression) = text(date, &format!("{prefix}_expression")) {
        return Some(expression.to_owned());
    }
    let standardized = text(date, &format!("{prefix}_standardized"))?;
    let year = year_of(standardized);
    let label = match text(date, &format!("{prefix}_standardized_type")) {
        Some("not_before") => format!("Not Before {year}"),
        Some("not_after") => format!("Not After {year}"),
        _ => year.to_owned(),
    };
    Some(label)
}

/// The part of a standardized date before the month. A leading minus belongs to the year.
fn year_of(date: &str) -> &str {
    let from = usize::from(date.starts_with('-'));
    date[from..].find('-').map_or(date, |at| &date[..from + at])
}

#[cfg(test)]
mod tests {
    use super::year_of;

    #[test]
    fn years_keep_their_sign() {
        assert_eq!(year_of("1900-05-06"), "1900");
        assert_eq!(year_of("1900"), "1900");
        assert_eq!(year_of("-0044-03-15"), "-0044");
    }
}
