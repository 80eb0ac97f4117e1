//! A tree's partition as it is, item by item, for whoever checks that it is whole.

use super::{Branch, Card, leaf};
use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;

/// What a tree's partition holds.
#[derive(Clone, Debug, Default)]
pub struct Census {
    /// Cards, with the number of the parent that they lie at.
    pub cards: Vec<(u64, Card)>,
    /// Indexes, by the number of their parent.
    pub branches: Vec<(u64, Branch)>,
    /// Leaves: the parent's number, the leaf's, and its spots.
    pub leaves: Vec<(u64, u32, Vec<String>)>,
}

impl Store {
    /// Everything in the partition of a root. Reads all of it: nothing that a request should wait for.
    pub async fn census(&self, root: &str) -> Result<Census, Error> {
        let partition = Key::branch(root, 0).pk;
        let mut census = Census::default();
        for item in self.collect(self.query(&partition, ""), usize::MAX).await? {
            let sk = item::get_text(&item, "sk")?;
            let parts: Vec<&str> = sk.split('#').collect();
            let damaged = || Error::damaged(format!("no part of a tree: {sk}"));
            let parent: u64 = parts.get(1).and_then(|parent| parent.parse().ok()).ok_or_else(damaged)?;
            match (parts[0], parts.get(2)) {
                ("card", _) => census.cards.push((parent, Card::decode(&item)?)),
                ("index", None) => census.branches.push((parent, Branch::decode(root, parent, &item)?)),
                ("leaf", Some(number)) => {
                    census.leaves.push((parent, number.parse().map_err(Error::damaged)?, leaf::spots(&item)));
                }
                _ => return Err(damaged()),
            }
        }
        Ok(census)
    }
}
