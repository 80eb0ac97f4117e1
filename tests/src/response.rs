//! What the archive answered.

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

/// An answer, read whole.
#[derive(Clone, Debug)]
pub struct Response {
    pub(crate) what: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// What the archive says that a request cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// Calls to DynamoDB.
    pub dynamodb: u32,
    /// Calls to S3.
    pub s3: u32,
    /// Bytes of the search index that S3 gave out.
    pub s3_bytes: u64,
    /// Read units.
    pub read_units: f64,
    /// Write units.
    pub write_units: f64,
}

impl Response {
    /// The body as JSON, provided that the status is this one. Panics with the body otherwise.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} answered {}: {}", self.what, self.status, self.excerpt());
        if self.body.is_empty() { Value::Null } else { self.json() }
    }

    /// The body as JSON, provided that the status is 200.
    #[track_caller]
    pub fn ok(&self) -> Value {
        self.expect(200)
    }

    /// What `error` of the body holds, provided that the status is this one.
    #[track_caller]
    pub fn error(&self, status: u16) -> Value {
        self.expect(status)["error"].take()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        let parsed = serde_json::from_slice(&self.body);
        parsed.unwrap_or_else(|error| panic!("{} answered no JSON ({error}): {}", self.what, self.excerpt()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What the request cost.
    #[track_caller]
    pub fn usage(&self) -> Usage {
        let mut usage = Usage::default();
        let told = self.header("x-fonds-usage");
        for part in told.split("; ") {
            let (name, value) = part.split_once('=').unwrap_or_else(|| panic!("{} told no usage: {told}", self.what));
            match name {
                "dynamodb" => usage.dynamodb = value.parse().unwrap(),
                "s3" => usage.s3 = value.parse().unwrap(),
                "s3-bytes" => usage.s3_bytes = value.parse().unwrap(),
                "read-units" => usage.read_units = value.parse().unwrap(),
                "write-units" => usage.write_units = value.parse().unwrap(),
                other => panic!("unknown usage {other}"),
            }
        }
        usage
    }

    fn excerpt(&self) -> String {
        self.text().chars().take(2000).collect()
    }
}
