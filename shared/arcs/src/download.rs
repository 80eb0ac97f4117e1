//! What a job `download_file` is asked to do, and how far it is: who takes the request, and who does the work, are two functions.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The job's name.
pub const NAME: &str = "download_file";

/// Milliseconds after which a file that was sent for does not come any more: longer than the fetcher may take.
pub const PATIENCE: i64 = 16 * 60 * 1000;

/// The resource that is to be made of a file elsewhere: the job's `data`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// Where the file is.
    pub url: String,
    /// What people will call it; `None` for the file's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether everybody may see it.
    #[serde(default)]
    pub public: bool,
    /// Kept for clients.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
    /// `Photograph` and so on.
    #[serde(rename = "type", default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// The collection whose page it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// Keywords that it is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
}

/// What is wanted, and how far it is: the state that the job's journal holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Download {
    /// What is wanted.
    #[serde(flatten)]
    pub wanted: Wanted,
    /// Which time the file is sent for: each has a place of its own in the quarantine. 0 before the first.
    #[serde(default)]
    pub attempt: u32,
    /// Until when it may come, in milliseconds since 1970; `None` when it has to be sent for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
}

impl Download {
    /// A download whose file was just sent for.
    pub fn begun(wanted: Wanted, now: i64) -> Self {
        Self { wanted, attempt: 1, until: Some(now + PATIENCE) }
    }

    /// The id of the resource that a job makes: always the same, so that it is not made twice.
    pub fn resource_of(job: Uuid) -> Uuid {
        Uuid::new_v5(&job, b"resource")
    }
}

/// As a JSON object.
pub fn object<T: Serialize>(value: &T) -> Map<String, Value> {
    // Both are plain properties, which serde writes without fail.
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wanted_is_what_the_job_begins_with() {
        let wanted: Wanted = serde_json::from_value(json!({ "url": "http://example.org/a" })).unwrap();
        assert_eq!(object(&wanted), *json!({ "url": "http://example.org/a", "public": false }).as_object().unwrap());
        let asked: Download = serde_json::from_value(object(&wanted).into()).unwrap();
        assert_eq!((asked.attempt, asked.until), (0, None));
        let begun = Download::begun(wanted, 5);
        let written = serde_json::from_value::<Download>(object(&begun).into()).unwrap();
        assert_eq!(written, begun);
    }
}
