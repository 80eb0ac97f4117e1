//! Moving components from one tree to another, in the transaction of their own update.

use records::record_type::{Place, Stored};
use records::tree::{Tree, number_of};
use serde_json::json;
use store::tree::Card;
use store::{Key, Store};

use super::card::card_of;
use super::place::{Parent, root_of};
use super::{Branch, Target};
use crate::problem::Problem;
use crate::write::{Staging, unique};

/// Components below the one that is updated, at most: each of them is five items of the transaction.
const MOST: usize = 12;

impl Staging<'_> {
    /// Stages a component's place in another tree, behind the children of its new parent. What stands below goes along.
    pub(super) async fn transplant(
        &mut self,
        tree: &'static Tree,
        current: &Stored,
        next: &Stored,
        parent: Parent,
    ) -> Result<Place, Problem> {
        let target = Target { parent, position: u64::MAX };
        let place = self.replace(tree, current, next, &target).await?;
        let old_root = root_of(tree, current);
        let new_root = target.parent.root;
        let mut moved = 0;
        let mut nodes = vec![Stored { place: Some(place.clone()), ..next.clone() }];
        while let Some(node) = nodes.pop() {
            let branch = Branch { root: old_root.clone(), parent: number_of(&node.uri) };
            let (children, cards) = self.children(tree, &branch).await?;
            moved += children.len();
            if moved > MOST {
                let text = format!("More than {MOST} records below: use a component transfer");
                return Err(Problem::conflict(&text));
            }
            let parent = Parent { root: new_root.clone(), component: Some(node) };
            for (child, card) in children.iter().zip(&cards) {
                nodes.push(self.transplant_child(tree, &branch, &parent, child, card).await?);
            }
        }
        Ok(place)
    }

    /// The components of a branch that ends, in order, with their cards.
    async fn children(&mut self, tree: &Tree, branch: &Branch) -> Result<(Vec<Stored>, Vec<Card>), Problem> {
        self.look([branch.key()]).await?;
        let index = Store::branch_in(&self.trees.fetched, &branch.root, branch.parent)?;
        if index.leaves().is_empty() {
            return Ok((vec![], vec![]));
        }
        self.transaction.end_branch(&index);
        let cards = self.store.cards(&branch.root, branch.parent, "", MOST + 1).await?;
        let home = branch.root.rsplitn(3, '/').nth(2).unwrap_or_default();
        let uris: Vec<String> =
            cards.iter().map(|card| format!("{home}/{}/{}", tree.component.plural, card.number)).collect();
        self.look(uris.iter().map(|uri| Key::record(uri))).await?;
        let mut children = vec![];
        for uri in uris {
            let found = self.store.record_in(&self.trees.fetched, &uri).await?;
            children.push(found.ok_or(store::Error::Rearranged(uri))?);
        }
        Ok((children, cards))
    }

    async fn transplant_child(
        &mut self,
        tree: &'static Tree,
        branch: &Branch,
        parent: &Parent,
        child: &Stored,
        card: &Card,
    ) -> Result<Stored, Problem> {
        let Some(before) = &child.place else { return Ok(child.clone()) };
        self.transaction.take_card(&branch.root, branch.parent, card);
        let place = self.put(parent, None, number_of(&child.uri), card.published).await?;
        let mut body = child.body.clone();
        body.insert(tree.root_property.to_owned(), json!({ "ref": parent.root }));
        let next = Stored {
            lock_version: child.lock_version + 1,
            system_mtime: self.store.clock().now(),
            place: Some(place.clone()),
            body,
            ..child.clone()
        };
        let target = parent.branch();
        self.transaction.lay_card(&target.root, target.parent, &card_of(&next, &place, card.children)?);
        unique::stage_stored(&mut self.transaction, tree.component, Some(child), Some(&next));
        self.transaction.update(self.store, &next, child.revision()).await?;
        self.transaction.relocate(&next, before);
        self.depend_on(&child.uri);
        Ok(next)
    }
}
