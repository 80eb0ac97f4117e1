//! Collections as a whole: how they come, change and go, and the lists that they stand in.
//!
//! A collection's record, the sequence of what is in it ([`crate::membership`]), its entry in a list and its title among those that are
//! offered belong together. There are two lists of each, of those that everybody may see and of the others, so that nobody has to read
//! past what is not for them. What was made for the moment stands in a list of its own, which only [`all_titles`] looks at.

use records::Body;
use records::record_type::Revision;
use serde_json::Value;
use store::catalogue::Listed;
use store::words::Word;
use store::{Error, Fetched, Key, Store, Transaction, jittered};
use uuid::Uuid;

use crate::Entity;
use crate::entity::parse_id;
use crate::kinds::Collection;
use crate::membership;
use crate::text::fold;

/// The list of collections that everybody may see.
const OPEN: &str = "collections.open";

/// The list of the others.
const RESTRICTED: &str = "collections.restricted";

/// The list of what was made for the moment, or has no name.
const PASSING: &str = "collections.passing";

/// Characters of a title that lists show. A page of a list is read in one query if its entries are small.
const TITLE: usize = 200;

/// What pages call a collection that nobody has named.
const UNNAMED: &str = "Temporary Collection";

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
}

/// Stages a new collection, with nothing in it. Five items. Members may be added by the same transaction ([`membership::place`]), and at
/// any time afterwards.
pub async fn create(
    transaction: &mut Transaction,
    store: &Store,
    collection: &Entity<Collection>,
) -> Result<(), Error> {
    transaction.create(store, &collection.stored).await?;
    transaction.begin_sequence(&collection.stored.uri);
    if let Some(title) = offered(collection) {
        transaction.count_word(&title, 1);
    }
    transaction.catalogue(catalogue(&collection.facts), &listed(collection))
}

/// Stages a changed collection in the place of the one that was read. [`forget`] follows the commit.
pub async fn update(
    transaction: &mut Transaction,
    store: &Store,
    before: &Entity<Collection>,
    after: &Entity<Collection>,
) -> Result<(), Error> {
    transaction.update(store, &after.stored, before.stored.revision()).await?;
    unlist(transaction, before);
    let (old, new) = (offered(before), offered(after));
    if old != new {
        for (title, uses) in old.iter().map(|title| (title, -1)).chain(new.iter().map(|title| (title, 1))) {
            transaction.count_word(title, uses);
        }
    }
    transaction.catalogue(catalogue(&after.facts), &listed(after))
}

/// No longer offers the title of a collection that has another one now, if it was the last of that name. What goes wrong with it harms
/// nobody: a title that has no use is not offered.
pub async fn forget(store: &Store, before: &Entity<Collection>) {
    let Some(title) = offered(before) else { return };
    if let Err(error) = store.forget_words(&[title]).await {
        tracing::warn!(%error, "a title that nothing has stays");
    }
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
        if let Some(title) = offered(collection) {
            transaction.count_word(&title, -1);
        }
        match store.commit(transaction).await {
            Err(Error::Rearranged(_)) if attempt < ATTEMPTS => tokio::time::sleep(jittered(attempt)).await,
            deleted => {
                deleted?;
                forget(store, collection).await;
                break;
            }
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

/// The collections that were changed last, the last one first: those for everybody, or all, but for what was made for the moment. One query or two side by side, for some
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

/// Every collection, what was made for the moment included, the one changed last first. Three queries, for some thousands.
pub async fn all_titles(store: &Store, limit: usize) -> Result<Vec<Entry>, Error> {
    let mut entries = last_changed(store, false, limit).await?;
    entries.extend(store.catalogued(PASSING, limit).await?.iter().filter_map(entry));
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.modified, entry.id)));
    entries.truncate(limit);
    Ok(entries)
}

/// Titles that begin with a text, each once and in their order: of the collections for everybody, or of all; at most `limit`. What was
/// made for the moment, or has no name, is not offered. One query or two side by side.
pub async fn titles(store: &Store, only_open: bool, beginning: &str, limit: usize) -> Result<Vec<String>, Error> {
    let beginning = fold(beginning.trim_start());
    let mut titles = store.words(OPEN, &beginning, limit).await?;
    if !only_open {
        titles.extend(store.words(RESTRICTED, &beginning, limit).await?);
        titles.sort_by_cached_key(|title| (fold(title), title.clone()));
        titles.dedup();
        titles.truncate(limit);
    }
    Ok(titles)
}

/// The title by which a collection is offered, if it is.
fn offered(collection: &Entity<Collection>) -> Option<Word> {
    let facts = &collection.facts;
    let text = shortened(&facts.title);
    let part = collection.id.as_bytes()[15] % store::words::PARTS;
    (!is_passing(facts)).then(|| Word { list: catalogue(facts), folded: fold(&text), text, part })
}

fn shortened(title: &str) -> String {
    title.trim().chars().take(TITLE).collect()
}

/// Whether nobody is shown it who does not know of it.
fn is_passing(facts: &Collection) -> bool {
    facts.temporary || facts.title.trim() == UNNAMED
}

fn catalogue(facts: &Collection) -> &'static str {
    match (is_passing(facts), facts.public) {
        (true, _) => PASSING,
        (false, true) => OPEN,
        (false, false) => RESTRICTED,
    }
}

fn unlist(transaction: &mut Transaction, collection: &Entity<Collection>) {
    let stored = &collection.stored;
    transaction.uncatalogue(catalogue(&collection.facts), stored.user_mtime, &stored.uri);
}

fn listed(collection: &Entity<Collection>) -> Listed {
    let extra = Body::from_iter([("title".to_owned(), Value::from(shortened(&collection.facts.title)))]);
    Listed { moment: collection.stored.user_mtime, uri: collection.stored.uri.clone(), extra }
}

fn entry(listed: &Listed) -> Option<Entry> {
    Some(Entry {
        id: parse_id(listed.uri.rsplit('/').next()?)?,
        modified: listed.moment,
        title: listed.extra.get("title").and_then(Value::as_str).unwrap_or_default().to_owned(),
    })
}
