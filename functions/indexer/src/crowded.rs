//! Whether somebody public is among the many users of a record.
//!
//! The first page of links tells it for most. Where nobody public is on it, all are looked at, step by step; and once more after the
//! hint was taken away, because who became public meanwhile found it there and did not add it.

use std::collections::BTreeSet;

use records::Body;
use records::links::{PUBLISHED, PUBLISHED_REPOSITORY};
use records::record_type::Stored;
use serde_json::Value;
use store::{Error, Store, Transaction};

use crate::hints::{EXAMINED, PAUSES, sources_of};
use crate::public::{Above, hints_of};
use crate::work;

/// Before the URI of the record in the names of such work.
pub(crate) const PREFIX: &str = "users#";

/// Where the state says that the hint was taken away, and is to be put back should it be true.
const TAKEN: &str = "taken";

/// Has it found out.
pub(crate) async fn note(store: &Store, target: &str) -> Result<(), Error> {
    store.note_indexing(&format!("{PREFIX}{target}"), &Body::new()).await
}

/// Goes on with work of this kind.
pub(crate) async fn resume(store: &Store, name: &str, target: &str) -> Result<(), Error> {
    let Some(known) = store.read_indexing(name).await? else { return Ok(()) };
    let Some(record) = store.read(&[target]).await?.pop().flatten() else {
        return store.end_indexing(name, &known).await;
    };
    let is_taken = known.state.get(TAKEN) == Some(&Value::Bool(true));
    let from = work::text(&known.state, "from").unwrap_or_default();
    if !is_taken && from.is_empty() && !record.inbound.contains(PUBLISHED) {
        take(store, &record, &[]).await?;
        return store.end_indexing(name, &known).await;
    }
    let (links, next) = store.links_from(target, from, EXAMINED).await?;
    let sources = sources_of(store, &links).await?;
    if is_one_public(store, target, &sources).await? {
        if is_taken {
            let mut transaction = Transaction::new();
            transaction.hint(target, [PUBLISHED.to_owned()]);
            store.commit(transaction).await?;
        }
        take(store, &record, &[]).await?;
        return store.end_indexing(name, &known).await;
    }
    let state = match next {
        Some(next) => work::state([("from", next.into()), (TAKEN, is_taken.into())]),
        None if is_taken => return store.end_indexing(name, &known).await,
        None if take(store, &record, &[PUBLISHED]).await? => {
            let longest = PAUSES.last().copied().unwrap_or_default();
            tokio::time::sleep(longest).await;
            work::state([(TAKEN, true.into())])
        }
        // Something else was said meanwhile: from the beginning.
        None => Body::new(),
    };
    store.continue_indexing(name, &known, &state).await?;
    Ok(())
}

async fn is_one_public(store: &Store, target: &str, sources: &[Stored]) -> Result<bool, Error> {
    let above = Above::read(store, sources).await?;
    let is_public = |source: &Stored| {
        let left = hints_of(source, above.standing_of(source));
        left.iter().any(|hint| hint.target == target && hint.text == PUBLISHED)
    };
    Ok(sources.iter().any(is_public))
}

/// Takes away these hints, and those about repositories that are not published any more; `false` when the hints changed meanwhile.
async fn take(store: &Store, record: &Stored, outdated: &[&str]) -> Result<bool, Error> {
    let homes: Vec<&str> = record.inbound.iter().filter_map(|hint| hint.strip_prefix(PUBLISHED_REPOSITORY)).collect();
    let published: BTreeSet<String> = store
        .read(&homes)
        .await?
        .into_iter()
        .flatten()
        .filter(|home| home.body.get("publish") == Some(&Value::Bool(true)))
        .map(|home| format!("{PUBLISHED_REPOSITORY}{}", home.uri))
        .collect();
    let is_left = |hint: &&String| {
        let is_outdated = hint.starts_with(PUBLISHED_REPOSITORY) && !published.contains(*hint);
        !is_outdated && !outdated.contains(&hint.as_str())
    };
    let left: BTreeSet<String> = record.inbound.iter().filter(is_left).cloned().collect();
    if left == record.inbound {
        return Ok(true);
    }
    store.replace_hints(&record.uri, &record.inbound, &left).await
}
