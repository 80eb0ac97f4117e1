//! Moving components to one place, as many as fit in each transaction.

use records::record_type::Stored;
use records::tree::{Tree, number_of};
use store::Key;

use super::above::expected_above;
use super::place::{cards_of, root_of};
use super::{Target, Wish};
use crate::call::Call;
use crate::problem::Problem;
use crate::write::{Attempts, Staging};

/// Components that are moved in one transaction, at most.
const TOGETHER: usize = 24;

/// Items that a transaction may have before the branches are counted in.
const ROOM: usize = 80;

/// Where components are moved to, as a request says it.
pub(crate) struct Destination {
    /// URI of the root of their tree.
    pub(crate) root: String,
    /// URI of the new parent; `None` for the top level.
    pub(crate) parent: Option<String>,
    /// The position of the first one among the children that are not moved.
    pub(crate) position: u64,
}

/// Moves components. They stand next to each other afterwards, in this order. What does not fit in one transaction goes in
/// several, each of which leaves a whole tree.
pub(crate) async fn move_components(
    call: &Call,
    tree: &'static Tree,
    destination: &Destination,
    uris: &[String],
) -> Result<Vec<Stored>, Problem> {
    let mut attempts = Attempts::new(call);
    let mut moved: Vec<Stored> = vec![];
    let mut together = TOGETHER;
    while moved.len() < uris.len() {
        let rest = &uris[moved.len()..];
        let part = &rest[..rest.len().min(together)];
        let mut staging = attempts.start();
        staging.trees.is_outdated |= !moved.is_empty();
        let staged = staging.move_part(tree, destination, part, moved.last()).await;
        let Some(staged) = attempts.staged(staged).await? else { continue };
        let is_too_much = staged.is_none() || staging.transaction.len() > ROOM;
        if is_too_much && part.len() > 1 {
            together = if staged.is_none() { 1 } else { part.len() / 2 };
            continue;
        }
        if attempts.commit(staging).await? {
            moved.extend(staged.unwrap_or_default());
        }
    }
    Ok(moved)
}

impl Staging<'_> {
    /// Stages moves behind the one that was moved last, or to the destination's position. `None` when one of the components
    /// stands below another: their cards can only be counted one after the other.
    async fn move_part(
        &mut self,
        tree: &'static Tree,
        destination: &Destination,
        uris: &[String],
        last: Option<&Stored>,
    ) -> Result<Option<Vec<Stored>>, Problem> {
        let Destination { root, parent, position } = destination;
        let wish = Wish { tree, root: root.clone(), parent: parent.clone(), position: Some(*position) };
        self.look(uris.iter().chain(parent).map(|uri| Key::record(uri))).await?;
        let mut components = vec![];
        for uri in uris {
            let found = self.store.record_in(&self.trees.fetched, uri).await?;
            let found = found.ok_or_else(|| Problem::missing(tree.component.model))?;
            if root_of(tree, &found) != *root {
                return Err(Problem::bad_request(format!("{uri} is no component of {root}")));
            }
            components.push(found);
        }
        self.look_ahead(&wish, &components).await?;
        let parent = self.parent(&wish).await?;
        let is_nested = components.iter().any(|component| {
            let above = component.place.as_ref().map(|place| &place.parent);
            above.is_some_and(|above| uris.contains(above))
        });
        if is_nested && uris.len() > 1 {
            return Ok(None);
        }
        let mut lifted = vec![];
        for component in &components {
            lifted.push(self.lift(tree, component, &parent).await?);
        }
        let mut position = match last {
            Some(last) => self.position(tree, last).await? + 1,
            None => *position,
        };
        let mut moved = vec![];
        for (component, card) in components.iter().zip(lifted) {
            let target = Target { parent: parent.clone(), position };
            moved.push(self.relocate(tree, component, &card, &target).await?);
            position += 1;
        }
        Ok(Some(moved))
    }

    /// Reads at once what the moves ask for, as far as it can be told.
    async fn look_ahead(&mut self, wish: &Wish, components: &[Stored]) -> Result<(), Problem> {
        let mut keys = cards_of(wish.tree, components);
        let number = wish.parent.as_deref().map_or(0, number_of);
        keys.extend([Key::record(&wish.root), Key::branch(&wish.root, number), Key::leaf(&wish.root, number, 0)]);
        if let Some(parent) = &wish.parent {
            let parent = self.store.record_in(&self.trees.fetched, parent).await?;
            keys.extend(parent.iter().flat_map(expected_above));
        }
        self.look(keys).await
    }
}
