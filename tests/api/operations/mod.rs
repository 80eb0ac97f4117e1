//! Long operations: the engine that keeps them going, and the jobs that show them.

mod counting;
mod engine;
mod jobs;
