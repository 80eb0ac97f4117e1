//! Dates as people write them, and as the archive keeps them.
//!
//! `date` properties take whatever a lenient parser takes (`3 May 2012`, `15/01/2020`, `20-1-1`) and keep `YYYY-MM-DD`;
//! `date-time` properties keep `YYYY-MM-DD HH:MM:SS UTC`. Dates of the described material (`begin`, `end`) are kept as
//! written and only checked, by [`sloppy`].

mod lenient;
mod material;
mod patterns;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use lenient::Fragments;
pub use material::{normalise_begin, sloppy};

/// The day of a moment (seconds since 1970), in UTC.
pub fn day_of(epoch_seconds: i64) -> Date {
    let moment = Timestamp::from_second(epoch_seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(TimeZone::UTC).date()
}

/// A written day as `YYYY-MM-DD`; `None` when it is none. What is not said (the year in `3 May`) is taken from
/// `today`.
pub fn normalise_date(text: &str, today: Date) -> Option<String> {
    let date = plain(text).or_else(|| Fragments::read(text)?.complete(today))?;
    // A store of dates before year 0 or after 9999 has no form that sorts.
    (0..=9999).contains(&date.year()).then(|| date.to_string())
}

/// A written moment as `YYYY-MM-DD HH:MM:SS UTC`; `None` when year or month are not said. A missing day is the first,
/// a missing time is midnight; a day that the month does not have (`1999-02-30`) counts on into the next month.
pub fn normalise_timestamp(text: &str) -> Option<String> {
    let fragments = Fragments::read(text)?;
    let (year, month) = (fragments.year?, fragments.month?);
    let day = fragments.day.unwrap_or(1);
    let first = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
    if !(1..=31).contains(&day) {
        return None;
    }
    let time = fragments.time.unwrap_or_default();
    let date = first.checked_add((day - 1).days()).ok()?;
    let local = date.at(time.hour, time.minute, time.second, 0);
    let moment = local.checked_sub(i64::from(time.offset).seconds()).ok()?;
    (0..=9999).contains(&moment.year()).then(|| moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// Whether a text says a moment: a day, a time of day, or both.
pub fn is_moment(text: &str, today: Date) -> bool {
    Fragments::read(text).is_some_and(|fragments| fragments.time.is_some() || fragments.complete(today).is_some())
}

/// Exactly `YYYY-MM-DD`.
pub fn plain(text: &str) -> Option<Date> {
    let digits = text.as_bytes();
    let shaped = digits.len() == 10
        && digits.iter().enumerate().all(
            |(place, byte)| {
                if matches!(place, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() }
            },
        );
    if !shaped {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> Option<String> {
        normalise_date(text, Date::constant(2026, 8, 20))
    }

    #[test]
    fn written_days_are_understood() {
        let said = [
            ("2020-01-15", "2020-01-15"),
            ("3 May 2012", "2012-05-03"),
            ("20-1-1", "2020-01-01"),
            ("2020/01/02", "2020-01-02"),
            ("20200102", "2020-01-02"),
            ("01/02/2003", "2003-02-01"),
            ("15/01/2020", "2020-01-15"),
            ("12", "2026-08-12"),
            ("May", "2026-05-01"),
            ("May 3, 2012", "2012-05-03"),
            ("May 2012", "2012-05-01"),
            ("3rd of May", "2026-05-03"),
            ("2012-05-03T10:20:30Z", "2012-05-03"),
            ("Thu, 3 May 2012 10:00", "2012-05-03"),
            ("1.2.2003", "2003-02-01"),
            ("3-May-12", "2012-05-03"),
            ("2012-124", "2012-05-03"),
            ("9999-12-31", "9999-12-31"),
            ("1969-7-4", "1969-07-04"),
        ];
        for (text, date) in said {
            assert_eq!(normal(text).as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let refused = [
            "2020",
            "0000",
            "1999-02-30",
            "tomorrow",
            "2012-13-45",
            "2020-02-31",
            "2020-13-01",
            "zz",
            "",
            "x",
            "-",
            "5",
            "99999999999999999999-99-99",
            "12345-01-01",
            "10:20",
            "\u{661}\u{662}",
        ];
        for text in refused {
            assert_eq!(normal(text), None, "{text}");
        }
        assert_eq!(normal(&"1".repeat(100_000)), None);
    }

    #[test]
    fn moments_are_kept_in_utc() {
        let said = [
            ("1991-03-18", "1991-03-18 00:00:00 UTC"),
            ("2049-07-11T10:20:30Z", "2049-07-11 10:20:30 UTC"),
            ("2049-07-11T10:20:30+02:00", "2049-07-11 08:20:30 UTC"),
            ("1999-02-30", "1999-03-02 00:00:00 UTC"),
            ("1991-03-18 00:00:00 UTC", "1991-03-18 00:00:00 UTC"),
            ("1991-03-18 1:05 pm", "1991-03-18 13:05:00 UTC"),
            ("1991-01-01T00:30:00+0100", "1990-12-31 23:30:00 UTC"),
        ];
        for (text, moment) in said {
            assert_eq!(normalise_timestamp(text).as_deref(), Some(moment), "{text}");
        }
        for text in ["x", "2020", "", "1999-02-32", "2020-13-01", "2020-01-01 25:00"] {
            assert_eq!(normalise_timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn moments_are_recognised() {
        let today = Date::constant(2026, 8, 20);
        assert!(["2000-01-01T00:00:00Z", "1866-11-07 10:00", "May", "10:00"].iter().all(|text| is_moment(text, today)));
        assert!(["noon", "xyz", ""].iter().all(|text| !is_moment(text, today)));
    }
}
