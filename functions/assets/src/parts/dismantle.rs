//! The end of everything that belongs to a resource.
//!
//! The links at the resource say what that is. They are read a page at a time, and removed with what they lead to, a few dozen to a
//! transaction. Whoever is interrupted goes on by beginning again: what is gone has no link any more.

use arcs::kinds::{Annotation, Bookmark, Comment, Flag, Keyword};
use arcs::{Entity, Part, membership};
use records::record_type::{Link, Stored};
use store::words::Word;
use store::{Error, Store, Transaction, jittered};

use super::annotations::RELATED;
use super::traces::{self, MOST_ITEMS};
use super::{Attached, change};

/// Links that are read at once.
const PAGE: usize = 100;

/// Items of one transaction.
const TOGETHER: usize = 100;

/// How often it is begun again because parts changed meanwhile, with a growing pause.
const ATTEMPTS: u32 = 20;

/// How the parts that stand under a relation end.
struct Row {
    relation: &'static str,
    take_away: fn(&mut Transaction, Stored) -> Result<Vec<Word>, Error>,
}

/// Every relation of parts to resources. An annotation that marks another resource says nothing without it, and goes with it.
const ROWS: [Row; 6] = [
    row::<Comment>(Comment::RELATION),
    row::<Keyword>(Keyword::RELATION),
    row::<Annotation>(Annotation::RELATION),
    row::<Annotation>(RELATED),
    row::<Flag>(Flag::RELATION),
    row::<Bookmark>(Bookmark::RELATION),
];

const fn row<K: Attached>(relation: &'static str) -> Row {
    Row { relation, take_away: |transaction, stored| Ok(change::take_away(transaction, &Entity::<K>::read(stored)?)) }
}

/// Removes all parts of a resource. New ones must not come meanwhile, which the caller sees to.
pub(crate) async fn dismantle(store: &Store, resource: &str) -> Result<(), Error> {
    let (mut place, mut attempt) = (String::new(), 0);
    loop {
        let (links, next) = store.links_from(resource, &place, PAGE).await?;
        // Collections look after their members themselves.
        let parts: Vec<Link> = links.into_iter().filter(|link| link.relation != membership::RELATION).collect();
        if parts.is_empty() {
            let Some(next) = next else { return Ok(()) };
            place = next;
            continue;
        }
        // What is removed makes room at the same place.
        match remove(store, resource, parts).await {
            Err(Error::Stale(_)) if attempt < ATTEMPTS => {
                attempt += 1;
                tokio::time::sleep(jittered(attempt)).await;
            }
            removed => removed?,
        }
    }
}

async fn remove(store: &Store, resource: &str, links: Vec<Link>) -> Result<(), Error> {
    let sources: Vec<&str> = links.iter().map(|link| link.source.as_str()).collect();
    let found = store.read(&sources).await?;
    let mut transaction = Transaction::new();
    let mut words = vec![];
    for (link, stored) in links.iter().zip(found) {
        if transaction.len() + MOST_ITEMS > TOGETHER {
            store.commit(std::mem::take(&mut transaction)).await?;
        }
        let row = ROWS.iter().find(|row| row.relation == link.relation);
        if let (Some(row), Some(stored)) = (row, stored) {
            words.extend((row.take_away)(&mut transaction, stored)?);
        }
        // The link goes in any case: it may lead to nothing.
        transaction.unlink(resource, &link.relation, &link.source);
    }
    store.commit(transaction).await?;
    traces::forget(store, words).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_part_has_an_end() {
        for relation in arcs::kinds::PARTS {
            assert!(ROWS.iter().any(|row| row.relation == relation), "{relation}");
        }
    }
}
