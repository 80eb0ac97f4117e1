//! What is in a collection, and in which order ([`store::sequence`]).
//!
//! A resource is in a collection once. Its page is its place in the order, counted from 1 when the order is read: pages have no gaps,
//! whoever comes, goes or moves.
//!
//! Everything here may be done again: who appends what is there already, or removes what is gone, changes nothing.

mod append;
mod arrange;
mod leave;

use store::sequence::{Entry, Sequence};
use store::tree::rank;
use store::{Error, Fetched, Key, Store, Transaction};
use uuid::Uuid;

pub use append::{TOGETHER, append};
pub use arrange::{Arranged, move_to, reorder};
pub use leave::{clear, leave_all, remove};

use crate::Kind;
use crate::entity::{self, parse_id};
use crate::kinds::{Collection, Resource};

/// The relation of the links at resources, by which their collections are found.
pub const RELATION: &str = "collections";

/// Members that a collection may have. The order is then read in two queries, and written anew in fewer transactions than a request
/// has time for.
pub const MOST: usize = 10_000;

/// Collections of one resource that are looked at.
const MOST_COLLECTIONS: usize = 1_000;

/// How often a change is prepared again because others changed the collection meanwhile.
const ATTEMPTS: u32 = 10;

/// A resource in a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The resource's id.
    pub id: Uuid,
    /// Its place, from 1 on.
    pub page: usize,
}

/// Puts a resource onto page `number` of a collection that is filled by numbers, as the pages of a document are. What others append
/// stands behind the highest number; numbers that are left out, or come later, do no harm.
///
/// For somebody else's transaction, in which it is at most four items (one of them, the tally, for all members together). The resource must be there, or be
/// created by the same transaction. The commit fails with [`Error::Rearranged`] when the resource is in the collection already, and
/// with [`Error::TargetMissing`] when one of the two is gone.
pub fn place(transaction: &mut Transaction, collection: Uuid, resource: Uuid, number: u32) -> Result<(), Error> {
    let rank = rank::nth(u64::from(number)).ok_or(Error::Crowded)?;
    transaction.add_member(sequence(&uri(collection)), &Entry { rank, member: resource });
    Ok(())
}

/// The key of how many members there are, to be read together with other things ([`count`]).
pub fn count_key(collection: Uuid) -> Key {
    Key::tally(&uri(collection))
}

/// How many members there are, among fetched items ([`count_key`]). None of a collection that is gone.
pub fn count(fetched: &Fetched, collection: Uuid) -> Result<usize, Error> {
    let count = Store::tally_in(fetched, &uri(collection))?.unwrap_or_default();
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Members in their order, `limit` of them from a position (from 0) on. What stands ahead of it is read as well: one query for some
/// 8,000 members.
pub async fn members(store: &Store, collection: Uuid, from: usize, limit: usize) -> Result<Vec<Member>, Error> {
    let entries = store.entries(&uri(collection), from.saturating_add(limit)).await?;
    let numbered = entries.into_iter().enumerate().skip(from);
    Ok(numbered.map(|(position, entry)| Member { id: entry.member, page: position + 1 }).collect())
}

/// The collections that a resource is in, the oldest first. One query.
pub async fn collections_of(store: &Store, resource: Uuid) -> Result<Vec<Uuid>, Error> {
    let links = store.links(&entity::uri::<Resource>(resource), RELATION, MOST_COLLECTIONS).await?;
    Ok(links.iter().filter_map(|link| parse_id(link.source.rsplit('/').next()?)).collect())
}

/// The key of what says that a resource is in a collection, to be read together with other things ([`contains`]).
pub fn key(collection: Uuid, resource: Uuid) -> Key {
    sequence(&uri(collection)).link(resource)
}

/// Whether a resource is in a collection, among fetched items ([`key`]).
pub fn contains(fetched: &Fetched, collection: Uuid, resource: Uuid) -> bool {
    fetched.has(&key(collection, resource))
}

fn uri(collection: Uuid) -> String {
    entity::uri::<Collection>(collection)
}

fn sequence(owner: &str) -> Sequence<'_> {
    Sequence { owner, relation: RELATION, members: Resource::COLLECTION }
}
