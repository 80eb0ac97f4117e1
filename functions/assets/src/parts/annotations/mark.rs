//! What a box marks: exactly one of another resource, a text, and an address.

use api::Problem;
use arcs::entity::parse_id;
use arcs::kinds::Mark;
use url::Url;

use crate::parts::given::{Given, LONG};

/// Characters that an address may have.
const LONGEST_URL: usize = 2048;

/// Reads the mark. Without one, what is marked `now` stays, unless it is taken back.
pub(super) fn read(given: Given<'_>, now: Option<&Mark>) -> Result<Mark, Problem> {
    let relation = given.text_or_nothing("relation", LONG)?;
    let transcript = given.text_or_nothing("transcript", LONG)?;
    let url = given.text_or_nothing("url", LONGEST_URL)?;
    let is_taken_back = match now {
        Some(Mark::Relation(_)) => relation.is_some(),
        Some(Mark::Transcript(_)) => transcript.is_some(),
        Some(Mark::Url(_)) => url.is_some(),
        None => true,
    };
    match (relation.flatten(), transcript.flatten(), url.flatten()) {
        (Some(id), None, None) => match parse_id(&id) {
            Some(id) => Ok(Mark::Relation(id)),
            None => Err(Problem::bad_request("relation must be the id of a resource")),
        },
        (None, Some(text), None) => Ok(Mark::Transcript(text)),
        (None, None, Some(address)) => check_url(&address).map(|()| Mark::Url(address)),
        (None, None, None) if !is_taken_back => now.cloned().ok_or_else(one),
        _ => Err(one()),
    }
}

fn one() -> Problem {
    Problem::bad_request("exactly one of relation, transcript and url is needed")
}

/// Only what a browser opens as a page: an address of another kind may be a script.
fn check_url(address: &str) -> Result<(), Problem> {
    let is_page = Url::parse(address).is_ok_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
    // What parsers strip or forgive is not stored for others to parse.
    let is_plain = !address.chars().any(|letter| letter.is_control() || letter.is_whitespace() || letter == '\\');
    if is_page && is_plain { Ok(()) } else { Err(Problem::bad_request("url must be an http or https address")) }
}

#[cfg(test)]
mod tests {
    use super::check_url;

    #[test]
    fn only_pages_are_addresses() {
        for good in ["http://example.org", "https://example.org/a?b=c#d", "https://ex\u{e4}mple.org/\u{f8}"] {
            assert!(check_url(good).is_ok(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            " https://example.org",
            "data:text/html,x",
            "ftp://example.org",
            "file:///etc/passwd",
            "//example.org",
            "example.org",
            "http://",
            "https:\\\\example.org",
            "vbscript:x",
        ] {
            assert!(check_url(bad).is_err(), "{bad}");
        }
    }
}
