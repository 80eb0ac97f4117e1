//! Putting components into a tree, and taking them out of it.

use records::record_type::{Place, Stored};
use records::tree::{Tree, number_of};
use store::tree::Children;
use store::tree::rank::spot;
use store::{Key, Store};

use super::card::card_of;
use super::{Branch, DEEPEST, Owner, Wish};
use crate::problem::Problem;
use crate::write::Staging;

/// A node that components are put below.
#[derive(Clone, Debug)]
pub struct Parent {
    /// The root of the tree.
    pub root: String,
    /// The parent itself; `None` for the root.
    pub component: Option<Stored>,
}

impl Parent {
    pub(crate) fn branch(&self) -> Branch {
        let parent = self.component.as_ref().map_or(0, |component| number_of(&component.uri));
        Branch { root: self.root.clone(), parent }
    }

    pub(crate) fn uri(&self) -> &str {
        self.component.as_ref().map_or(&self.root, |component| &component.uri)
    }

    /// Numbers of the components from this one up, as far as they are known.
    fn path(&self) -> Vec<u64> {
        let Some(component) = &self.component else { return vec![] };
        let above = component.place.as_ref().map(|place| place.above.clone()).unwrap_or_default();
        [vec![number_of(&component.uri)], above].concat()
    }
}

/// The root of the tree that a component is in.
pub(crate) fn root_of(tree: &Tree, component: &Stored) -> String {
    let root = component.body.get(tree.root_property).and_then(|root| root.get("ref")).and_then(|uri| uri.as_str());
    root.unwrap_or_default().to_owned()
}

/// The branch that a component stands in.
pub(crate) fn branch_of(tree: &Tree, component: &Stored, place: &Place) -> Branch {
    let root = root_of(tree, component);
    let parent = if place.parent == root { 0 } else { number_of(&place.parent) };
    Branch { root, parent }
}

/// Keys of the cards, the parents and the branches of components.
pub(super) fn cards_of(tree: &Tree, records: &[Stored]) -> Vec<Key> {
    let keys = records.iter().filter_map(|record| {
        let place = record.place.as_ref()?;
        let Branch { root, parent } = branch_of(tree, record, place);
        let spot = store::tree::rank::spot(&place.rank, number_of(&record.uri));
        Some([Key::card(&root, parent, &spot), Key::record(&place.parent), Key::branch(&root, parent)])
    });
    keys.flatten().collect()
}

impl Staging<'_> {
    /// The parent that a wish names, which must be in the tree that it names.
    pub(crate) async fn parent(&mut self, wish: &Wish) -> Result<Parent, Problem> {
        let missing = |uri: &str| Problem::refused("db_error", format!("There is no record {uri}"));
        let root_key = Key::record(&wish.root);
        let parent_key = wish.parent.as_deref().map(Key::record);
        let branch_key = Key::branch(&wish.root, wish.parent.as_deref().map_or(0, number_of));
        self.look([Some(root_key.clone()), parent_key, Some(branch_key)].into_iter().flatten()).await?;
        if !self.trees.fetched.has(&root_key) {
            return Err(missing(&wish.root));
        }
        let Some(uri) = wish.parent.as_deref() else {
            return Ok(Parent { root: wish.root.clone(), component: None });
        };
        let found = self.store.record_in(&self.trees.fetched, uri).await?.ok_or_else(|| missing(uri))?;
        let is_inside = found.record_type == wish.tree.component.name && root_of(wish.tree, &found) == wish.root;
        if !is_inside || found.place.is_none() {
            return Err(Problem::refused("db_error", format!("{uri} is in another tree than {}", wish.root)));
        }
        Ok(Parent { root: wish.root.clone(), component: Some(found) })
    }

    /// The parent of a component as it stands.
    pub(super) async fn parent_of(
        &mut self,
        tree: &'static Tree,
        component: &Stored,
        place: &Place,
    ) -> Result<Parent, Problem> {
        let root = root_of(tree, component);
        let parent = (place.parent != root).then(|| place.parent.clone());
        self.parent(&Wish { tree, root, parent, position: None }).await
    }

    /// Puts a new component below a parent, at a position or at the end.
    pub(in crate::write) async fn plant(
        &mut self,
        parent: &Parent,
        position: Option<u64>,
        component: &Stored,
    ) -> Result<Place, Problem> {
        let number = number_of(&component.uri);
        let published = records::tree::Card::of(component).is_public();
        let place = self.put(parent, position, number, published).await?;
        let branch = parent.branch();
        self.transaction.lay_card(&branch.root, branch.parent, &card_of(component, &place, Children::default())?);
        Ok(place)
    }

    /// Puts a component below a parent, at a position or at the end, without its card.
    pub(super) async fn put(
        &mut self,
        parent: &Parent,
        position: Option<u64>,
        child: u64,
        published: bool,
    ) -> Result<Place, Problem> {
        let branch = parent.branch();
        let above = parent.path();
        if above.len() > DEEPEST {
            return Err(Problem::refused("parent", format!("more than {DEEPEST} levels are not kept")));
        }
        self.own(parent);
        let edit = self.edit(&branch).await?;
        let is_first = edit.count() == 0;
        let position = position.unwrap_or(u64::MAX);
        self.learn(&branch, position).await?;
        let spot = self.edit(&branch).await?.insert(position, child, published)?;
        if is_first && branch.parent == 0 {
            // A root with children has an index, which ends with it. The first child has to ask for the root itself.
            self.transaction.hint(&branch.root, []);
        }
        Ok(Place { parent: parent.uri().to_owned(), rank: spot.rank, leaf: spot.leaf, above })
    }

    /// Takes a component out of its branch, without its card.
    pub(super) async fn take(
        &mut self,
        tree: &Tree,
        component: &Stored,
        place: &Place,
        published: bool,
    ) -> Result<(), Problem> {
        let branch = branch_of(tree, component, place);
        self.own_parent_of(&branch, place).await?;
        self.edit(&branch).await?.remove(&place.rank, number_of(&component.uri), published);
        Ok(())
    }

    /// Reads the leaves around a position.
    pub(super) async fn learn(&mut self, branch: &Branch, position: u64) -> Result<(), Problem> {
        let wanted = self.edit(branch).await?.wanted(position);
        let key = |leaf: &u32| Key::leaf(&branch.root, branch.parent, *leaf);
        self.look(wanted.iter().map(key)).await?;
        for leaf in wanted {
            let spots = Store::leaf_in(&self.trees.fetched, &branch.root, branch.parent, leaf);
            self.edit(branch).await?.learn(leaf, spots);
        }
        Ok(())
    }

    /// Remembers where the card of a parent lies, whose counts go with its branch.
    fn own(&mut self, parent: &Parent) {
        let Some(component) = &parent.component else { return };
        let Some(place) = &component.place else { return };
        let number = if place.parent == parent.root { 0 } else { number_of(&place.parent) };
        let owner = Owner { parent: number, spot: spot(&place.rank, number_of(&component.uri)) };
        self.trees.owners.insert(parent.branch(), owner);
    }

    /// The same for the parent of a component that is known by its place only.
    pub(super) async fn own_parent_of(&mut self, branch: &Branch, place: &Place) -> Result<(), Problem> {
        if branch.parent == 0 || self.trees.owners.contains_key(branch) {
            return Ok(());
        }
        self.look([Key::record(&place.parent)]).await?;
        let found = self.store.record_in(&self.trees.fetched, &place.parent).await?;
        // A parent that is gone took this one with it: whoever goes on will see that.
        let component = found.ok_or_else(|| store::Error::Rearranged(place.parent.clone()))?;
        self.own(&Parent { root: branch.root.clone(), component: Some(component) });
        Ok(())
    }
}
