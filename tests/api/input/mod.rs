//! Input that no client should send: always a refusal in the right dialect, never a failure.

mod bodies;
mod paths;
