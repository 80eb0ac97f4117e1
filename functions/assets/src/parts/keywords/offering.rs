//! Keywords of a resource that becomes public, or private: they are offered to everybody from now on, or no more.
//!
//! Who makes a resource private takes its keywords back ahead of that ([`withdraw`]), so that nothing of it is offered afterwards,
//! whatever happens; and everybody looks once more afterwards ([`settle`]): a keyword may have come in between, and so may somebody
//! who wants the opposite. Later keywords see what the resource is, because one is created only while its resource is as it was read.

use arcs::entity::uri;
use arcs::kinds::{Keyword, Resource};
use arcs::{Entity, Part};
use store::words::Word;
use store::{Error, Store, Transaction, jittered};
use uuid::Uuid;

use super::super::{Attached, traces};

/// Keywords of one resource.
const MOST: usize = 10_000;

/// Keywords in one transaction: each is its record and a word, and DynamoDB takes 100.
const TOGETHER: usize = 45;

/// How often it is begun again because keywords changed meanwhile, with a growing pause.
const ATTEMPTS: u32 = 10;

/// Takes the keywords of a resource back.
pub(crate) async fn withdraw(store: &Store, resource: Uuid) -> Result<(), Error> {
    offer(store, resource, false).await
}

/// Offers the keywords of a resource or takes them back, as the resource is now.
pub(crate) async fn settle(store: &Store, resource: Uuid) -> Result<(), Error> {
    let mut settled = None;
    // Nothing is left of one that is gone.
    while let Some(now) = Entity::<Resource>::get(store, resource).await?
        && settled != Some(now.facts.public)
    {
        offer(store, resource, now.facts.public).await?;
        settled = Some(now.facts.public);
    }
    Ok(())
}

async fn offer(store: &Store, resource: Uuid, offered: bool) -> Result<(), Error> {
    for attempt in 1.. {
        let links = store.links(&uri::<Resource>(resource), Keyword::RELATION, MOST).await?;
        let uris: Vec<&str> = links.iter().map(|link| link.source.as_str()).collect();
        let mut others = vec![];
        for stored in store.read(&uris).await?.into_iter().flatten() {
            let keyword = Entity::<Keyword>::read(stored)?;
            if keyword.facts.offered != offered {
                others.push(keyword);
            }
        }
        match change(store, others, offered).await {
            Err(Error::Stale(_)) if attempt < ATTEMPTS => tokio::time::sleep(jittered(attempt)).await,
            changed => return changed,
        }
    }
    Ok(())
}

async fn change(store: &Store, keywords: Vec<Entity<Keyword>>, offered: bool) -> Result<(), Error> {
    let mut gone: Vec<Word> = vec![];
    for some in keywords.chunks(TOGETHER) {
        let mut transaction = Transaction::new();
        for keyword in some {
            let mut changed = keyword.clone();
            changed.change_silently(store, Keyword { offered, ..keyword.facts.clone() })?;
            let (from, to) = (keyword.facts.traces(), changed.facts.traces());
            transaction.update(store, &changed.stored, keyword.stored.revision()).await?;
            traces::change(&mut transaction, &changed.stored.uri, &from, &to);
            gone.extend(traces::words(&from).filter(|word| !to.contains(&traces::Trace::Word(word.clone()))));
        }
        store.commit(transaction).await?;
    }
    traces::forget(store, gone).await;
    Ok(())
}
