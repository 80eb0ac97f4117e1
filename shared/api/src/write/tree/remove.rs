//! Deleting what stands in a tree, with everything below it.
//!
//! What fits is deleted in one transaction. More goes from the deepest on in several, so that whatever happens between two of
//! them, what is left is a whole tree: nothing ever stands below what is gone.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use records::record_type::{RecordType, Stored};
use records::tree::{Tree, number_of, of_component, of_root};
use store::{Key, Store};

use super::card::placed;
use super::place::{branch_of, cards_of, root_of};
use crate::call::Call;
use crate::pipeline::repository_uri;
use crate::problem::Problem;
use crate::write::{Attempts, Staging, reread};

/// Components that end in one transaction: each of them is up to eight of its items.
const TOGETHER: usize = 10;

/// Branches that are read side by side.
const SIDE_BY_SIDE: usize = 16;

/// Deletes a component or a root.
pub(in crate::write) async fn delete(call: &Call, row: &'static RecordType, current: &Stored) -> Result<(), Problem> {
    let Some(tree) = of_component(row.name).or_else(|| of_root(row.name)) else { return Ok(()) };
    let root = if tree.root.name == row.name { current.uri.clone() } else { root_of(tree, current) };
    let top = if tree.root.name == row.name { 0 } else { number_of(&current.uri) };
    let mut attempts = Attempts::new(call);
    'again: loop {
        let mut staging = attempts.start();
        let has_children = staging.look_below(tree, &root, top, current).await?;
        let uris = if has_children {
            let below = descendants(&call.store, &root, top).await?;
            let home = records::uri::Uri::parse(&root).and_then(|root| root.repository()).map(repository_uri);
            let uri =
                |number: &u64| format!("{}/{}/{number}", home.as_deref().unwrap_or_default(), tree.component.plural);
            below.iter().rev().map(uri).chain([current.uri.clone()]).collect()
        } else {
            vec![current.uri.clone()]
        };
        let parts: Vec<&[String]> = uris.chunks(TOGETHER).collect();
        if parts.len() > 1 {
            check_kept(&mut attempts, tree, row, &uris).await?;
        }
        for part in &parts {
            if parts.len() > 1 {
                // The parts before this one changed what was read.
                staging = attempts.start();
                staging.trees.is_outdated = true;
            }
            staging.ending.extend(uris.iter().cloned());
            part.iter().for_each(|uri| staging.depend_on(uri));
            let staged = staging.delete_part(tree, &root, part).await;
            if attempts.staged(staged).await?.is_none()
                || !attempts.commit(std::mem::replace(&mut staging, attempts.start())).await?
            {
                reread(call, row, &current.uri).await?;
                continue 'again;
            }
        }
        return Ok(());
    }
}

/// Numbers of all components below a node, those nearer to it first.
pub(crate) async fn descendants(store: &Store, root: &str, top: u64) -> Result<Vec<u64>, Problem> {
    let mut found = vec![];
    let mut level = vec![top];
    while !level.is_empty() {
        let mut next = vec![];
        for parents in level.chunks(SIDE_BY_SIDE) {
            let read = parents.iter().map(|parent| store.cards(root, *parent, "", usize::MAX));
            for card in try_join_all(read).await?.into_iter().flatten() {
                found.push(card.number);
                if card.children.all > 0 {
                    next.push(card.number);
                }
            }
        }
        level = next;
    }
    Ok(found)
}

/// Refuses before anything is gone when one of many may not go.
async fn check_kept(
    attempts: &mut Attempts<'_>,
    tree: &Tree,
    row: &'static RecordType,
    uris: &[String],
) -> Result<(), Problem> {
    let mut staging = attempts.start();
    staging.ending.extend(uris.iter().cloned());
    for uris in uris.chunks(100) {
        let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
        for record in staging.store.read(&uris).await?.into_iter().flatten() {
            let row = if record.record_type == row.name { row } else { tree.component };
            staging.check_kept(row, &record).await?;
        }
    }
    Ok(())
}

impl Staging<'_> {
    /// Stages the end of records of one tree, of which none has a child that stays.
    async fn delete_part(&mut self, tree: &'static Tree, root: &str, uris: &[String]) -> Result<(), Problem> {
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
            self.delete(row, record).await?;
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
        Ok(())
    }

    /// Reads what deleting one record asks for; whether it has children.
    async fn look_below(
        &mut self,
        tree: &'static Tree,
        root: &str,
        top: u64,
        record: &Stored,
    ) -> Result<bool, Problem> {
        self.look([Key::record(&record.uri)]).await?;
        let below = Key::branch(root, top);
        let keys = cards_of(tree, std::slice::from_ref(record)).into_iter().chain([below]);
        self.look(keys.collect::<Vec<Key>>()).await?;
        Ok(Store::branch_in(&self.trees.fetched, root, top)?.count() > 0)
    }
}
