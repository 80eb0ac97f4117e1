//! What a record is: schemas as data, validation, URIs, derived fields.
//!
//! No IO, no AWS, no HTTP: everything here is a function of its arguments. The store keeps what this crate prepares
//! ([`record_type::RecordType::prepare`]) and the edge shows what it renders ([`render`]).

pub mod dates;
pub mod derive;
pub mod enumerations;
pub mod invalid;
pub mod links;
pub mod lookups;
pub mod merging;
pub mod permissions;
pub mod record_type;
pub mod render;
pub mod schema;
pub mod tree;
pub mod types;
pub mod uri;
pub mod user_id;
pub mod validate;

pub use invalid::Invalid;
pub use record_type::{RecordType, Scope};
pub use uri::Uri;

/// A JSON object, the form in which records travel between the crates. Keeps the order of its keys.
pub type Body = serde_json::Map<String, serde_json::Value>;
