//! Zip archives of several files of the archive, for somebody to fetch.
//!
//! The files are stored as they are: pictures and documents are compressed already, and so every byte of the result has its place
//! before the first one is read. An archive is written piece by piece while the files are read ([`advance`]), with some dozen megabytes
//! in memory whatever its size, and whoever is interrupted goes on where the last part ended.
//!
//! What is in an archive, and under which names, is settled beforehand ([`Selection`]). The same selection is the same object on the same
//! day, so nothing is written twice.

mod emit;
mod names;
mod selection;
mod write;

pub use selection::{File, Selection};
pub use write::{Progress, advance, exists};
