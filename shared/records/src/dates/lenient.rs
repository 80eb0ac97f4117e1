//! The lenient reader: it looks for the parts of a date anywhere in a text, trying one order of parts after the other
//! (day month year, month day year, year-month-day …), and takes the first that fits.
//!
//! Which texts pass is part of the API: clients send dates as typed by archivists. Texts over 128 bytes are not looked at.

use jiff::ToSpan;
use jiff::civil::Date;
use regex_lite::Captures;

use super::patterns::{DAYS, MONTHS, Patterns, patterns};

const LONGEST: usize = 128;

/// The parts of a date that a text names.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    pub(super) year: Option<i32>,
    pub(super) month: Option<i32>,
    pub(super) day: Option<i32>,
    day_of_year: Option<i32>,
    weekday: Option<i32>,
    pub(super) time: Option<Time>,
}

/// A time of day, and how many seconds it is ahead of UTC.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Time {
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) second: i8,
    pub(super) offset: i32,
}

impl Fragments {
    /// Looks for date and time in a text. `None` when there is neither, or a time that no day has.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let patterns = patterns()?;
        let mut fragments = Self::default();
        let mut rest = patterns.noise.replace_all(text, " ").into_owned();
        if let Some(found) = patterns.weekday.captures(&rest) {
            fragments.weekday = position(DAYS, &found[1]);
            rest = patterns.weekday.replace(&rest, " ").into_owned();
        }
        if let Some(found) = patterns.time.captures(&rest) {
            fragments.time = Some(read_time(&found)?);
            rest = patterns.time.replace(&rest, " ").into_owned();
        }
        let found = fragments.read_day(&rest, patterns).is_some();
        (found || fragments.weekday.is_some() || fragments.time.is_some()).then_some(fragments)
    }

    fn read_day(&mut self, text: &str, patterns: &Patterns) -> Option<()> {
        if let Some(found) = patterns.day_month.captures(text) {
            return self.set(part(&found, 3), Some(&found[2]), part(&found, 1));
        }
        if let Some(found) = patterns.month_day.captures(text) {
            return self.set(part(&found, 3), Some(&found[1]), part(&found, 2));
        }
        if let Some(found) = patterns.month_in_dashes.captures(text) {
            return self.set(part(&found, 3), part(&found, 2), part(&found, 1));
        }
        let three = [&patterns.dashes, &patterns.slashes, &patterns.dots];
        if let Some(found) = three.iter().find_map(|pattern| pattern.captures(text)) {
            return self.set(part(&found, 1), part(&found, 2), part(&found, 3));
        }
        if let Some(found) = patterns.year_and_day.captures(text) {
            self.year = full_year(&found[1]);
            self.day_of_year = found[2].parse().ok();
            return Some(());
        }
        if let Some(found) = patterns.quoted_year.captures(text) {
            self.year = full_year(&found[1]);
            return Some(());
        }
        if let Some(found) = patterns.month.captures(text) {
            self.month = position(MONTHS, &found[1]);
            return Some(());
        }
        if let Some(found) = patterns.ordinal.captures(text) {
            self.day = found[1].parse().ok();
            return Some(());
        }
        let found = patterns.digits.captures(text)?;
        self.read_digits(&found[2])
    }

    /// Digits without anything between them: what they mean depends on how many there are.
    fn read_digits(&mut self, digits: &str) -> Option<()> {
        let at = |from: usize, to: usize| digits[from..to].parse::<i32>().ok();
        match digits.len() {
            2 => self.day = at(0, 2),
            3 => self.day_of_year = at(0, 3),
            4 => (self.month, self.day) = (at(0, 2), at(2, 4)),
            5 => (self.year, self.day_of_year) = (full_year(&digits[..2]), at(2, 5)),
            6 => (self.year, self.month, self.day) = (full_year(&digits[..2]), at(2, 4), at(4, 6)),
            7 => (self.year, self.day_of_year) = (at(0, 4), at(4, 7)),
            8 | 10 | 12 | 14 => (self.year, self.month, self.day) = (at(0, 4), at(4, 6), at(6, 8)),
            _ => return None,
        }
        Some(())
    }

    /// Takes year, month and day as written. A part that is too long for its place, or has an apostrophe in front, is
    /// the year, wherever it stands.
    fn set(&mut self, year: Option<&str>, month: Option<&str>, day: Option<&str>) -> Option<()> {
        let (mut year, mut month, mut day) = (year, month, day);
        if let (Some(_), Some(_), None) = (year, month, day) {
            (year, month, day) = (None, year, month);
        }
        if year.is_none() && day.is_some_and(is_year) {
            (year, day) = (day, None);
        }
        if month.is_some_and(is_year) {
            (year, month, day) = (month, day, year);
        }
        if day.is_some_and(is_year) {
            (year, day) = (day, year);
        }
        self.year = match year {
            Some(text) => Some(full_year(text)?),
            None => None,
        };
        self.month = match month {
            Some(text) => Some(position(MONTHS, text).or_else(|| leading_number(text))?),
            None => None,
        };
        self.day = match day {
            Some(text) => Some(leading_number(text)?),
            None => None,
        };
        Some(())
    }

    /// The day that the fragments name. What stands above the first known part comes from `today`, what stands below
    /// the last is the first of its kind.
    pub(super) fn complete(&self, today: Date) -> Option<Date> {
        let this_year = i32::from(today.year());
        if let (Some(day_of_year), None) = (self.day_of_year, self.month) {
            let first = Date::new(i16::try_from(self.year.unwrap_or(this_year)).ok()?, 1, 1).ok()?;
            let date = first.checked_add((day_of_year - 1).days()).ok()?;
            return (day_of_year > 0 && date.year() == first.year()).then_some(date);
        }
        let (year, month) = match (self.year, self.month, self.day) {
            (Some(year), month, _) => (year, month.unwrap_or(1)),
            (None, Some(month), _) => (this_year, month),
            (None, None, Some(_)) => (this_year, i32::from(today.month())),
            (None, None, None) => {
                let ahead = self.weekday? - i32::from(today.weekday().to_sunday_zero_offset());
                return today.checked_add(ahead.days()).ok();
            }
        };
        let day = self.day.unwrap_or(1);
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

fn read_time(found: &Captures<'_>) -> Option<Time> {
    let number = |place| part(found, place).map_or(Some(0), |text: &str| text.parse::<i8>().ok());
    let (mut hour, minute, second) = (number(1)?, number(2)?, number(3)?);
    if let Some(half) = part(found, 4) {
        hour = hour % 12 + if half.eq_ignore_ascii_case("p") { 12 } else { 0 };
    }
    let offset = part(found, 5).map_or(0, offset_of);
    let exists = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    exists.then_some(Time { hour, minute, second, offset })
}

/// Seconds ahead of UTC: `Z`, `+02:00`, `-0530`, `GMT+2`. Names of zones are taken for UTC.
fn offset_of(zone: &str) -> i32 {
    let Some(at) = zone.find(['+', '-']) else {
        return 0;
    };
    let digits: String = zone[at + 1..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = if digits.len() > 2 { digits.split_at(digits.len() - 2) } else { (digits.as_str(), "0") };
    let seconds = hours.parse::<i32>().unwrap_or(0) * 3600 + minutes.parse::<i32>().unwrap_or(0) * 60;
    if zone[at..].starts_with('-') { -seconds } else { seconds }
}

fn part<'a>(found: &Captures<'a>, place: usize) -> Option<&'a str> {
    found.get(place).map(|part| part.as_str())
}

fn is_year(text: &str) -> bool {
    text.starts_with('\'')
        || (text.len() > 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
        || text.starts_with('-')
}

/// A year of two digits is the one nearest to our days: 69 to 99 are 19xx, the others 20xx.
fn full_year(text: &str) -> Option<i32> {
    let text = text.trim_start_matches('\'');
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.trim_start_matches('+')),
    };
    let digits = &digits[..digits.bytes().take_while(u8::is_ascii_digit).count()];
    let year: i32 = digits.parse().ok()?;
    let short = sign == 1 && digits.len() <= 2 && !text.starts_with('+');
    Some(match year {
        0..=68 if short => year + 2000,
        69..=99 if short => year + 1900,
        _ => sign * year,
    })
}

fn leading_number(text: &str) -> Option<i32> {
    let text = text.trim_start_matches('\'');
    text[..text.bytes().take_while(u8::is_ascii_digit).count()].parse().ok()
}

/// The place of a name in a list of three-letter beginnings: days from 0, months from 1.
fn position(names: &str, name: &str) -> Option<i32> {
    let start = name.get(..3)?.to_ascii_lowercase();
    let place = names.split('|').position(|candidate| candidate == start)?;
    i32::try_from(place).ok().map(|place| if names == MONTHS { place + 1 } else { place })
}
