//! Where the stores are, and how to sign for them: read once, from the environment or from the process that embeds
//! them. No credential chain and no profile files, because a cold function would pay for looking.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Addresses, names and credentials of the two stores.
#[derive(Clone)]
pub struct Config {
    /// DynamoDB's address; `None` for the region's own.
    pub dynamodb_endpoint: Option<String>,
    /// S3's address; `None` for the region's own.
    pub s3_endpoint: Option<String>,
    /// AWS region.
    pub region: String,
    /// Access key id.
    pub access_key: String,
    /// Secret access key.
    pub secret_key: String,
    /// Session token of temporary credentials.
    pub session_token: Option<String>,
    /// Name of the table.
    pub table: String,
    /// Name of the bucket.
    pub bucket: String,
    /// The time, which tests can move.
    pub clock: Clock,
}

impl Config {
    /// Reads the variables that Lambda sets, and the `FONDS_` ones of the template.
    pub fn from_environment() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            dynamodb_endpoint: variable("AWS_ENDPOINT_URL_DYNAMODB"),
            s3_endpoint: variable("AWS_ENDPOINT_URL_S3"),
            region: variable("AWS_REGION").unwrap_or_else(|| "us-east-1".to_owned()),
            access_key: variable("AWS_ACCESS_KEY_ID").unwrap_or_default(),
            secret_key: variable("AWS_SECRET_ACCESS_KEY").unwrap_or_default(),
            session_token: variable("AWS_SESSION_TOKEN"),
            table: variable("FONDS_TABLE").unwrap_or_else(|| "fonds".to_owned()),
            bucket: variable("FONDS_BUCKET").unwrap_or_else(|| "fonds".to_owned()),
            clock: Clock::default(),
        }
    }
}

/// The wall clock, plus an offset that only tests set (to let a session grow old without waiting).
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_seconds: Arc<AtomicI64>,
}

impl Clock {
    /// Seconds since 1970 (UTC).
    pub fn now(&self) -> i64 {
        self.milliseconds() / 1000
    }

    /// Milliseconds since 1970 (UTC).
    pub fn milliseconds(&self) -> i64 {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let milliseconds = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        milliseconds.saturating_add(self.offset_seconds.load(Ordering::Relaxed) * 1000)
    }

    /// Moves the clock forward.
    pub fn advance(&self, seconds: i64) {
        self.offset_seconds.fetch_add(seconds, Ordering::Relaxed);
    }
}
