//! Times as ARCS shows them.

use jiff::Timestamp;

/// `YYYY-MM-DD HH:MM:SS` in UTC, of seconds since 1970.
pub fn show(seconds: i64) -> String {
    let moment = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::show;

    #[test]
    fn moments_have_no_zone() {
        assert_eq!(show(0), "1970-01-01 00:00:00");
        assert_eq!(show(1_772_439_330), "2026-03-02 08:15:30");
    }
}
