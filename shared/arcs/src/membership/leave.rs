//! Taking resources out of collections.

use store::sequence::{Entry, rank_of};
use store::{Error, Store, Transaction, jittered};
use uuid::Uuid;

use super::{ATTEMPTS, MOST_COLLECTIONS, RELATION, key, sequence, uri};
use crate::entity;
use crate::kinds::Resource;

/// Members of one collection that one transaction removes: each is two items, besides the tally, and DynamoDB takes 100.
const TOGETHER: usize = 49;

/// Collections that one transaction takes a resource out of: each is three items.
const TOGETHER_APART: usize = 33;

/// Members that are read at once while a collection is cleared.
const AT_ONCE: usize = 2_000;

/// Takes a resource out of a collection; `false` when it is not in it. A read and a transaction.
pub async fn remove(store: &Store, collection: Uuid, resource: Uuid) -> Result<bool, Error> {
    let owner = uri(collection);
    for attempt in 1.. {
        let fetched = store.fetch([key(collection, resource)]).await?;
        let Some(entry) = Store::entry_in(&fetched, sequence(&owner), resource)? else { return Ok(false) };
        let mut transaction = Transaction::new();
        transaction.remove_member(sequence(&owner), &entry);
        if settled(store.commit(transaction).await, attempt).await? {
            break;
        }
    }
    Ok(true)
}

/// Takes a resource out of all its collections, thirty-three to a transaction. One query when it is in none.
///
/// Whoever deletes a resource calls this before the record goes, and once more afterwards: a member that somebody added in between is
/// found then, and no other can be added to what is gone.
pub async fn leave_all(store: &Store, resource: Uuid) -> Result<(), Error> {
    let target = entity::uri::<Resource>(resource);
    let mut attempt = 0;
    loop {
        let links = store.links(&target, RELATION, MOST_COLLECTIONS).await?;
        if links.is_empty() {
            return Ok(());
        }
        attempt += 1;
        for some in links.chunks(TOGETHER_APART) {
            let mut transaction = Transaction::new();
            for link in some {
                let rank = rank_of(link)?.to_owned();
                transaction.remove_member(sequence(&link.source), &Entry { rank, member: resource });
            }
            if !settled(store.commit(transaction).await, attempt).await? {
                break;
            }
        }
    }
}

/// Takes everything out of a collection, forty-nine members to a transaction. The resources stay.
pub async fn clear(store: &Store, collection: Uuid) -> Result<(), Error> {
    let owner = uri(collection);
    let mut attempt = 0;
    loop {
        let entries = store.entries(&owner, AT_ONCE).await?;
        if entries.is_empty() {
            return Ok(());
        }
        for some in entries.chunks(TOGETHER) {
            let mut transaction = Transaction::new();
            for entry in some {
                transaction.remove_member(sequence(&owner), entry);
            }
            if !settled(store.commit(transaction).await, attempt + 1).await? {
                attempt += 1;
                break;
            }
        }
    }
}

/// Whether a transaction was made; after a pause, `false` when others changed the same before it.
pub(super) async fn settled(committed: Result<(), Error>, attempt: u32) -> Result<bool, Error> {
    match committed {
        Ok(()) => Ok(true),
        Err(Error::Rearranged(_)) if attempt < ATTEMPTS => {
            tokio::time::sleep(jittered(attempt)).await;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
