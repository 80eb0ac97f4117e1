//! Moving trees and branches that are too large for one transaction: from the top down, a few siblings at a time.
//!
//! A component leaves without its children, which stay where they are listed, in the old tree under its number, until they
//! follow. On the new card they are counted as they arrive. Nobody puts anything below a component that left: its card is gone.

use records::Uri;
use records::links;
use records::record_type::{Place, Stored};
use records::tree::{Tree, number_of};
use serde_json::json;
use store::tree::Children;
use store::{Key, Store};

use super::card::{card_of, placed};
use super::place::{branch_of, root_of};
use super::{Parent, Target};
use crate::pipeline::repository_uri;
use crate::problem::Problem;
use crate::write::{Staging, found_by, references, unique};

/// What becomes of the list that a component leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// Its parent stays, and has one child less.
    Parent,
    /// Its parent has left already; nothing is counted any more.
    Orphaned,
}

impl Staging<'_> {
    /// Stages a component as the last child of a node of another tree in its repository. Fetched must be the new root and the
    /// repository.
    pub async fn replant(
        &mut self,
        tree: &'static Tree,
        current: &Stored,
        parent: &Parent,
        leaves: Leaves,
    ) -> Result<Stored, Problem> {
        let mut body = current.body.clone();
        body.insert(tree.root_property.to_owned(), json!({ "ref": parent.root }));
        let mut next = Stored {
            lock_version: current.lock_version + 1,
            system_mtime: self.store.clock().now(),
            body,
            ..current.clone()
        };
        let row = tree.component;
        next.place = self.resettle(current, &next, parent, leaves).await?;
        unique::stage_stored(&mut self.transaction, row, Some(current), Some(&next));
        found_by::stage(&mut self.transaction, row, &current.uri, Some(&current.body), Some(&next.body));
        self.gone.insert(root_of(tree, current));
        let (held, wanted) = (links::references(row, &current.body), links::references(row, &next.body));
        self.stage_links(row, &current.uri, &held, &wanted);
        let home = Uri::parse(&current.uri).and_then(|uri| uri.repository()).map(repository_uri);
        let standing = self.standing(&next, home.as_deref()).await?;
        let known = (self.fetched, &self.crowded);
        let replaced =
            references::stage_hints_at(&mut self.transaction, row, &next, standing, known, &|uri| uri == parent.root);
        self.rehinted.extend(replaced);
        self.transaction.update(self.store, &next, current.revision()).await?;
        if let Some(before) = &current.place {
            self.transaction.relocate(&next, before);
        }
        self.depend_on(&current.uri);
        Ok(next)
    }

    /// Stages a component behind all others at the top of its own tree. Its version goes up, as if it had changed trees.
    pub async fn raise(&mut self, tree: &'static Tree, current: &Stored) -> Result<Stored, Problem> {
        let parent = Parent { root: root_of(tree, current), component: None };
        let mut next = Stored {
            lock_version: current.lock_version + 1,
            system_mtime: self.store.clock().now(),
            ..current.clone()
        };
        let target = Target { parent, position: u64::MAX };
        next.place = Some(self.replace(tree, current, &next, &target).await?);
        unique::stage_stored(&mut self.transaction, tree.component, Some(current), Some(&next));
        self.transaction.update(self.store, &next, current.revision()).await?;
        if let Some(before) = &current.place {
            self.transaction.relocate(&next, before);
        }
        self.depend_on(&current.uri);
        Ok(next)
    }

    /// Stages the card of a component, without its children, behind those of another node; `next` is the component as it will
    /// be, and may have another URI. The new place; `None` for what stands in no tree.
    pub(in crate::write) async fn resettle(
        &mut self,
        current: &Stored,
        next: &Stored,
        parent: &Parent,
        leaves: Leaves,
    ) -> Result<Option<Place>, Problem> {
        let Some((tree, before)) = placed(current) else { return Ok(None) };
        let branch = branch_of(tree, current, before);
        let card = self.card(&branch, current, before).await?;
        match leaves {
            Leaves::Parent => self.take(tree, current, before, card.published).await?,
            Leaves::Orphaned => self.edit(&branch).await?.remove(&before.rank, card.number, card.published),
        }
        self.transaction.take_card(&branch.root, branch.parent, &card);
        let published = records::tree::Card::of(next).is_public();
        let place = self.put(parent, None, number_of(&next.uri), published).await?;
        let target = parent.branch();
        self.transaction.lay_card(&target.root, target.parent, &card_of(next, &place, Children::default())?);
        Ok(Some(place))
    }

    /// Stages the end of a list that everybody has left.
    pub async fn end_emptied(&mut self, root: &str, parent: u64) -> Result<(), Problem> {
        self.look([Key::branch(root, parent)]).await?;
        let branch = Store::branch_in(&self.trees.fetched, root, parent)?;
        if branch.count() > 0 {
            return Err(Problem::Rearranged(format!("{root} has children again")));
        }
        self.transaction.end_branch(&branch);
        Ok(())
    }
}
