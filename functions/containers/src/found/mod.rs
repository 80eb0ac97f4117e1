//! Records found by what they say: by an identifier in their repository, by the id that another system gave them, by the
//! number of a part of theirs.
//!
//! Identifiers that are unique are found at their guards, others at their index items. Both may be a moment ahead of the record or
//! behind it in a transaction that is too large to be one, so what is found is read and verified.

mod by_external_id;
mod by_identifier;
mod collection_management;

pub(crate) use by_external_id::by_external_id;
pub(crate) use by_identifier::endpoints as find_by_id_endpoints;
pub(crate) use collection_management::read as collection_management;
