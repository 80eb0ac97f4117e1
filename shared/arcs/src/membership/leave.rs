//! Taking resources out of collections.

use store::sequence::{Entry, rank_of};
use store::{Error, Store, Transaction};
use uuid::Uuid;

use super::steps::commit_all;
use super::{Arranged, MOST_COLLECTIONS, RELATION, key, sequence, uri};
use crate::entity;
use crate::kinds::Resource;

/// Members of one collection that one transaction removes: each is two items, besides the tally, and DynamoDB takes 100.
const TOGETHER: usize = 49;

/// Collections that one transaction takes a resource out of: each is three items.
const TOGETHER_APART: usize = 33;

/// Members that are read at once while a collection is cleared.
const AT_ONCE: usize = 2_000;

/// Takes resources out of a collection, without doubles, forty-nine to a transaction; or says which of them is not in it, before anything
/// is written. A read of the links besides.
pub async fn remove(store: &Store, collection: Uuid, resources: &[Uuid]) -> Result<Arranged, Error> {
    let owner = uri(collection);
    for attempt in 1.. {
        let fetched = store.fetch(resources.iter().map(|id| key(collection, *id))).await?;
        let mut entries = vec![];
        for id in resources {
            match Store::entry_in(&fetched, sequence(&owner), *id)? {
                Some(entry) => entries.push(entry),
                None if attempt == 1 => return Ok(Arranged::NoMember(*id)),
                // Gone by an earlier attempt, or by somebody else.
                None => {}
            }
        }
        if commit_all(store, leaving(&owner, &entries), attempt).await? {
            break;
        }
    }
    Ok(Arranged::Done)
}

/// Takes a resource out of all its collections, thirty-three to a transaction. One query when it is in none.
///
/// Whoever deletes a resource suppresses it first: nobody takes it into a collection from then on.
pub async fn leave_all(store: &Store, resource: Uuid) -> Result<(), Error> {
    let target = entity::uri::<Resource>(resource);
    let mut attempt = 1;
    loop {
        let links = store.links(&target, RELATION, MOST_COLLECTIONS).await?;
        if links.is_empty() {
            return Ok(());
        }
        let mut transactions = vec![];
        for some in links.chunks(TOGETHER_APART) {
            let mut transaction = Transaction::new();
            for link in some {
                let rank = rank_of(link)?.to_owned();
                transaction.remove_member(sequence(&link.source), &Entry { rank, member: resource });
            }
            transactions.push(transaction);
        }
        if !commit_all(store, transactions, attempt).await? {
            attempt += 1;
        }
    }
}

/// Takes everything out of a collection, forty-nine members to a transaction. The resources stay.
pub async fn clear(store: &Store, collection: Uuid) -> Result<(), Error> {
    let owner = uri(collection);
    let mut attempt = 1;
    loop {
        let entries = store.entries(&owner, AT_ONCE).await?;
        if entries.is_empty() {
            return Ok(());
        }
        if !commit_all(store, leaving(&owner, &entries), attempt).await? {
            attempt += 1;
        }
    }
}

fn leaving(owner: &str, entries: &[Entry]) -> Vec<Transaction> {
    let transactions = entries.chunks(TOGETHER).map(|some| {
        let mut transaction = Transaction::new();
        for entry in some {
            transaction.remove_member(sequence(owner), entry);
        }
        transaction
    });
    transactions.collect()
}
