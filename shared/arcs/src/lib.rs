//! The model of ARCS: digitised files, and what people say about them.
//!
//! What the functions of ARCS share: the kinds of objects ([`kinds`]) and how they are stored ([`entity`]), the addresses of files
//! ([`address`], [`signing`], [`shelf`]), how they are fetched ([`download`]), times ([`moment`]), texts ([`text`]). No HTTP: routes and rights are the functions' own.
//!
//! ARCS objects are stored like records, under `/api/<kind>/<uuid>`. Ids are parsed as UUIDs before anything is read, so that no
//! text of a client becomes part of a key.

pub mod address;
pub mod collections;
pub mod download;
pub mod entity;
pub mod file_name;
pub mod kinds;
pub mod media_type;
pub mod membership;
pub mod moment;
pub mod shelf;
pub mod signing;
pub mod text;

pub use entity::{Author, Entity, Kind, Part};
pub use records::user_id::user_id;
