//! The card of a component follows its record.

use records::record_type::{Place, Stored};
use records::tree::{self, Tree, number_of};
use store::tree::rank::spot;
use store::tree::{Card, Children};
use store::{Key, Store};

use super::Branch;
use super::place::branch_of;
use crate::problem::Problem;
use crate::write::Staging;

/// The card of a component at a place.
pub(super) fn card_of(component: &Stored, place: &Place, children: Children) -> Result<Card, Problem> {
    let number = number_of(&component.uri);
    let card = tree::Card::of(component);
    let text = serde_json::to_string(&card).map_err(|error| Problem::Unavailable(error.to_string()))?;
    Ok(Card { spot: spot(&place.rank, number), number, text, published: card.is_public(), children })
}

impl Staging<'_> {
    /// The card that lies at a component's place.
    pub(super) async fn card(&mut self, branch: &Branch, component: &Stored, place: &Place) -> Result<Card, Problem> {
        let spot = spot(&place.rank, number_of(&component.uri));
        self.look([Key::card(&branch.root, branch.parent, &spot)]).await?;
        let found = Store::card_in(&self.trees.fetched, &branch.root, branch.parent, &spot)?;
        Ok(found.ok_or_else(|| store::Error::Rearranged(component.uri.clone()))?)
    }

    /// Writes the card of a component anew when what it shows has changed, and counts whether everybody sees it.
    pub(crate) async fn follow_card(&mut self, before: &Stored, after: &Stored) -> Result<(), Problem> {
        let Some((tree, place)) = placed(before) else { return Ok(()) };
        let (old, new) = (card_of(before, place, Children::default())?, card_of(after, place, Children::default())?);
        if old == new {
            return Ok(());
        }
        let branch = branch_of(tree, before, place);
        self.transaction.rewrite_card(&branch.root, branch.parent, &new);
        if old.published != new.published {
            self.own_parent_of(&branch, place).await?;
            self.edit(&branch).await?.show(&place.rank, new.number, new.published);
        }
        Ok(())
    }
}

/// The tree and the place of a component.
pub(super) fn placed(component: &Stored) -> Option<(&'static Tree, &Place)> {
    Some((tree::of_component(component.record_type)?, component.place.as_ref()?))
}
