//! Bodies that are no JSON, and what each API says of them.
//!
//! ArchivesSpace repeats the beginning of the body, in words that its clients know. ARCS tells what was expected and where: a body may
//! hold a password, and refusals end up in logs.

use bytes::Bytes;
use serde_json::{Error, Value};

use crate::endpoint::Dialect;
use crate::problem::Problem;

/// Bytes of a body that ArchivesSpace repeats.
const REPEATED: usize = 200;

/// Characters of a declared type that are repeated.
const LONGEST_TYPE: usize = 100;

/// Why a body is no JSON, for the client.
#[derive(Clone, Debug)]
pub enum Unreadable {
    /// It is malformed: 400.
    Malformed(String),
    /// It never meant to be JSON: 415.
    OtherType(String),
}

impl Unreadable {
    /// What is wrong with this body, in this dialect. `content_type` is what the client declares; empty when it says nothing.
    fn new(dialect: Dialect, content_type: &str, bytes: &Bytes, error: &Error) -> Self {
        if dialect == Dialect::ArchivesSpace {
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(REPEATED)]);
            // What the original's parser says about text that is no JSON at all.
            let is_no_json = error.is_syntax() || error.is_eof();
            let detail = if is_no_json { format!("unexpected token at '{start}'") } else { error.to_string() };
            return Self::Malformed(format!("Had some trouble parsing your request: {detail}"));
        }
        match other_type(content_type).filter(|_| !bytes.is_empty()) {
            Some(declared) => {
                Self::OtherType(format!("JSON is expected. The body is declared as {declared}, and is none: {error}"))
            }
            None => Self::Malformed(format!("the body is no JSON: {error}")),
        }
    }

    /// The refusal.
    pub(crate) fn problem(&self) -> Problem {
        match self {
            Self::Malformed(text) => Problem::bad_request(text),
            Self::OtherType(text) => Problem::UnsupportedMedia(text.clone()),
        }
    }
}

/// Parses a body, whatever its content type says: clients send JSON with the type of a form.
pub(crate) fn parse(dialect: Dialect, content_type: &str, bytes: &Bytes) -> Result<Value, Unreadable> {
    serde_json::from_slice(bytes).map_err(|error| Unreadable::new(dialect, content_type, bytes, &error))
}

/// The declared type, when it is another than JSON.
fn other_type(content_type: &str) -> Option<String> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = ["application/json", "text/json"].contains(&essence.as_str()) || essence.ends_with("+json");
    let is_type = essence.split_once('/').is_some_and(|(kind, name)| !kind.is_empty() && !name.is_empty());
    (is_type && !is_json).then(|| essence.chars().take(LONGEST_TYPE).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(dialect: Dialect, content_type: &str, body: &'static str) -> Problem {
        parse(dialect, content_type, &Bytes::from_static(body.as_bytes())).unwrap_err().problem()
    }

    #[test]
    fn arcs_tells_where_and_repeats_nothing() {
        let body = "{\"password\":\"topsecret\"\n \"username\":\"x\"}";
        for content_type in ["", "application/json", "text/xml"] {
            let text = refusal(Dialect::Arcs, content_type, body).to_string();
            assert!(text.contains("line 2 column 2") && !text.contains("topsecret"), "{text}");
        }
        let text = refusal(Dialect::ArchivesSpace, "", body).to_string();
        assert!(
            text.starts_with("Had some trouble parsing your request: unexpected token at '{\"password\""),
            "{text}"
        );
    }

    #[test]
    fn another_type_is_told_where_it_was_declared() {
        for json in ["", "\u{7f}", "nonsense", "application/json; charset=utf-8", "Application/LD+JSON", "text/json"] {
            assert_eq!(refusal(Dialect::Arcs, json, "<a/>").status(), 400, "{json}");
        }
        for other in ["text/xml", "TEXT/plain; charset=utf-8", "multipart/form-data; boundary=x"] {
            assert_eq!(refusal(Dialect::Arcs, other, "<a/>").status(), 415, "{other}");
            assert_eq!(refusal(Dialect::Arcs, other, "").status(), 400, "{other}");
            assert_eq!(refusal(Dialect::ArchivesSpace, other, "<a/>").status(), 400, "{other}");
        }
    }
}
