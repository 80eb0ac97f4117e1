//! Trees of description: resources with their archival objects, digital objects with their components, classifications with
//! their terms. All three behave alike; what tells them apart is a row of [`TREES`] and the types' own rows.
//!
//! A tree is shown without reading its records: each component leaves a [`Card`] below its parent. What a card holds, and
//! how roots, pages of children, single nodes and whole trees are shown from cards, stands here; where cards are kept is
//! the store's.

mod card;
mod families;
mod full;
mod place;
mod show;
mod whole;

pub use card::{Card, Instance};
pub use families::{Families, families};
pub(crate) use place::show_place;
pub use place::{Standpoint, expected_above, number_of, root_of};
pub use show::{Shown, page_of, show_step};
pub use whole::{Found, Walk, Whole, write_tree};

use crate::record_type::RecordType;
use crate::types;

/// Children on one page of a tree, which clients know as a waypoint.
pub const WAYPOINT: u64 = 200;

/// One kind of tree.
pub struct Tree {
    /// The type at the top: `resource`.
    pub root: &'static RecordType,
    /// The type of everything below it: `archival_object`.
    pub component: &'static RecordType,
    /// The property of a component that names its root.
    pub root_property: &'static str,
    /// The record type of a whole tree in one piece.
    pub whole: &'static str,
    /// Whether components show the records above them, and whether those are published.
    pub shows_ancestors: bool,
    /// Whether the root says if there is anything below it.
    pub shows_descendants: bool,
    /// The record type of many components in one body, where they can be created so.
    pub many: Option<&'static str>,
}

impl std::fmt::Debug for Tree {
    /// Rows are told apart by their root.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Tree({})", self.root.name)
    }
}

/// Resources and their archival objects.
pub static RESOURCE_TREE: Tree = Tree {
    root: &types::RESOURCE,
    component: &types::ARCHIVAL_OBJECT,
    root_property: "resource",
    whole: "resource_tree",
    shows_ancestors: true,
    shows_descendants: false,
    many: Some("archival_record_children"),
};

/// Digital objects and their components.
pub static DIGITAL_OBJECT_TREE: Tree = Tree {
    root: &types::DIGITAL_OBJECT,
    component: &types::DIGITAL_OBJECT_COMPONENT,
    root_property: "digital_object",
    whole: "digital_object_tree",
    shows_ancestors: true,
    shows_descendants: false,
    many: Some("digital_record_children"),
};

/// Classifications and their terms.
pub static CLASSIFICATION_TREE: Tree = Tree {
    root: &types::CLASSIFICATION,
    component: &types::CLASSIFICATION_TERM,
    root_property: "classification",
    whole: "classification_tree",
    shows_ancestors: false,
    shows_descendants: true,
    many: None,
};

/// The three kinds.
pub static TREES: [&Tree; 3] = [&RESOURCE_TREE, &DIGITAL_OBJECT_TREE, &CLASSIFICATION_TREE];

/// The tree whose root is of this type.
pub fn of_root(record_type: &str) -> Option<&'static Tree> {
    TREES.into_iter().find(|tree| tree.root.name == record_type)
}

/// The tree whose components are of this type.
pub fn of_component(record_type: &str) -> Option<&'static Tree> {
    TREES.into_iter().find(|tree| tree.component.name == record_type)
}

/// How many children a node has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub all: u64,
    /// Those that are published and not suppressed.
    pub published: u64,
}

impl Counts {
    /// The number that a reader is told.
    #[must_use]
    pub fn seen(self, published_only: bool) -> u64 {
        if published_only { self.published } else { self.all }
    }
}

/// A component as the page of its parent's children holds it.
#[derive(Clone, Debug)]
pub struct Child {
    /// Its number.
    pub number: u64,
    /// What is shown of it.
    pub card: Card,
    /// Its own children.
    pub children: Counts,
}

/// The level of a record as trees show it: its own word for it when the list has none.
pub(crate) fn level(body: &crate::Body) -> Option<&str> {
    let level = crate::derive::text(body, "level");
    match level {
        Some("otherlevel") => crate::derive::text(body, "other_level").or(level),
        _ => level,
    }
}
