//! The components above another one, as they are now.

use records::record_type::Stored;
use records::tree::Tree;
use store::Key;

use super::DEEPEST;
use super::place::root_of;
use crate::problem::Problem;
use crate::write::Staging;

impl Staging<'_> {
    /// The components above this one, nearest first. Where they are expected to be they are read at once; what turns out to have
    /// been moved is followed step by step.
    pub(super) async fn above(&mut self, tree: &Tree, component: &Stored) -> Result<Vec<Stored>, Problem> {
        let root = root_of(tree, component);
        self.look(expected_above(component)).await?;
        let mut found: Vec<Stored> = vec![];
        loop {
            let last = found.last().unwrap_or(component);
            let Some(parent) = last.place.as_ref().map(|place| place.parent.clone()).filter(|uri| *uri != root) else {
                return Ok(found);
            };
            if found.len() > DEEPEST {
                return Err(Problem::bad_request(format!("more than {DEEPEST} levels are not kept")));
            }
            self.look([Key::record(&parent)]).await?;
            let next = self.store.record_in(&self.trees.fetched, &parent).await?;
            found.push(next.ok_or(store::Error::Rearranged(parent))?);
        }
    }
}

/// Keys of the components that were above this one when it was placed.
pub(super) fn expected_above(component: &Stored) -> Vec<Key> {
    let collection = component.uri.rsplit_once('/').map_or("", |(collection, _)| collection);
    let above = component.place.iter().flat_map(|place| &place.above);
    above.map(|number| Key::record(&format!("{collection}/{number}"))).collect()
}
