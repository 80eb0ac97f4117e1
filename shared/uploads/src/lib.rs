//! Files on their way into the archive: what is known of them, and how they become resources.
//!
//! Small files come through the API; their bytes become a blob at once ([`store::Store::keep_blob`]). Larger ones a client sends to the
//! bucket itself ([`entry::Upload`]). What it sends is looked at before anything points to it ([`confirm`]): size, SHA-1,
//! SHA-256 and type are found out by reading all of it, and only what was read is taken over ([`placing`]). That is done piece by
//! piece, and each piece is written down: whoever is interrupted, or has no time left, lets another go on.
//!
//! Files may also be brought first and be made resources of later, by who brought them ([`claims`]). Whatever was begun and never
//! finished is cleared away after a day ([`sweep`]).

pub mod claims;
pub mod confirm;
pub mod entry;
pub mod hashing;
pub mod held;
pub mod placing;
pub mod sweep;

pub use entry::{Entry, State, Upload};
pub use held::Held;
