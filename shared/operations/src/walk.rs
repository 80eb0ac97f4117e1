//! Nodes of trees, and what stands below them.

use api::Problem;
use records::record_type::Stored;
use records::tree::{Tree, number_of, of_component, of_root, root_of};
pub(crate) use store::tree::Walk;
use store::{Key, Store};

use crate::desk::Desk;

/// A node of a tree.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) tree: &'static Tree,
    /// URI of the root.
    pub(crate) root: String,
    /// The node's number in the tree, 0 for the root.
    pub(crate) number: u64,
}

impl Node {
    /// The node that a record is; `None` for types that make no trees.
    pub(crate) fn of(record: &Stored) -> Option<Self> {
        if let Some(tree) = of_root(record.record_type) {
            return Some(Self { tree, root: record.uri.clone(), number: 0 });
        }
        let tree = of_component(record.record_type)?;
        Some(Self { tree, root: root_of(record)?.to_owned(), number: number_of(&record.uri) })
    }

    /// The key of its index of children.
    pub(crate) fn branch(&self) -> Key {
        Key::branch(&self.root, self.number)
    }

    /// How many children it has.
    pub(crate) async fn children(&self, desk: &Desk<'_>) -> Result<u64, Problem> {
        let key = self.branch();
        let read;
        let fetched = if let Some(fetched) = desk.read_ahead([&key]) {
            fetched
        } else {
            read = desk.store.fetch([key]).await?;
            &read
        };
        Ok(Store::branch_in(fetched, &self.root, self.number)?.count())
    }

    /// The URI of a component of the tree.
    pub(crate) fn component(&self, number: u64) -> String {
        let home = self.root.rsplitn(3, '/').nth(2).unwrap_or_default();
        format!("{home}/{}/{number}", self.tree.component.plural)
    }

    /// Numbers of the components below it; `None` when there are more than `most`.
    pub(crate) async fn few_below(&self, store: &Store, most: usize) -> Result<Option<Vec<u64>>, Problem> {
        let mut walk = Walk::below(self.number);
        let mut found = vec![];
        loop {
            let cards = walk.next(store, &self.root).await?;
            if cards.is_empty() {
                return Ok(Some(found));
            }
            found.extend(cards.iter().map(|card| card.number));
            if found.len() + usize::try_from(walk.ahead).unwrap_or(usize::MAX) > most {
                return Ok(None);
            }
        }
    }
}
