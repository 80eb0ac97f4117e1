//! Moving what stands in one tree to another one, of the same repository or of another: from the top down, a few siblings at a
//! time.
//!
//! A list of children is emptied from its front. Those of a page that have children themselves are emptied next, before the
//! rest of the list, so that what waits is as long as the tree is deep, not as it is wide. The next page is written down
//! before it moves: a step that runs again finds who of it has moved, and whose children have not.

use api::Problem;
use api::pipeline::repository_uri;
use api::write::{Leaves, Parent, Route};
use records::Uri;
use records::record_type::Stored;
use records::tree::{Tree, of_root, root_of};
use serde::{Deserialize, Serialize};
use store::{Key, Store};

use crate::Desk;
use crate::transfer;

/// Siblings of one step.
const PAGE: usize = 40;

/// Siblings that move in one transaction inside of a repository, each of them some eight items.
const TOGETHER: usize = 8;

/// How often some siblings are tried anew because somebody changed them or their lists.
const ATTEMPTS: usize = 20;

/// The children of one node that go below the same node of another tree.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct List {
    /// The root that they leave.
    from: String,
    /// The root that they go to.
    to: String,
    /// The number of the node; 0 for the roots themselves.
    parent: u64,
}

/// What is still to move.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Replanting {
    /// The last one is being emptied.
    lists: Vec<List>,
    /// Numbers of those of it that move next.
    next: Vec<u64>,
}

/// Where a component goes besides.
pub(crate) enum Manner<'a> {
    /// It keeps its URI.
    Within,
    /// To another repository.
    Across(&'a Route<'a>),
}

impl Replanting {
    /// Also moves the children of a node: 0 for those of the root. They come before all that was added earlier.
    pub(crate) fn add(&mut self, from: &str, to: &str, parent: u64) {
        self.lists.push(List { from: from.to_owned(), to: to.to_owned(), parent });
        self.next.clear();
    }

    /// Whether nothing is left.
    pub(crate) fn is_over(&self) -> bool {
        self.lists.is_empty()
    }

    /// Moves some components; how many it were.
    pub(crate) async fn step(&mut self, desk: &Desk<'_>, manner: &Manner<'_>) -> Result<u64, Problem> {
        let Some(list) = self.lists.last().cloned() else { return Ok(0) };
        let tree = list.tree()?;
        for numbers in self.next.chunks(TOGETHER) {
            match manner {
                Manner::Within => within(desk, tree, &list, numbers).await?,
                Manner::Across(route) => {
                    for numbers in numbers.chunks(transfer::TOGETHER) {
                        let uris: Vec<String> =
                            numbers.iter().map(|number| component_uri(tree, &list.from, *number)).collect();
                        transfer::carry(desk, route, &uris, None, Some(&list)).await?;
                    }
                }
            }
        }
        let moved = self.next.len() as u64;
        let below = desk.store.fetch(self.next.iter().map(|number| Key::branch(&list.from, *number))).await?;
        for number in std::mem::take(&mut self.next).into_iter().rev() {
            if Store::branch_in(&below, &list.from, number)?.count() > 0 {
                self.lists.push(List { parent: number, ..list.clone() });
            }
        }
        self.turn_page(desk).await?;
        Ok(moved)
    }

    /// Finds who moves next. Lists that are empty end.
    async fn turn_page(&mut self, desk: &Desk<'_>) -> Result<(), Problem> {
        while let Some(list) = self.lists.last() {
            let cards = desk.store.cards(&list.from, list.parent, "", PAGE).await?;
            if !cards.is_empty() {
                self.next = cards.into_iter().map(|card| card.number).collect();
                return Ok(());
            }
            if list.end(desk).await? {
                self.lists.pop();
            }
        }
        Ok(())
    }
}

impl List {
    fn tree(&self) -> Result<&'static Tree, Problem> {
        let tree = Uri::parse(&self.from).and_then(|uri| uri.record_type()).and_then(of_root);
        tree.ok_or_else(|| Problem::Unavailable(format!("no tree of {}", self.from)))
    }

    /// Where those who move now go. When their parent went away meanwhile, they go to the top: nothing is lost.
    pub(crate) async fn parent(&self, store: &Store) -> Result<Parent, Problem> {
        let root = self.to.clone();
        if self.parent == 0 {
            return Ok(Parent { root, component: None });
        }
        let uri = component_uri(self.tree()?, &self.to, self.parent);
        let found = store.read(&[&uri]).await?.pop().flatten();
        Ok(Parent { component: found.filter(|component| root_of(component) == Some(&root)), root })
    }

    /// Ends the list; `false` when somebody came to it meanwhile.
    async fn end(&self, desk: &Desk<'_>) -> Result<bool, Problem> {
        let fetched = store::Fetched::default();
        let mut attempts = desk.attempts(&fetched);
        let mut staging = attempts.start();
        let staged = staging.end_emptied(&self.from, self.parent).await;
        if attempts.staged(staged).await?.is_none() {
            return Ok(false);
        }
        attempts.commit(staging).await
    }
}

/// The URI of a component in the repository of a root.
pub(crate) fn component_uri(tree: &Tree, root: &str, number: u64) -> String {
    let home = Uri::parse(root).and_then(|root| root.repository()).map(repository_uri).unwrap_or_default();
    format!("{home}/{}/{number}", tree.component.plural)
}

/// Moves some siblings to another tree of their repository.
async fn within(desk: &Desk<'_>, tree: &'static Tree, list: &List, numbers: &[u64]) -> Result<(), Problem> {
    for _ in 0..ATTEMPTS {
        let uris: Vec<String> = numbers.iter().map(|number| component_uri(tree, &list.from, *number)).collect();
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        let found = desk.store.read(&uris).await?.into_iter().flatten();
        let moving: Vec<Stored> = found.filter(|component| root_of(component) == Some(&list.from)).collect();
        if moving.is_empty() {
            return Ok(());
        }
        let parent = list.parent(desk.store).await?;
        let home = Uri::parse(&list.to).and_then(|root| root.repository()).map(repository_uri);
        let keys = home.iter().chain([&list.to]).map(|uri| Key::record(uri));
        let fetched = desk.store.fetch(keys.collect::<Vec<_>>()).await?;
        let mut attempts = desk.attempts(&fetched);
        let mut staging = attempts.start();
        let mut is_staged = true;
        for component in &moving {
            let staged = staging.replant(tree, component, &parent, Leaves::Orphaned).await;
            is_staged &= attempts.staged(staged).await?.is_some();
        }
        if is_staged && attempts.commit(staging).await? {
            return Ok(());
        }
    }
    Err(Problem::Unavailable(format!("the tree of {} is changed by others all the time", list.from)))
}
