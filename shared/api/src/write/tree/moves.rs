//! Moving components inside of their tree. Whatever the number of siblings and of descendants, a move writes the record, its
//! card, and what is counted at the two parents.

use records::record_type::{Place, Stored};
use records::tree::{Tree, number_of};
use store::tree::Card;

use super::Wish;
use super::card::{card_of, placed};
use super::place::{Parent, branch_of, root_of};
use crate::problem::Problem;
use crate::write::{Staging, unique};

/// Where components are moved to.
pub(crate) struct Target {
    pub(crate) parent: Parent,
    /// Counted from 0, without the component itself; past the end is the end.
    pub(crate) position: u64,
}

impl Staging<'_> {
    /// Stages a move of a component that was lifted and is not written otherwise. Its version stays.
    pub(super) async fn relocate(
        &mut self,
        tree: &'static Tree,
        component: &Stored,
        card: &Card,
        target: &Target,
    ) -> Result<Stored, Problem> {
        let place = self.set_down(component, card, target).await?;
        let moved = Stored { place: Some(place), system_mtime: self.store.clock().now(), ..component.clone() };
        unique::stage_stored(&mut self.transaction, tree.component, Some(component), Some(&moved));
        if let Some(before) = &component.place {
            self.transaction.relocate(&moved, before);
        }
        Ok(moved)
    }

    /// Where a component stands once its next version is written: its body may ask for another position among its siblings, or
    /// for a place in another tree. Another parent in the same tree is not followed: that takes a move.
    pub(in crate::write) async fn follow_wish(
        &mut self,
        current: &Stored,
        next: &Stored,
        wish: Wish,
    ) -> Result<Option<Place>, Problem> {
        let Some((tree, before)) = placed(current) else { return Ok(None) };
        if wish.root != root_of(tree, current) {
            let parent = self.parent(&wish).await?;
            return self.transplant(tree, current, next, parent).await.map(Some);
        }
        if let Some(position) = wish.position {
            let now = self.position(tree, current).await?;
            let last = self.edit(&branch_of(tree, current, before)).await?.count().saturating_sub(1);
            let position = position.min(last);
            if now != position {
                let parent = self.parent_of(tree, current, before).await?;
                let target = Target { parent, position };
                return self.replace(tree, current, next, &target).await.map(Some);
            }
        }
        self.follow_card(current, next).await?;
        Ok(Some(before.clone()))
    }

    /// Stages a component's new place, with its card as `next` shows it.
    pub(super) async fn replace(
        &mut self,
        tree: &'static Tree,
        current: &Stored,
        next: &Stored,
        target: &Target,
    ) -> Result<Place, Problem> {
        let card = self.lift(tree, current, &target.parent).await?;
        self.set_down(next, &card, target).await
    }

    /// Stages that a component leaves its place for one below another parent; its card.
    pub(super) async fn lift(
        &mut self,
        tree: &'static Tree,
        component: &Stored,
        parent: &Parent,
    ) -> Result<Card, Problem> {
        let Some(place) = &component.place else {
            return Err(Problem::bad_request(format!("{} is no component of a tree", component.uri)));
        };
        let branch = branch_of(tree, component, place);
        let card = self.card(&branch, component, place).await?;
        if parent.uri() != place.parent {
            self.refuse_cycle(tree, component, parent, card.children.all > 0).await?;
        }
        self.take(tree, component, place, card.published).await?;
        self.transaction.take_card(&branch.root, branch.parent, &card);
        Ok(card)
    }

    /// Stages the place of a component that was lifted.
    async fn set_down(&mut self, component: &Stored, card: &Card, target: &Target) -> Result<Place, Problem> {
        let published = records::tree::Card::of(component).is_public();
        let number = number_of(&component.uri);
        let place = self.put(&target.parent, Some(target.position), number, published).await?;
        let branch = target.parent.branch();
        self.transaction.lay_card(&branch.root, branch.parent, &card_of(component, &place, card.children)?);
        Ok(place)
    }

    /// Refuses to put a component below itself. What is above the new parent must still be there when the move is written, or
    /// two moves at the same moment could make a circle that neither of them sees.
    async fn refuse_cycle(
        &mut self,
        tree: &Tree,
        component: &Stored,
        parent: &Parent,
        has_children: bool,
    ) -> Result<(), Problem> {
        let Some(new_parent) = &parent.component else { return Ok(()) };
        let cycle = || Problem::conflict("Can't make a parent into its own child");
        if new_parent.uri == component.uri {
            return Err(Problem::conflict("Can't make a record into its own parent"));
        }
        // Nothing is below a component without children, and its card says so in the transaction.
        if !has_children {
            return Ok(());
        }
        let above = self.above(tree, new_parent).await?;
        if above.iter().any(|record| record.uri == component.uri) {
            return Err(cycle());
        }
        for record in std::iter::once(new_parent).chain(&above) {
            self.transaction.expect_parent(record);
        }
        Ok(())
    }

    /// The position of a component among its siblings.
    pub(super) async fn position(&mut self, tree: &Tree, component: &Stored) -> Result<u64, Problem> {
        let Some(place) = &component.place else { return Ok(0) };
        let branch = branch_of(tree, component, place);
        let spot = store::tree::rank::spot(&place.rank, number_of(&component.uri));
        let rearranged = || store::Error::Rearranged(component.uri.clone());
        let start = self.edit(&branch).await?.start_of(&spot).ok_or_else(rearranged)?;
        self.learn(&branch, start).await?;
        Ok(self.edit(&branch).await?.position_of(&spot).ok_or_else(rearranged)?)
    }
}
