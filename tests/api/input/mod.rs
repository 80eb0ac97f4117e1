//! Input that no client should send: always a refusal in the right dialect, never a failure.

mod arcs;
mod bodies;
mod paths;
