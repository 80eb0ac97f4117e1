//! Deleting what stands in a tree, with everything below it.
//!
//! What fits is deleted in one transaction. More goes from the deepest on in several, so that whatever happens between two of
//! them, what is left is a whole tree: nothing ever stands below what is gone. That takes longer than a request may, and is
//! begun elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use records::record_type::{RecordType, Stored};
use records::tree::{Tree, number_of, of_component, of_root};
use records::uri::Uri;
use store::tree::Card;
use store::{Key, Store};

use super::card::placed;
use super::place::{branch_of, cards_of, root_of};
use crate::call::Call;
use crate::pipeline::repository_uri;
use crate::problem::Problem;
use crate::write::{Attempts, Staging, reread};

/// Components that end in one transaction: each of them is up to eight of its items.
const TOGETHER: usize = 10;

/// Deletes a component or a root in one transaction; `false` when more stands below it than goes into one, and nothing is
/// gone.
pub(in crate::write) async fn delete(call: &Call, row: &'static RecordType, current: &Stored) -> Result<bool, Problem> {
    let Some(tree) = of_component(row.name).or_else(|| of_root(row.name)) else { return Ok(false) };
    let root = if tree.root.name == row.name { current.uri.clone() } else { root_of(tree, current) };
    let top = if tree.root.name == row.name { 0 } else { number_of(&current.uri) };
    let home = Uri::parse(&root).and_then(|root| root.repository()).map(repository_uri).unwrap_or_default();
    let mut attempts = Attempts::new(call);
    loop {
        let mut staging = attempts.start();
        let below = match staging.look_below(tree, &root, top, current).await? {
            0 => vec![],
            count if count >= TOGETHER as u64 => return Ok(false),
            _ => match descendants(&call.store, &root, top).await? {
                Some(below) => below,
                None => return Ok(false),
            },
        };
        let uri = |number: &u64| format!("{home}/{}/{number}", tree.component.plural);
        let uris: Vec<String> = below.iter().rev().map(uri).chain([current.uri.clone()]).collect();
        staging.announce_end(uris.iter().map(String::as_str));
        for uri in &uris {
            staging.depend_on(uri);
        }
        let staged = staging.delete_in_tree(tree, &root, &uris).await;
        if attempts.staged(staged).await?.is_some() && attempts.commit(staging).await? {
            return Ok(true);
        }
        reread(call, row, &current.uri).await?;
    }
}

/// Numbers of all components below a node, those nearer to it first; `None` when they are too many for one transaction.
async fn descendants(store: &Store, root: &str, top: u64) -> Result<Option<Vec<u64>>, Problem> {
    let mut found = vec![];
    let mut level = vec![top];
    while !level.is_empty() {
        let read = level.iter().map(|parent| store.cards(root, *parent, "", TOGETHER));
        let cards: Vec<Card> = try_join_all(read).await?.into_iter().flatten().collect();
        found.extend(cards.iter().map(|card| card.number));
        if found.len() >= TOGETHER {
            return Ok(None);
        }
        level = cards.iter().filter(|card| card.children.all > 0).map(|card| card.number).collect();
    }
    Ok(Some(found))
}

impl Staging<'_> {
    /// Stages the end of records of one tree, of which none has a child that stays. Some may be gone already; returns those that
    /// were there.
    pub async fn delete_in_tree(
        &mut self,
        tree: &'static Tree,
        root: &str,
        uris: &[String],
    ) -> Result<Vec<Stored>, Problem> {
        let ends: BTreeSet<u64> = uris.iter().filter(|uri| *uri != root).map(|uri| number_of(uri)).collect();
        let branch = |uri: &String| Key::branch(root, if uri == root { 0 } else { number_of(uri) });
        self.look(uris.iter().flat_map(|uri| [Key::record(uri), branch(uri)])).await?;
        let records: Vec<&str> = uris.iter().map(String::as_str).collect();
        let records: Vec<Stored> =
            self.store.records_in(&self.trees.fetched, &records).await?.into_iter().flatten().collect();
        self.look(cards_of(tree, &records)).await?;
        let mut children: BTreeMap<u64, u64> = BTreeMap::new();
        for record in &records {
            let row = if record.uri == root { tree.root } else { tree.component };
            Box::pin(self.delete(row, record)).await?;
            let Some((tree, place)) = placed(record) else { continue };
            let branch = branch_of(tree, record, place);
            let card = self.card(&branch, record, place).await?;
            self.transaction.take_card(&branch.root, branch.parent, &card);
            *children.entry(branch.parent).or_default() += 1;
            let goes_with_parent = ends.contains(&branch.parent) || (branch.parent == 0 && uris.contains(&branch.root));
            if !goes_with_parent {
                self.take(tree, record, place, card.published).await?;
            }
        }
        for uri in uris {
            let parent = if uri == root { 0 } else { number_of(uri) };
            let branch = Store::branch_in(&self.trees.fetched, root, parent)?;
            let gone = children.get(&parent).copied().unwrap_or_default();
            if branch.count() != gone {
                return Err(Problem::Rearranged(format!("{uri} has other children by now")));
            }
            self.transaction.end_branch(&branch);
        }
        Ok(records)
    }

    /// Reads what deleting one record asks for; how many children it has.
    async fn look_below(&mut self, tree: &'static Tree, root: &str, top: u64, record: &Stored) -> Result<u64, Problem> {
        self.look([Key::record(&record.uri)]).await?;
        let below = Key::branch(root, top);
        let keys = cards_of(tree, std::slice::from_ref(record)).into_iter().chain([below]);
        self.look(keys.collect::<Vec<Key>>()).await?;
        Ok(Store::branch_in(&self.trees.fetched, root, top)?.count())
    }
}
