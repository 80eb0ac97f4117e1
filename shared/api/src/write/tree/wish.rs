//! What a body says about the place of its component. The place is kept beside the body, so it is taken out of it.

use records::record_type::RecordType;
use records::tree::{Tree, number_of, of_component};
use records::{Body, Uri};
use serde_json::Value;
use store::Key;

/// Properties that are told by the tree.
const TOLD: [&str; 5] = ["parent", "position", "ancestors", "has_unpublished_ancestor", "series"];

/// The place that a client asks for.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) tree: &'static Tree,
    /// URI of the root.
    pub(crate) root: String,
    /// URI of the parent; `None` at the top level.
    pub(crate) parent: Option<String>,
    /// Counted from 0; `None` for the end.
    pub(crate) position: Option<u64>,
}

impl Wish {
    /// Takes the wish out of a component's body; `None` for records of other types.
    pub(crate) fn take(row: &RecordType, body: &mut Body) -> Option<Self> {
        let wish = Self::read(row, body);
        if wish.is_some() {
            for property in TOLD {
                body.shift_remove(property);
            }
        }
        wish
    }

    /// Reads the wish of a component's body.
    pub(crate) fn read(row: &RecordType, body: &Body) -> Option<Self> {
        let tree = of_component(row.name)?;
        let named = |property: &str| {
            let text = body.get(property)?.get("ref")?.as_str()?;
            Some(Uri::from_reference(text).map_or_else(|| text.to_owned(), |uri| uri.to_string()))
        };
        let position = match body.get("position") {
            // Below zero is the beginning.
            Some(Value::Number(position)) => Some(position.as_u64().unwrap_or_default()),
            Some(Value::String(position)) => position.trim().parse().ok(),
            _ => None,
        };
        Some(Self { tree, root: named(tree.root_property).unwrap_or_default(), parent: named("parent"), position })
    }
}

/// Keys that putting a component there will ask for.
pub(crate) fn keys(row: &RecordType, body: &Body) -> Vec<Key> {
    let Some(wish) = Wish::read(row, body).filter(|wish| Uri::parse(&wish.root).is_some()) else { return vec![] };
    let parent = wish.parent.as_deref().map_or(0, number_of);
    let mut keys = vec![Key::branch(&wish.root, parent)];
    // Most lists have one leaf. Which one it is of a longer list, the index says.
    keys.extend(wish.position.map(|_| Key::leaf(&wish.root, parent, 0)));
    keys
}
