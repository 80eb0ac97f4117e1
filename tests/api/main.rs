//! The API against the archive in one process, on a fresh store for each test.
//!
//! The folders mirror the groups of functions, and the files what is asked of them. Callers are named by their role.

// One accession with everything in it, as one piece of JSON.
#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

mod accessions;
mod agents;
mod assets;
mod containers;
mod costs;
mod events;
mod every_type;
mod gallery;
mod harness;
mod input;
mod listing;
mod merging;
mod operations;
mod parameters;
mod people;
mod permissions;
mod pipeline;
mod replanting;
mod repositories;
mod resolve;
mod search;
mod sessions;
mod settings;
mod storage;
mod subjects;
mod transfer;
mod trees;
