//! Who may do what: every route against what the original asks for, and every way around it.

mod declared;
mod matrix;
pub(crate) mod request;
mod side_doors;
mod vectors;
