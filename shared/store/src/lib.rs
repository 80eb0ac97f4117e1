//! The storage layout: the only place that names a table key, an expression or a bucket key.
//!
//! One DynamoDB table holds records, sessions, access maps, guards, links and membership; one S3 bucket holds what is
//! too large for an item, and blobs. The crate knows no HTTP and no archival rule: it keeps what it is given, in one
//! transaction per write, and reads it back in as few round trips as the keys allow.
//!
//! Three rules hold everywhere: nothing is ever found by a Scan; every read of a record or session is strongly
//! consistent; a write is either there whole or not at all.

pub mod access;
pub mod blobs;
pub mod bodies;
pub mod catalogue;
pub mod client;
mod commit;
pub mod config;
mod dated;
pub mod departures;
pub mod derivatives;
pub mod documents;
pub mod errands;
pub mod error;
pub mod feed;
pub mod fetch;
pub mod heirs;
pub mod ids;
mod item;
pub mod jobs;
pub mod journals;
pub mod key;
pub mod links;
pub mod listings;
pub mod lookups;
pub mod members;
pub mod meter;
pub mod quarantine;
mod query;
pub mod repeats;
pub mod rosters;
pub mod segments;
pub mod sequence;
pub mod sessions;
pub mod stream;
pub mod tasks;
pub mod throttle;
pub mod tickets;
pub mod transaction;
pub mod tree;
pub mod unnumbered;
pub mod uploads;
pub mod words;
pub mod work;

pub use client::Store;
pub use commit::jittered;
pub use config::{Clock, Config};
pub use error::Error;
pub use fetch::Fetched;
pub use key::Key;
pub use transaction::Transaction;
