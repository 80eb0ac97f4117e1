//! Dates of the described material. They are kept as written.

/// The first day of a year, a month or a day written as numbers: `1999`, `1999-5`, `-0044-03-15`, `20000`. Years of any
/// length pass; the parts compare in order. `None` when it is not such a date.
pub fn sloppy(text: &str) -> Option<(i64, u8, u8)> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut parts = digits.split('-');
    let year = parts.next()?;
    let month = parts.next().unwrap_or("1");
    let day = parts.next().unwrap_or("1");
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let short = |part: &str| is_number(part) && part.len() <= 2;
    if parts.next().is_some() || !is_number(year) || !short(month) || !short(day) {
        return None;
    }
    let year = sign * year.parse().unwrap_or(i64::MAX);
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=days).contains(&day).then_some((year, month, day))
}

/// A date of the described material filled up to a day as it is written: `1999-5` gives `1999-5-01`. This is how the
/// search index and display strings show it; the parts are not checked.
pub fn normalise_begin(text: &str) -> String {
    let parts = text.trim_start_matches('-').split('-').count();
    match parts {
        1 => format!("{text}-01-01"),
        2 => format!("{text}-01"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_material_are_filled_up() {
        for (text, day) in [("1999", "1999-01-01"), ("1999-5", "1999-5-01"), ("-44", "-44-01-01"), ("x-y-z", "x-y-z")] {
            assert_eq!(normalise_begin(text), day);
        }
    }

    #[test]
    fn dates_of_material_are_numbers() {
        for text in ["12", "0000", "20-1-1", "2020-1-5", "20200102", "-0044-03-15", "1999", "2000-02-29"] {
            assert!(sloppy(text).is_some(), "{text}");
        }
        for text in ["1999-02-30", "2020/01/02", "May 2012", "abc", "", "-", "2020-", "2020-1-1-1", "2020-001"] {
            assert!(sloppy(text).is_none(), "{text}");
        }
        assert!(sloppy("-0044-03-15") < sloppy("0001"));
    }
}
