//! Moments in fields and queries: RFC 3339, shorter forms of it, `NOW`, and arithmetic behind them (`+1MONTH`, `/DAY`).
//!
//! Moments are kept as whole seconds; what a query says about fractions decides to which side a bound is rounded.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// Seconds since 1970 (UTC) of a stored moment; `None` when it is none.
pub(crate) fn parse(text: &str) -> Option<i64> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_second());
    }
    Some(civil(text)?.duration_since(EPOCH).as_secs())
}

/// The moment that a query means, with its arithmetic; `now` is what `NOW` stands for.
pub(crate) fn resolve(text: &str, now: Timestamp) -> Option<Timestamp> {
    let (mut moment, mut rest) = match text.strip_prefix("NOW") {
        Some(rest) => (now, rest),
        None => split_base(text)?,
    };
    // A longer chain is nobody's question.
    for _ in 0..16 {
        let Some(sign) = rest.chars().next() else { return Some(moment) };
        let operation = &rest[sign.len_utf8()..];
        let end = operation.find(['+', '-', '/']).unwrap_or(operation.len());
        let (step, after) = operation.split_at(end);
        moment = match sign {
            '/' => floor(moment, step)?,
            '+' => shift(moment, step, 1)?,
            '-' => shift(moment, step, -1)?,
            _ => return None,
        };
        rest = after;
    }
    None
}

/// The moment at the beginning of a text, and what follows it.
fn split_base(text: &str) -> Option<(Timestamp, &str)> {
    // Hyphens are part of days, so the whole text and then ever less of it is tried: up to the end of `…Z`, or of a day.
    let end = text.find('Z').map_or_else(|| text.find(['+', '/']).unwrap_or(text.len()), |at| at + 1);
    Some((base(text.get(..end)?)?, text.get(end..)?))
}

fn base(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    // The last days of 9999 are beyond what moments can be.
    let seconds = civil(text)?.duration_since(EPOCH).as_secs();
    Some(Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX))
}

/// A moment without a zone, which is then UTC.
fn civil(text: &str) -> Option<DateTime> {
    let stripped = text.strip_suffix('Z').or_else(|| text.strip_suffix(" UTC")).unwrap_or(text);
    match stripped.parse::<DateTime>() {
        Ok(civil) => Some(civil),
        Err(_) => Some(day(stripped)?.into()),
    }
}

/// A day, month or year: its first day.
pub(crate) fn day(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next().map_or(Some(1), |month| month.parse().ok())?;
    let day = parts.next().map_or(Some(1), |day| day.parse().ok())?;
    Date::new(year, month, day).ok()
}

fn shift(moment: Timestamp, step: &str, sign: i64) -> Option<Timestamp> {
    let unit_at = step.find(|letter: char| !letter.is_ascii_digit())?;
    let count = sign * step[..unit_at].parse::<i64>().ok()?;
    let span = match step[unit_at..].trim_end_matches('S') {
        "YEAR" => Span::new().try_years(count),
        "MONTH" => Span::new().try_months(count),
        "DAY" | "DATE" => Span::new().try_days(count),
        "HOUR" => Span::new().try_hours(count),
        "MINUTE" => Span::new().try_minutes(count),
        "SECOND" => Span::new().try_seconds(count),
        "MILLISECOND" | "MILLI" => Span::new().try_milliseconds(count),
        _ => return None,
    };
    let zoned = moment.to_zoned(TimeZone::UTC).checked_add(span.ok()?).ok()?;
    Some(zoned.timestamp())
}

fn floor(moment: Timestamp, unit: &str) -> Option<Timestamp> {
    let now = moment.to_zoned(TimeZone::UTC).datetime();
    let date = now.date();
    let floored: DateTime = match unit.trim_end_matches('S') {
        "YEAR" => date.first_of_year().into(),
        "MONTH" => date.first_of_month().into(),
        "DAY" | "DATE" => date.into(),
        "HOUR" => date.at(now.hour(), 0, 0, 0),
        "MINUTE" => date.at(now.hour(), now.minute(), 0, 0),
        "SECOND" => date.at(now.hour(), now.minute(), now.second(), 0),
        _ => return None,
    };
    Some(floored.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// The first whole second at or after a moment.
pub(crate) fn ceiling(moment: Timestamp) -> i64 {
    let whole = floor_second(moment);
    if moment.duration_since(Timestamp::from_second(whole).unwrap_or(moment)) > SignedDuration::ZERO {
        whole + 1
    } else {
        whole
    }
}

/// The last whole second at or before a moment.
pub(crate) fn floor_second(moment: Timestamp) -> i64 {
    moment.as_nanosecond().div_euclid(1_000_000_000).try_into().unwrap_or(moment.as_second())
}

/// Seconds as answers show moments: `2020-05-01T00:00:00Z`.
pub(crate) fn show(seconds: i64) -> String {
    Timestamp::from_second(seconds).map(|moment| moment.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_counted() {
        let now: Timestamp = "2026-05-06T07:08:09Z".parse().unwrap();
        let means = |text: &str| resolve(text, now).map(|moment| moment.to_string());
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(means("NOW/DAY-7DAYS"), is("2026-04-29T00:00:00Z"));
        assert_eq!(means("2020-05-01T00:00:00Z+1MONTH-1MILLISECOND"), is("2020-05-31T23:59:59.999Z"));
        assert_eq!(means("2020-05-06"), is("2020-05-06T00:00:00Z"));
        assert_eq!(means("2020"), is("2020-01-01T00:00:00Z"));
        assert_eq!(means("yesterday"), None);
        assert_eq!(means("NOW+1FORTNIGHT"), None);
        assert_eq!(means("NOW+99999999999999999YEARS"), None);
    }

    #[test]
    fn stored_moments_are_read() {
        assert_eq!(parse("1970-01-02T00:00:00Z"), Some(86400));
        assert_eq!(parse("1970-01-02"), Some(86400));
        assert_eq!(parse("9999-12-31"), Some(253_402_214_400));
        assert_eq!(parse("circa 1900"), None);
        assert_eq!(show(86400), "1970-01-02T00:00:00Z");
    }

    #[test]
    fn fractions_round_to_their_side() {
        let last: Timestamp = "2020-05-31T23:59:59.999Z".parse().unwrap();
        assert_eq!(show(floor_second(last)), "2020-05-31T23:59:59Z");
        assert_eq!(show(ceiling(last)), "2020-06-01T00:00:00Z");
    }
}
