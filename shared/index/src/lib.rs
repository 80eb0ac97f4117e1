//! Search: records as documents of an inverted index, and the query language over it.
//!
//! No IO of its own: the index lives in whatever `tantivy::Directory` it is given ([`Index::open`]). What is indexed for a record is
//! a function of the record as readers see it ([`documents::of`]); what is asked is a [`Request`]; what comes back is a
//! [`Found`], which [`response`] puts into the shapes of the API. The fields are a table ([`fields`]), from which the engine's schema,
//! the answers and the mapping for other search engines follow.

mod analysis;
pub mod arcs;
mod collect;
mod cursor;
pub mod document;
pub mod documents;
mod encode;
mod error;
pub mod fields;
pub mod found;
mod highlight;
mod index;
pub mod limits;
pub mod mapping;
mod moment;
pub mod query;
pub mod request;
pub mod response;
mod schema;
mod scope;
mod search;
mod suggest;
mod writer;

pub use cursor::Seal;
pub use document::{Change, Document};
pub use error::Error;
pub use found::Found;
pub use index::{Index, Reader};
pub use request::{Asked, Request, Scope, SortKey, Window};
pub use writer::{Applied, Writer, Writing};

/// What documents look like, and how their words are found. Another value with every change of either: an index of another format is
/// built again from the table.
pub const FORMAT: &str = "4";
