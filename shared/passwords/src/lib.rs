//! Passwords: how they are hashed ([`hashing`]), whose they are ([`names`]), how often somebody may be wrong ([`throttle`]),
//! and what it takes to prove one ([`claim`]).
//!
//! Whatever takes a password takes it here: logging in, and HTTP Basic ([`basic`]). Functions that take none do not link
//! this crate, and so no hash.

pub mod basic;
pub mod claim;
pub mod hashing;
pub mod names;
pub mod throttle;

pub use basic::Basic;
pub use claim::{Claim, Proof};
