//! What tests and measurements share: a client of the archive that speaks plain HTTP and looks at every byte.
//!
//! It is not a client library: it checks, and panics when the archive does not answer as expected.

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test that cannot go on ends by panicking")]

pub mod caller;
pub mod catalogue;
pub mod descriptions;
pub mod made;
pub mod response;
pub mod samples;

pub use caller::{Caller, HttpClient, encode, http_client};
pub use response::{Response, Usage};
