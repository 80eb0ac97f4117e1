//! How much is done for one file.

use std::time::Duration;

/// Caps on fetching one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that a file may have.
    pub most: u64,
    /// Until a connection stands, encryption included.
    pub connect: Duration,
    /// Until an answer begins.
    pub answer: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// For everything, redirections and further tries included.
    pub total: Duration,
    /// Redirections that are followed.
    pub redirections: u32,
    /// How often it is tried when the trouble may pass.
    pub tries: u32,
    /// The pause before the second try; each further one is twice as long.
    pub pause: Duration,
}

impl Default for Limits {
    /// One gibibyte, within the time that a function may take: what is larger is uploaded.
    fn default() -> Self {
        Self {
            most: 1 << 30,
            connect: Duration::from_secs(10),
            answer: Duration::from_mins(1),
            idle: Duration::from_secs(30),
            total: Duration::from_mins(13),
            redirections: 5,
            tries: 3,
            pause: Duration::from_secs(1),
        }
    }
}
