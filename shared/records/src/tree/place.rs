//! What a component says of its place when it is read: parent, position, the records above it.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Tree, level, of_component};
use crate::Body;
use crate::derive::is_true;
use crate::record_type::{Stored, View};
use crate::render::reference;
use crate::types::{classification_step, shared::target};

/// Where a component stands, as it is at the moment of the reading.
#[derive(Clone, Debug)]
pub struct Standpoint {
    /// Its place among its siblings, from 0.
    pub position: u64,
    /// The records above it: its parent first, the root last. Those that went away meanwhile are left out.
    pub ancestors: Vec<Arc<Stored>>,
}

/// The URI of the root that a component belongs to; `None` for what is no component.
pub fn root_of(component: &Stored) -> Option<&str> {
    target(&component.body, of_component(component.record_type)?.root_property)
}

/// The records that a component expects above it, as far as it knows itself: its parent and its root truly, what is between them
/// perhaps not any more. Reading them together saves a read for each level.
pub fn expected_above(component: &Stored) -> Vec<String> {
    let Some(place) = &component.place else { return Vec::new() };
    let collection = component.uri.rsplit_once('/').map_or("", |(collection, _)| collection);
    let ends = [Some(place.parent.as_str()), root_of(component)].into_iter().flatten().map(str::to_owned);
    place.above.iter().map(|number| format!("{collection}/{number}")).chain(ends).collect()
}

/// The number in a record's URI: under it a component stands in its tree. 0 when there is none.
pub fn number_of(uri: &str) -> u64 {
    uri.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Shows what a component says of its place.
pub(crate) fn show_place(shown: &mut Body, view: &View<'_>) {
    let (Some(tree), Some(place)) = (of_component(view.stored.record_type), &view.stored.place) else { return };
    if root_of(view.stored) != Some(place.parent.as_str()) {
        shown.insert("parent".to_owned(), reference(&place.parent));
    }
    let Some(standpoint) = view.standpoint else { return };
    shown.insert("position".to_owned(), standpoint.position.into());
    if tree.shows_ancestors {
        let ancestors = standpoint.ancestors.iter().map(|ancestor| describe(tree, ancestor));
        shown.insert("ancestors".to_owned(), ancestors.collect());
        let is_hidden = |ancestor: &Arc<Stored>| ancestor.suppressed || !is_true(&ancestor.body, "publish");
        shown.insert("has_unpublished_ancestor".to_owned(), standpoint.ancestors.iter().any(is_hidden).into());
    } else {
        let above = standpoint.ancestors.iter().rev().map(|ancestor| classification_step(&ancestor.body));
        let path = above.chain([classification_step(&view.stored.body)]);
        shown.insert("path_from_root".to_owned(), path.collect());
    }
}

/// Levels are told in the trees that have them at every step.
fn describe(tree: &Tree, ancestor: &Stored) -> Value {
    let mut shown = Map::new();
    shown.insert("ref".to_owned(), ancestor.uri.as_str().into());
    if let Some(level) = level(&ancestor.body).filter(|_| tree.root.name == "resource") {
        shown.insert("level".to_owned(), level.into());
    }
    Value::Object(shown)
}
