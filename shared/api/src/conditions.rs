//! Requests that name a version of what they ask for (RFC 9110, 13.1).
//!
//! `If-Unmodified-Since` and `If-Modified-Since` are passed over, as they have to be where nothing has a date of modification: what is
//! answered with a tag has no `Last-Modified`.

use http::{HeaderMap, HeaderName, header};

/// Whether the client has what this tag names (`If-None-Match`), so that 304 is the answer to a GET. A tag that a proxy made weak on its
/// way still names it.
pub fn has(headers: &HeaderMap, etag: &str) -> bool {
    given(headers, header::IF_NONE_MATCH).any(|tag| tag == "*" || strong(tag) == strong(etag))
}

/// Whether the client wants something else than what this tag names (`If-Match`), so that 412 is the answer.
pub fn wants_another(headers: &HeaderMap, etag: &str) -> bool {
    headers.contains_key(header::IF_MATCH) && !given(headers, header::IF_MATCH).any(|tag| tag == "*" || tag == etag)
}

fn given(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn a_client_may_have_it() {
        for (value, expected) in
            [("\"a\"", true), ("\"x\", W/\"a\"", true), ("*", true), ("\"x\"", false), ("a", false), ("", false)]
        {
            assert_eq!(has(&with(header::IF_NONE_MATCH, value), "\"a\""), expected, "{value}");
        }
        assert!(!has(&HeaderMap::new(), "\"a\""));
    }

    #[test]
    fn a_client_may_want_another_version() {
        for (value, expected) in
            [("\"a\"", false), ("\"x\", \"a\"", false), ("*", false), ("\"x\"", true), ("W/\"a\"", true), ("", true)]
        {
            assert_eq!(wants_another(&with(header::IF_MATCH, value), "\"a\""), expected, "{value}");
        }
        assert!(!wants_another(&HeaderMap::new(), "\"a\""));
    }
}
