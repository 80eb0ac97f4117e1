//! Conditional and partial requests (RFC 9110): which bytes of a file are wanted, if any.

use api::conditions;
use http::{HeaderMap, Method, header};

/// What to answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The client has it already.
    Nothing,
    /// All of it.
    Whole,
    /// From the first to the last of two positions, both included.
    Part(u64, u64),
    /// A part that the file does not have.
    Beyond,
    /// Another version than there is.
    Another,
}

/// What a request for a file of this length and with this entity tag wants.
pub(crate) fn wanted(method: &Method, headers: &HeaderMap, etag: &str, length: u64) -> Wanted {
    if conditions::wants_another(headers, etag) {
        return Wanted::Another;
    }
    if conditions::has(headers, etag) {
        return Wanted::Nothing;
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = text(header::RANGE).filter(|_| *method == Method::GET) else { return Wanted::Whole };
    // A client that has an older part wants the whole of the newer file.
    if text(header::IF_RANGE).is_some_and(|condition| condition != etag) {
        return Wanted::Whole;
    }
    part(range, length)
}

/// One range. A header with several, or one that is unreadable, may be ignored, and is.
fn part(range: &str, length: u64) -> Wanted {
    let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Wanted::Whole;
    };
    let number = |text: &str| {
        let text = text.trim();
        if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse::<u64>().ok() } else { None }
    };
    match (number(first), number(last)) {
        // The last so many bytes.
        (None, Some(0)) if first.trim().is_empty() => Wanted::Beyond,
        (None, Some(count)) if first.trim().is_empty() && length > 0 => {
            Wanted::Part(length.saturating_sub(count), length - 1)
        }
        (None, Some(_)) if first.trim().is_empty() => Wanted::Beyond,
        (Some(first), Some(last)) if first > last => Wanted::Whole,
        (Some(first), _) if first >= length && is_last_readable(last) => Wanted::Beyond,
        (Some(first), Some(last)) => Wanted::Part(first, last.min(length - 1)),
        (Some(first), None) if last.trim().is_empty() => Wanted::Part(first, length - 1),
        _ => Wanted::Whole,
    }
}

fn is_last_readable(last: &str) -> bool {
    last.trim().bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&'static str, &str)]) -> Wanted {
        let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        wanted(&Method::GET, &headers, "\"abc\"", 10)
    }

    fn range(range: &str) -> Wanted {
        with(&[("range", range)])
    }

    #[test]
    fn single_ranges_are_read() {
        assert_eq!(range("bytes=0-3"), Wanted::Part(0, 3));
        assert_eq!(range("bytes=4-"), Wanted::Part(4, 9));
        assert_eq!(range("bytes=-3"), Wanted::Part(7, 9));
        assert_eq!(range("bytes=-30"), Wanted::Part(0, 9));
        assert_eq!(range("bytes=9-99"), Wanted::Part(9, 9));
    }

    #[test]
    fn what_is_not_there_is_told() {
        assert_eq!(range("bytes=10-"), Wanted::Beyond);
        assert_eq!(range("bytes=10-20"), Wanted::Beyond);
        assert_eq!(range("bytes=-0"), Wanted::Beyond);
        assert_eq!(part("bytes=0-", 0), Wanted::Beyond);
        assert_eq!(part("bytes=-5", 0), Wanted::Beyond);
    }

    #[test]
    fn unreadable_ranges_are_ignored() {
        for text in
            ["bytes=a-b", "bytes=3-1", "bytes=", "bytes=-", "bytes=1-2,4-5", "items=0-1", "bytes=+1-2", "bytes=20-x"]
        {
            assert_eq!(range(text), Wanted::Whole, "{text}");
        }
        assert_eq!(range("bytes=99999999999999999999-"), Wanted::Whole);
    }

    #[test]
    fn another_version_is_not_there() {
        assert_eq!(with(&[("if-match", "\"x\"")]), Wanted::Another);
        assert_eq!(with(&[("if-match", "\"x\""), ("if-none-match", "\"abc\"")]), Wanted::Another);
        assert_eq!(with(&[("if-match", "\"abc\""), ("range", "bytes=0-1")]), Wanted::Part(0, 1));
        assert_eq!(with(&[("if-match", "*")]), Wanted::Whole);
    }

    #[test]
    fn known_files_are_not_sent_again() {
        assert_eq!(with(&[("if-none-match", "\"abc\"")]), Wanted::Nothing);
        assert_eq!(with(&[("if-none-match", "\"x\", W/\"abc\"")]), Wanted::Nothing);
        assert_eq!(with(&[("if-none-match", "*")]), Wanted::Nothing);
        assert_eq!(with(&[("if-none-match", "\"x\"")]), Wanted::Whole);
        assert_eq!(with(&[("range", "bytes=0-1"), ("if-range", "\"abc\"")]), Wanted::Part(0, 1));
        assert_eq!(with(&[("range", "bytes=0-1"), ("if-range", "\"old\"")]), Wanted::Whole);
    }
}
