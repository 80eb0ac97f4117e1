//! Digitised files of ARCS in the same index: what is indexed of them ([`Described`]), the words by which they are asked for ([`Facet`]), and
//! the search ([`Wanted`]).
//!
//! Their documents have fields of their own (`arcs_…`). Searches of ArchivesSpace leave them out, and searches here find nothing else.
//! What not everybody may know of a resource that everybody may see (the titles of private collections that have it) stands in fields that
//! only searches of those who are logged in look at.

mod described;
mod facets;
mod search;
mod values;

pub use described::{Collection, Described};
pub use facets::{Facet, How};
pub use search::{FoundResources, Order, Part, Wanted};

/// What tells the documents of ARCS from all others, in `primary_type`.
pub(crate) const KIND: &str = "arcs_resource";

/// Between the name of an attribute and its value.
const SEPARATOR: char = '\u{1f}';

/// A value as it is compared: without blanks around it. Case is a matter of the field.
fn compared(value: &str) -> &str {
    crate::encode::cut(value.trim(), crate::encode::WHOLE)
}

/// An attribute with its value, as one value of a field.
fn attribute(name: &str, value: &str) -> String {
    format!("{}{SEPARATOR}{}", name.to_lowercase(), value.trim())
}
