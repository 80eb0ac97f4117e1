//! `/date_calculator`: the earliest and the latest date of a record's components. The record's own dates do not count.

use api::{Call, Problem, Reply};
use records::Body;
use serde_json::{Value, json};

use crate::graph;
use crate::text;

/// `GET /date_calculator`.
pub(crate) async fn calculate(call: Call) -> Result<Reply, Problem> {
    let label = call.params.string("label");
    let subject = graph::subject(&call, &["resource", "archival_object", "accession", "digital_object"]).await?;
    let mut span = Span::default();
    for component in graph::components(&call, &subject.record).await? {
        let dates = component.body.get("dates").and_then(Value::as_array).into_iter().flatten();
        for date in dates.filter_map(Value::as_object) {
            if label.is_none() || text(date, "label") == label {
                span.add(date);
            }
        }
    }
    let record = &subject.record;
    let root = subject.root.as_ref().unwrap_or(record);
    Ok(Reply::json(&json!({
        "object": {
            "uri": record.uri,
            "jsonmodel_type": record.record_type,
            "title": graph::title(record),
            "id": records::Uri::parse(&record.uri).map(|uri| uri.id()),
        },
        "resource": { "uri": root.uri, "title": graph::title(root) },
        "label": label,
        "min_begin_date": span.begin.as_ref().map(|(date, _)| date),
        "min_begin": span.begin.as_ref().map(|(_, raw)| raw),
        "max_end_date": span.end.as_ref().map(|(date, _)| date),
        "max_end": span.end.as_ref().map(|(_, raw)| raw),
    })))
}

/// The outermost dates so far: whole, and as they were written.
#[derive(Default)]
struct Span {
    begin: Option<(String, String)>,
    end: Option<(String, String)>,
}

impl Span {
    fn add(&mut self, date: &Body) {
        let begin = text(date, "begin");
        let end = text(date, "end").or(begin);
        if let Some((first, raw)) = begin.and_then(|raw| Some((first_day(raw)?, raw)))
            && self.begin.as_ref().is_none_or(|(known, _)| first <= *known)
        {
            self.begin = Some((first, raw.to_owned()));
        }
        if let Some((last, raw)) = end.and_then(|raw| Some((last_day(raw)?, raw)))
            && self.end.as_ref().is_none_or(|(known, _)| last >= *known)
        {
            self.end = Some((last, raw.to_owned()));
        }
    }
}

/// Year, month and day of a date, as far as they are said.
fn parts(date: &str) -> Option<(u32, Option<u32>, Option<u32>)> {
    let number = |text: &str, width: usize| {
        let is_number = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u32>().ok())?
    };
    let mut texts = date.split('-');
    let year = number(texts.next()?, 4)?;
    let month = texts.next().map(|month| number(month, 2).filter(|month| (1..=12).contains(month)));
    let day = texts.next().map(|day| number(day, 2));
    let is_whole = texts.next().is_none() && month != Some(None) && day != Some(None);
    is_whole.then_some((year, month.flatten(), day.flatten()))
}

fn first_day(date: &str) -> Option<String> {
    let (year, month, day) = parts(date)?;
    Some(format!("{year:04}-{:02}-{:02}", month.unwrap_or(1), day.unwrap_or(1)))
}

fn last_day(date: &str) -> Option<String> {
    let (year, month, day) = parts(date)?;
    let month = month.unwrap_or(12);
    Some(format!("{year:04}-{month:02}-{:02}", day.unwrap_or_else(|| days(year, month))))
}

fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_completed_to_days() {
        assert_eq!(first_day("1920").as_deref(), Some("1920-01-01"));
        assert_eq!(last_day("1920-02").as_deref(), Some("1920-02-29"));
        assert_eq!(last_day("1932").as_deref(), Some("1932-12-31"));
        assert_eq!(last_day("1932-05-06").as_deref(), Some("1932-05-06"));
        assert_eq!(first_day("c. 1920"), None);
    }
}
