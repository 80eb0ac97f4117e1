//! Accessions: the life of a record, as all types of records live it.

mod assignment;
mod concurrent;
mod create;
mod delete;
mod related;
mod suppress;
mod unique;
mod update;
