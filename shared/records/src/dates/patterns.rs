//! What the parts of a date look like in a text.

use std::sync::OnceLock;

use regex_lite::Regex;

pub(super) const MONTHS: &str = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
pub(super) const DAYS: &str = "sun|mon|tue|wed|thu|fri|sat";

/// All forms, compiled when the first unusual date comes.
pub(super) struct Patterns {
    pub(super) noise: Regex,
    pub(super) weekday: Regex,
    pub(super) time: Regex,
    pub(super) day_month: Regex,
    pub(super) month_day: Regex,
    pub(super) dashes: Regex,
    pub(super) month_in_dashes: Regex,
    pub(super) slashes: Regex,
    pub(super) dots: Regex,
    pub(super) year_and_day: Regex,
    pub(super) quoted_year: Regex,
    pub(super) month: Regex,
    pub(super) ordinal: Regex,
    pub(super) digits: Regex,
}

pub(super) fn patterns() -> Option<&'static Patterns> {
    static COMPILED: OnceLock<Option<Patterns>> = OnceLock::new();
    COMPILED.get_or_init(|| compile().ok()).as_ref()
}

fn compile() -> Result<Patterns, regex_lite::Error> {
    let zone = r"z\b|(?:gmt|utc?)?[-+]\d{1,2}:?\d{0,2}|[a-z]+\b";
    Ok(Patterns {
        noise: Regex::new(r"[^-+',./:@A-Za-z0-9\[\]]+")?,
        weekday: Regex::new(&format!(r"(?i)\b({DAYS})[^-/\d\s]*"))?,
        time: Regex::new(&format!(
            r"(?i)(\d+)\s*:\s*(\d+)(?:\s*:\s*(\d+)(?:[,.]\d*)?)?(?:\s*([ap])(?:m\b|\.m\.))?(?:\s*({zone}))?"
        ))?,
        day_month: Regex::new(&format!(
            r"(?i)('?\d+)[^-\d\s]*\s*(?:of\s+)?({MONTHS})[^-\d\s']*(?:\s*('?-?\d+(?:(?:st|nd|rd|th)\b)?))?"
        ))?,
        month_day: Regex::new(&format!(r"(?i)\b({MONTHS})[^-\d\s']*\s*('?\d+)[^-\d\s']*(?:\s*,?\s*('?-?\d+))?"))?,
        dashes: Regex::new(r"('?[-+]?\d+)-(\d+)-('?-?\d+)")?,
        month_in_dashes: Regex::new(&format!(r"(?i)('?-?\d+)-({MONTHS})[^-/.]*-('?-?\d+)"))?,
        slashes: Regex::new(r"('?-?\d+)/\s*('?\d+)(?:\D\s*('?-?\d+))?")?,
        dots: Regex::new(r"('?-?\d+)\.\s*('?\d+)\.\s*('?-?\d+)")?,
        year_and_day: Regex::new(r"\b(\d{2}|\d{4})-(\d{3})\b")?,
        quoted_year: Regex::new(r"'(\d+)\b")?,
        month: Regex::new(&format!(r"(?i)\b({MONTHS})\S*"))?,
        ordinal: Regex::new(r"(?i)(\d+)(?:st|nd|rd|th)\b")?,
        digits: Regex::new(r"([-+]?)(\d{2,14})")?,
    })
}
