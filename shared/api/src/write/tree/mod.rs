//! The tree's part of writing components: where they are put, moved to, and taken from.
//!
//! A staging gathers [`Edit`]s of the branches that it touches; they become part of its transaction when it is committed. What
//! they are made from is read with the request where its keys could be told from the body, and read again when a
//! transaction turns out to have met another one.

mod above;
mod card;
mod moves;
mod place;
mod planting;
pub(crate) mod remove;
mod replant;
mod together;
mod transplant;
mod wish;

use std::collections::BTreeMap;

use store::tree::Edit;
use store::{Fetched, Key, Store};

use super::Staging;
use crate::problem::Problem;

pub(crate) use moves::Target;
pub use place::Parent;
pub(crate) use planting::Planting;
pub use replant::Leaves;
pub(crate) use together::{Destination, move_components};
pub(crate) use wish::{Wish, keys};

/// Components above another one, at most: nobody describes deeper, and each of them is an item of a move's transaction.
const DEEPEST: usize = 64;

/// The branches that a staging changes.
#[derive(Default)]
pub(super) struct Trees {
    /// What was read for trees.
    pub(super) fetched: Fetched,
    /// What was read with the request is out of date.
    pub(super) is_outdated: bool,
    branches: BTreeMap<Branch, Edit>,
    /// The cards of the parents that are components.
    owners: BTreeMap<Branch, Owner>,
}

/// The children of one node: the root, and the parent's number, which is 0 for the root itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Branch {
    pub(crate) root: String,
    pub(crate) parent: u64,
}

/// Where the card of a parent lies.
#[derive(Clone, Debug)]
struct Owner {
    parent: u64,
    spot: String,
}

/// A leaf that ought to be split.
pub(super) struct Overfull {
    branch: Branch,
    leaf: u32,
}

impl Overfull {
    /// Splits it. Nothing depends on it, so a failure is the next writer's to mend.
    pub(super) async fn split(&self, store: &Store) {
        if let Err(error) = store.split_leaf(&self.branch.root, self.branch.parent, self.leaf).await {
            tracing::warn!(%error, "leaf not split");
        }
    }
}

impl Branch {
    fn key(&self) -> Key {
        Key::branch(&self.root, self.parent)
    }
}

impl Staging<'_> {
    /// Makes sure that these items were read.
    async fn look(&mut self, keys: impl IntoIterator<Item = Key>) -> Result<(), Problem> {
        let mut missing = vec![];
        for key in keys {
            if self.trees.fetched.asked(&key) {
                continue;
            }
            if self.trees.is_outdated || !self.trees.fetched.copy(self.fetched, &key) {
                missing.push(key);
            }
        }
        if !missing.is_empty() {
            let read = self.store.fetch(missing).await?;
            self.trees.fetched.extend(read);
        }
        Ok(())
    }

    /// The edit of a branch. `owner` is the parent, when that is a component.
    async fn edit(&mut self, branch: &Branch) -> Result<&mut Edit, Problem> {
        if !self.trees.branches.contains_key(branch) {
            self.look([branch.key()]).await?;
            let read = Store::branch_in(&self.trees.fetched, &branch.root, branch.parent)?;
            self.trees.branches.insert(branch.clone(), Edit::of(read));
        }
        // Just put there.
        self.trees.branches.get_mut(branch).ok_or_else(|| Problem::Unavailable("no branch".to_owned()))
    }

    /// Stages what was changed in trees. Returns the leaves that became too full.
    pub(super) fn settle_trees(&mut self) -> Vec<Overfull> {
        let mut overfull = vec![];
        for (branch, edit) in &self.trees.branches {
            edit.stage(&mut self.transaction);
            let (all, published) = edit.difference();
            if let Some(owner) = self.trees.owners.get(branch).filter(|_| (all, published) != (0, 0)) {
                self.transaction.count_children(&branch.root, owner.parent, &owner.spot, all, published);
            }
            let full = edit.overfull().map(|leaf| Overfull { branch: branch.clone(), leaf });
            overfull.extend(full);
        }
        overfull
    }
}
