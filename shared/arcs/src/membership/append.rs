//! Putting resources at the end of a collection.

use store::sequence::{Entry, ranks_between};
use store::{Error, Key, Store, Transaction, jittered};
use uuid::Uuid;

use super::{ATTEMPTS, key, sequence, uri};
use crate::entity;
use crate::kinds::Resource;

/// Members that one transaction adds: each is three items, besides the tally, and DynamoDB takes 100.
pub const TOGETHER: usize = 33;

/// Puts resources behind all members, in the order given and without doubles. Those that are in already stay where they are; those that
/// were deleted meanwhile are left out. A read of the end, and a transaction for each [`TOGETHER`]; more only when others are at it too.
///
/// [`Error::TargetMissing`]: the collection is gone.
pub async fn append(store: &Store, collection: Uuid, resources: &[Uuid]) -> Result<(), Error> {
    let mut rest = resources.to_vec();
    for attempt in 1.. {
        match append_new(store, collection, &mut rest).await {
            // Most likely, some are in already.
            Err(Error::Rearranged(_)) if attempt < ATTEMPTS => {
                let fetched = store.fetch(rest.iter().map(|id| key(collection, *id))).await?;
                rest.retain(|id| !fetched.has(&key(collection, *id)));
            }
            Err(Error::TargetMissing(gone)) if gone != Key::tally(&uri(collection)).pk => {
                rest.retain(|id| entity::uri::<Resource>(*id) != gone);
            }
            appended => return appended,
        }
        tokio::time::sleep(jittered(attempt)).await;
    }
    Ok(())
}

/// Appends what is in no member's place yet, and takes it off the list.
async fn append_new(store: &Store, collection: Uuid, resources: &mut Vec<Uuid>) -> Result<(), Error> {
    if resources.is_empty() {
        return Ok(());
    }
    let owner = uri(collection);
    let last = store.last_entry(&owner).await?;
    let ranks = ranks_between(last.as_ref(), None, resources.len())?;
    let mut ranks = ranks.chunks(TOGETHER);
    while let Some(ranks) = ranks.next().filter(|_| !resources.is_empty()) {
        let mut transaction = Transaction::new();
        for (member, rank) in resources.iter().zip(ranks) {
            transaction.add_member(sequence(&owner), &Entry { rank: rank.clone(), member: *member });
        }
        store.commit(transaction).await?;
        resources.drain(..ranks.len());
    }
    Ok(())
}
