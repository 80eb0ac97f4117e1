//! Long operations: the engine that keeps them going, and the jobs that show them.

mod batch_delete;
mod counting;
mod duplicate;
mod engine;
mod faults;
mod jobs;
mod trees;
