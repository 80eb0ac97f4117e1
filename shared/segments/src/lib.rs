//! A search index whose files are in S3.
//!
//! One change of the index is one object (a bundle) with all files that it made, and one conditional write of the
//! [`Manifest`], which says where each file of the index stands. Objects never change, so nothing that was read of them has to be
//! read again: a sandbox keeps [`Blocks`] of them, each checked against its checksum. To learn whether there is something new, a
//! reader looks at one item of the table, together with the session of the request.
//!
//! What the files hold is not known here: [`Files`] is a directory as tantivy wants it, for reading and for writing.

mod blocks;
mod bundle;
mod change;
mod error;
mod files;
mod manifest;
mod sweep;

pub use blocks::Blocks;
pub use change::Change;
pub use error::Error;
pub use files::Files;
pub use manifest::{Contents, Manifest, Object, Place};
