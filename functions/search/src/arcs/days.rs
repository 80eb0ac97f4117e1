//! Days as people write them: `2026-03-02`, `02-03-2026` (the day first), `today`, `yesterday`; in UTC.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day that a text means, as `YYYY-MM-DD`. `now` is in seconds since 1970.
pub(super) fn read(text: &str, now: i64) -> Option<String> {
    let today = Timestamp::from_second(now).ok()?.to_zoned(TimeZone::UTC).date();
    let day = match text.trim().to_ascii_lowercase().as_str() {
        "today" => today,
        "yesterday" => today.yesterday().ok()?,
        text => written(text)?,
    };
    Some(day.to_string())
}

fn written(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if first.len() == 4 {
        return date(first, second, third);
    }
    // The month first only where it cannot be the day.
    let day_first = || date(third, second, first);
    let month_first = || date(third, first, second);
    if third.len() == 4 { day_first().or_else(month_first) } else { None }
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let is_number = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if ![year, month, day].into_iter().all(is_number) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read() {
        let now = 1_772_439_330;
        for (text, day) in [
            ("2026-03-02", "2026-03-02"),
            ("02-03-2026", "2026-03-02"),
            ("2-3-2026", "2026-03-02"),
            ("03-31-2026", "2026-03-31"),
            (" Today ", "2026-03-02"),
            ("yesterday", "2026-03-01"),
            ("29-02-2024", "2024-02-29"),
        ] {
            assert_eq!(read(text, now).as_deref(), Some(day), "{text}");
        }
        for text in
            ["31-31-2026", "2026", "", "2026-02-30", "29-02-2026", "tomorrow", "1-1-26", "+1-1-2026", "2026-3-2-1"]
        {
            assert_eq!(read(text, now), None, "{text}");
        }
    }
}
