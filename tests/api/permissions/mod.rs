//! Who may do what: every route against what the original asks for, and every way around it.

mod declared;
mod matrix;
mod request;
mod side_doors;
mod vectors;
