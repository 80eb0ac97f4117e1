//! What the store does, seen through the API.

mod dangling;
mod faults;
mod folding;
mod keys;
mod large;
