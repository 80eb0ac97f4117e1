//! The order of trees: which component stands where below which parent.
//!
//! Nothing here knows what a component is. A tree is one partition of its root; a parent is a number in it, 0 for the root
//! itself. Three kinds of items keep it:
//!
//! - a **card** for each component, sorted as the siblings are: what a page of the tree shows of it, and how many children
//!   it has ([`cards`]);
//! - an **index** for each parent that has children: how many, and which leaf lists which of them ([`Branch`]);
//! - **leaves**: spots ([`rank`]) that follow each other, to which writers add and from which they take without reading them.
//!
//! A component's record holds its parent and its rank. An edit ([`Edit`]) changes all of it in the transaction that changes the
//! record. Counts are added to, never set, so writers at different places of one list do not get into each other's way; only a
//! change of the leaves themselves (the index's generation) makes others look again.

mod branch;
pub mod cards;
mod census;
mod edit;
mod leaf;
mod place;
pub mod rank;
mod split;
mod walk;
mod whole;

pub use branch::{Branch, Leaf};
pub use cards::{Card, Children};
pub use census::Census;
pub use edit::Edit;
pub(crate) use place::{read_place, write_place};
pub use walk::Walk;
