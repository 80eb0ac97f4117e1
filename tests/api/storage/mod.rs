//! What the store does, seen through the API.

mod faults;
mod folding;
mod large;
