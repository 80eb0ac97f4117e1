//! Addresses outside of the archive: which of them it may speak to. No IO.
//!
//! A client names an address, and the archive goes there in the client's stead, from inside of its own network. So an address has to
//! be *public*, at two moments: as text ([`Target::parse`]), when the client names it, and once more as the numbers that its name
//! stands for ([`Reach::admits`]), just before a connection is made to them.
//!
//! The text is read once, by the rules that browsers go by: `0x7f.1`, `2130706433` and `127.1` are `127.0.0.1` here, as they are to
//! whoever resolves them.

mod network;
mod reach;
mod target;

pub use network::is_public;
pub use reach::Reach;
pub use target::{Refusal, Target};
