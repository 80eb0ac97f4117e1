//! Everything that can be wrong with a request, and the two dialects in which it is said.
//!
//! The only place that knows statuses and error bodies. The client never sees a cause or a trace: causes are logged once,
//! at the edge, under the request id.

use records::Invalid;
use serde_json::{Value, json};

use crate::endpoint::Dialect;
use crate::params::Problems;

/// Why a request is refused or has failed.
#[derive(Debug)]
pub enum Problem {
    /// 400: the body breaks its schema. The second value shows the body as it was understood.
    Schema(Box<Invalid>, String),
    /// 400: the record is refused by a rule beyond its schema. Values are lists of texts.
    Refused(Value),
    /// 400: parameters are missing or of the wrong kind.
    Parameters(Problems),
    /// 400, in plain words.
    BadRequest(String),
    /// 401: not logged in (ARCS).
    Unauthorized(String),
    /// 403: not allowed.
    Forbidden(String),
    /// 403: some parts of the request are refused, each for its own reason, and so all of it.
    Failures(Value),
    /// 404: no such record; says which kind.
    NotFound(String),
    /// 404: no such route.
    NoRoute,
    /// 405: the route exists, the method does not (ARCS).
    MethodNotAllowed,
    /// 409: in the way is what the value says.
    Conflict(Value),
    /// 412: the session token is not known, or was idle for too long.
    Session {
        /// Whether it was known once.
        expired: bool,
    },
    /// 412: the object is not the version that the request is about (ARCS).
    Changed,
    /// 413: more than a function can take.
    TooLarge(String),
    /// 415: a content type that the route cannot read.
    UnsupportedMedia(String),
    /// 416: a byte range beyond the file.
    RangeNotSatisfiable(u64),
    /// 429: too many attempts; come back in so many seconds.
    TooMany(i64),
    /// 501: makes sense, but is nothing that this archive does.
    NotImplemented(String),
    /// 503: others changed a tree faster than a write to it could be prepared. The text is for the log.
    Rearranged(String),
    /// 503: what is asked for is not ready yet, for the reason given.
    NotReady(String),
    /// 503: the stores do not answer. The text is for the log.
    Unavailable(String),
}

impl Problem {
    /// A 400 in plain words.
    pub fn bad_request(text: impl Into<String>) -> Self {
        Self::BadRequest(text.into())
    }

    /// A 400 about one property.
    pub fn refused(property: &str, text: impl Into<String>) -> Self {
        Self::Refused(json!({ property: [text.into()] }))
    }

    /// The 403 that does not say why.
    pub fn denied() -> Self {
        Self::Forbidden("Access denied".to_owned())
    }

    /// The 404 for a record of this model (`Accession`).
    pub fn missing(model: &str) -> Self {
        Self::NotFound(format!("{model} not found"))
    }

    /// A 409 in plain words.
    pub fn conflict(text: &str) -> Self {
        Self::Conflict(Value::from(text))
    }

    /// The 409 for a record that has changed since it was read.
    pub fn stale() -> Self {
        Self::conflict("The record you tried to update has been modified since you fetched it.")
    }

    /// The status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Schema(..) | Self::Refused(_) | Self::Parameters(_) | Self::BadRequest(_) => 400,
            Self::Unauthorized(_) => 401,
            Self::Forbidden(_) | Self::Failures(_) => 403,
            Self::NotFound(_) | Self::NoRoute => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict(_) => 409,
            Self::Session { .. } | Self::Changed => 412,
            Self::TooLarge(_) => 413,
            Self::UnsupportedMedia(_) => 415,
            Self::RangeNotSatisfiable(_) => 416,
            Self::TooMany(_) => 429,
            Self::NotImplemented(_) => 501,
            Self::Rearranged(_) | Self::NotReady(_) | Self::Unavailable(_) => 503,
        }
    }

    /// The cause that only the log may show.
    pub fn cause(&self) -> Option<&str> {
        match self {
            Self::Rearranged(cause) | Self::Unavailable(cause) => Some(cause),
            _ => None,
        }
    }

    /// The status in a dialect: ARCS knows no 412, a session that is gone is no session.
    pub fn status_in(&self, dialect: Dialect) -> u16 {
        match (dialect, self) {
            (Dialect::Arcs, Self::Session { .. }) => 401,
            (Dialect::ArchivesSpace, Self::MethodNotAllowed) => 404,
            _ => self.status(),
        }
    }

    /// The body in a dialect. `path` is the request's.
    pub fn body(&self, dialect: Dialect, path: &str) -> Value {
        match dialect {
            Dialect::ArchivesSpace => self.archivesspace_body(),
            Dialect::Arcs => {
                let status = self.status_in(dialect);
                let name = http::StatusCode::from_u16(status)
                    .ok()
                    .and_then(|status| status.canonical_reason())
                    .unwrap_or_default();
                json!({ "status": status, "name": name, "message": self.message(), "url": path })
            }
        }
    }

    fn archivesspace_body(&self) -> Value {
        match self {
            // Nothing was looked at beyond the item whose type cannot be told.
            Self::Schema(invalid, _) if invalid.errors.contains_key(Invalid::RECORD) => {
                json!({ "error": invalid.errors, "warning": null, "invalid_object": "nil" })
            }
            Self::Schema(invalid, shown) => {
                json!({ "error": invalid.errors, "warning": invalid.warnings, "invalid_object": shown })
            }
            Self::Refused(problems) | Self::Failures(problems) => json!({ "error": problems }),
            Self::Parameters(problems) => json!({ "error": problems }),
            Self::Conflict(what) => json!({ "error": what }),
            Self::Session { expired } => {
                // The original repeats the token here. A token belongs in no text that may be logged.
                let (code, text) = if *expired {
                    ("SESSION_EXPIRED", "Session timed out")
                } else {
                    ("SESSION_GONE", "No session found")
                };
                json!({ "code": code, "error": text })
            }
            // This API tells an unknown method from an unknown path no more than the original did.
            Self::NoRoute | Self::MethodNotAllowed => json!({ "error": "Sinatra::NotFound" }),
            _ => json!({ "error": self.message() }),
        }
    }

    /// In words.
    fn message(&self) -> String {
        match self {
            Self::Schema(invalid, _) => serde_json::to_string(&invalid.errors).unwrap_or_default(),
            Self::Refused(problems) | Self::Conflict(problems) | Self::Failures(problems) => {
                problems.as_str().map_or_else(|| problems.to_string(), ToOwned::to_owned)
            }
            Self::Parameters(problems) => {
                let texts = problems.iter().map(|(name, texts)| format!("{name}: {}", texts.join(", ")));
                texts.collect::<Vec<_>>().join("; ")
            }
            Self::BadRequest(text)
            | Self::Unauthorized(text)
            | Self::Forbidden(text)
            | Self::NotFound(text)
            | Self::NotReady(text)
            | Self::NotImplemented(text)
            | Self::TooLarge(text)
            | Self::UnsupportedMedia(text) => text.clone(),
            Self::NoRoute => "there is nothing at this path".to_owned(),
            Self::MethodNotAllowed => "this path has no such method".to_owned(),
            Self::Session { .. } => "the session is over, log in again".to_owned(),
            Self::RangeNotSatisfiable(_) => "the file has no such range".to_owned(),
            Self::Changed => "it has been changed since the version that If-Match names".to_owned(),
            Self::TooMany(seconds) => format!("Too many failed attempts, try again in {seconds} seconds"),
            Self::Rearranged(_) => "Others are changing the same tree, try again".to_owned(),
            Self::Unavailable(_) => "The archive cannot reach its store, try again".to_owned(),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Missing(_) => Self::NotFound("Record not found".to_owned()),
            store::Error::Stale(_) => Self::stale(),
            store::Error::TargetMissing(uri) => Self::BadRequest(format!("Can't relate to non-existent record: {uri}")),
            store::Error::Taken(_) => Self::bad_request("Must be unique"),
            store::Error::Crowded => {
                Self::conflict("There is no room left at this place: move the record elsewhere first")
            }
            store::Error::Rearranged(_) => Self::Rearranged(error.to_string()),
            store::Error::NumberInUse(_) | store::Error::Busy(_) | store::Error::Unavailable(_) => {
                Self::Unavailable(error.to_string())
            }
        }
    }
}

impl From<Invalid> for Problem {
    /// A rule beyond the schema: no `invalid_object`.
    fn from(invalid: Invalid) -> Self {
        Self::Refused(json!(invalid.errors))
    }
}

impl std::fmt::Display for Problem {
    /// In words, with the cause: for logs and start-up, not for clients.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.cause().map_or_else(|| self.message(), ToOwned::to_owned).as_str())
    }
}
