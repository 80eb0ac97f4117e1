//! Versions of objects, as entity tags: who changes one may say which version they mean, and who has one need not get it again.

use api::{Call, Problem, Reply};
use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use records::record_type::Stored;

/// The entity tag of an object: its revision, which every write raises.
fn tag(stored: &Stored) -> String {
    format!("\"r{}\"", stored.revision().0)
}

/// Refuses a change of another version than the one that `If-Match` names. To be asked last, when nothing else is wrong (RFC 9110,
/// 13.2.1), and again for each version that an attempt meets.
pub(crate) fn check(call: &Call, stored: &Stored) -> Result<(), Problem> {
    if !call.headers.contains_key(header::IF_MATCH) || names(&call.headers, &header::IF_MATCH, &tag(stored)) {
        return Ok(());
    }
    Err(Problem::Changed)
}

/// An answer that shows an object, with its tag; nothing but the tag to who has this version already.
pub(crate) fn show(call: &Call, stored: &Stored, reply: Reply) -> Reply {
    let tag = tag(stored);
    let is_reading = call.method == Method::GET || call.method == Method::HEAD;
    if is_reading && names(&call.headers, &header::IF_NONE_MATCH, &tag) {
        return Reply::nothing().status(StatusCode::NOT_MODIFIED).with(header::ETAG, &tag);
    }
    reply.with(header::ETAG, &tag)
}

/// An answer that shows an object, with its tag, to who has this version already as well.
pub(crate) fn tell(stored: &Stored, reply: Reply) -> Reply {
    reply.with(header::ETAG, &tag(stored))
}

/// Whether a list of tags in a header has this one. What a proxy made weak on its way (`W/`) still names the version.
fn names(headers: &HeaderMap, header: &HeaderName, tag: &str) -> bool {
    let values = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    let mut tags = values.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|given| given == "*" || given.strip_prefix("W/").unwrap_or(given) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_its_tags() {
        let named = |value: &str| {
            let headers = HeaderMap::from_iter([(header::IF_MATCH, value.parse().unwrap())]);
            names(&headers, &header::IF_MATCH, "\"r3\"")
        };
        assert!(["\"r3\"", "*", "\"r1\", \"r3\"", "W/\"r3\""].into_iter().all(named));
        assert!(!["", "r3", "\"r33\"", "\"r1\",\"r2\""].into_iter().any(named));
    }
}
