//! Collections as a whole: how they come, change and go, and the lists that they stand in.
//!
//! A collection's record, the sequence of what is in it ([`crate::membership`]) and its entry in a list belong together. There are two
//! lists, of those that everybody may see and of the others, so that nobody has to read past what is not for them.

use records::Body;
use records::record_type::Revision;
use serde_json::{Value, json};
use store::catalogue::Listed;
use store::{Error, Fetched, Key, Store, Transaction, jittered};
use uuid::Uuid;

use crate::Entity;
use crate::entity::parse_id;
use crate::kinds::Collection;
use crate::membership;

/// The list of collections that everybody may see.
const OPEN: &str = "collections.open";

/// The list of the others.
const RESTRICTED: &str = "collections.restricted";

/// Characters of a title that lists show. A page of a list is read in one query if its entries are small.
const TITLE: usize = 200;

/// How often a deletion goes on because others add members meanwhile.
const ATTEMPTS: u32 = 10;

/// A collection in a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// When it was changed, in seconds since 1970.
    pub modified: i64,
    /// What it is called, as far as it fits.
    pub title: String,
    /// Whether it was made for the moment.
    pub temporary: bool,
}

/// Stages a new collection, with nothing in it. Four items. Members may be added by the same transaction ([`membership::place`]), and at
/// any time afterwards.
pub async fn create(
    transaction: &mut Transaction,
    store: &Store,
    collection: &Entity<Collection>,
) -> Result<(), Error> {
    transaction.create(store, &collection.stored).await?;
    transaction.begin_sequence(&collection.stored.uri);
    transaction.catalogue(catalogue(&collection.facts), &listed(collection))
}

/// Stages a changed collection in the place of the one that was read.
pub async fn update(
    transaction: &mut Transaction,
    store: &Store,
    before: &Entity<Collection>,
    after: &Entity<Collection>,
) -> Result<(), Error> {
    transaction.update(store, &after.stored, before.stored.revision()).await?;
    unlist(transaction, before);
    transaction.catalogue(catalogue(&after.facts), &listed(after))
}

/// Deletes a collection: what is in it leaves it, and stays otherwise. Members first, then the collection, which cannot go while there
/// are some: who is interrupted leaves a smaller collection, and nothing else. Fails with [`Error::Stale`] when it is changed meanwhile.
pub async fn delete(store: &Store, collection: &Entity<Collection>) -> Result<(), Error> {
    for attempt in 1.. {
        membership::clear(store, collection.id).await?;
        let mut transaction = Transaction::new();
        let seen: Revision = collection.stored.revision();
        transaction.delete(&collection.stored.uri, seen);
        transaction.end_sequence(&collection.stored.uri);
        unlist(&mut transaction, collection);
        match store.commit(transaction).await {
            Err(Error::Rearranged(_)) if attempt < ATTEMPTS => tokio::time::sleep(jittered(attempt)).await,
            deleted => return deleted,
        }
    }
    Ok(())
}

/// The keys of how many collections there are ([`count`]).
pub fn count_keys() -> [Key; 2] {
    [OPEN, RESTRICTED].map(Key::catalogue_count)
}

/// How many collections there are for everybody, or for who is logged in, among fetched items.
pub fn count(fetched: &Fetched, only_open: bool) -> Result<u64, Error> {
    let open = Store::catalogue_count_in(fetched, OPEN)?;
    Ok(if only_open { open } else { open + Store::catalogue_count_in(fetched, RESTRICTED)? })
}

/// The collections that were changed last, the last one first: those for everybody, or all. One query or two side by side, for some
/// thousands.
pub async fn last_changed(store: &Store, only_open: bool, limit: usize) -> Result<Vec<Entry>, Error> {
    let mut listed = store.catalogued(OPEN, limit).await?;
    if !only_open {
        listed.extend(store.catalogued(RESTRICTED, limit).await?);
    }
    let mut entries: Vec<Entry> = listed.iter().filter_map(entry).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.modified, entry.id)));
    entries.truncate(limit);
    Ok(entries)
}

fn catalogue(facts: &Collection) -> &'static str {
    if facts.public { OPEN } else { RESTRICTED }
}

fn unlist(transaction: &mut Transaction, collection: &Entity<Collection>) {
    let stored = &collection.stored;
    transaction.uncatalogue(catalogue(&collection.facts), stored.user_mtime, &stored.uri);
}

fn listed(collection: &Entity<Collection>) -> Listed {
    let facts = &collection.facts;
    let title: String = facts.title.chars().take(TITLE).collect();
    let mut extra = Body::from_iter([("title".to_owned(), Value::from(title))]);
    if facts.temporary {
        extra.insert("temporary".to_owned(), json!(true));
    }
    Listed { moment: collection.stored.user_mtime, uri: collection.stored.uri.clone(), extra }
}

fn entry(listed: &Listed) -> Option<Entry> {
    Some(Entry {
        id: parse_id(listed.uri.rsplit('/').next()?)?,
        modified: listed.moment,
        title: listed.extra.get("title").and_then(Value::as_str).unwrap_or_default().to_owned(),
        temporary: listed.extra.contains_key("temporary"),
    })
}
