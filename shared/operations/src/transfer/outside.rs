//! Those who stay behind: their references to what leaves are cut. Of an event or an assessment that is about both, the other
//! repository gets a copy that is about what went there.

use std::collections::{BTreeMap, BTreeSet};

use api::Problem;
use api::pipeline::repository_uri;
use api::write::{Draft, Route, Staging};
use records::links::references;
use records::record_type::Stored;
use records::types::{ASSESSMENT, EVENT};
use records::{Body, Uri};
use serde_json::Value;
use store::{Key, Store};

use super::row_of;
use crate::Desk;

/// Records that are let go in the transaction that moves what they refer to. More follow after it.
pub(super) const FEW: usize = 4;

/// How often a record is written anew that somebody else changes at the same time.
const ATTEMPTS: usize = 20;

/// One who stays behind.
pub(super) struct Source {
    pub(super) record: Stored,
    leaving: BTreeSet<String>,
}

/// Those who stay behind, by URI.
pub(super) type Sources = BTreeMap<String, Source>;

/// Some of those who stay behind and refer to these records.
pub(super) async fn sources(
    store: &Store,
    route: &Route<'_>,
    going: &[Stored],
    limit: usize,
) -> Result<Sources, Problem> {
    let used = going.iter().filter(|record| !record.inbound.is_empty()).map(|record| record.uri.as_str());
    sources_of(store, route, used, limit).await
}

async fn sources_of(
    store: &Store,
    route: &Route<'_>,
    targets: impl Iterator<Item = &str>,
    limit: usize,
) -> Result<Sources, Problem> {
    let mut leaving: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for target in targets {
        for link in store.links(target, "", usize::MAX).await? {
            if (route.goes_along)(&link.source) || (leaving.len() >= limit && !leaving.contains_key(&link.source)) {
                continue;
            }
            leaving.entry(link.source).or_default().insert(target.to_owned());
        }
    }
    let uris: Vec<&str> = leaving.keys().map(String::as_str).collect();
    let found = store.read(&uris).await?;
    let mut sources = Sources::new();
    for (found, (uri, leaving)) in found.into_iter().zip(leaving.clone()) {
        if let Some(record) = found {
            sources.insert(uri, Source { record, leaving });
        }
    }
    Ok(sources)
}

/// Stages those who stay behind without what leaves, and the copies of those who are about it.
pub(super) async fn stage(
    staging: &mut Staging<'_>,
    store: &Store,
    route: &Route<'_>,
    sources: &Sources,
) -> Result<(), Problem> {
    for (uri, source) in sources {
        let leaving: Vec<&str> = source.leaving.iter().map(String::as_str).collect();
        if let Some(copy) = copy(route, source)? {
            staging.create(copy).await?;
        }
        staging.let_go(uri, &leaving).await?;
        // A link that its record does not bear out would be found again and again.
        for link in store_links(store, &leaving, uri).await? {
            staging.transaction.unlink(&link.0, &link.1, uri);
        }
    }
    Ok(())
}

/// The links from one record to those that leave: (target, relation).
async fn store_links(store: &Store, leaving: &[&str], source: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut found = vec![];
    for target in leaving {
        let links = store.links(target, "", usize::MAX).await?.into_iter();
        found.extend(links.filter(|link| link.source == source).map(|link| ((*target).to_owned(), link.relation)));
    }
    Ok(found)
}

/// An event or assessment as the other repository gets it: about what went there, and nothing else.
fn copy(route: &Route<'_>, source: &Source) -> Result<Option<Draft>, Problem> {
    let (row, property) = match source.record.record_type {
        "event" => (&EVENT, "linked_records"),
        "assessment" => (&ASSESSMENT, "records"),
        _ => return Ok(None),
    };
    let about = source.record.body.get(property).and_then(Value::as_array).into_iter().flatten();
    let going: Vec<Value> = about
        .filter(|item| item.get("ref").and_then(Value::as_str).is_some_and(|uri| source.leaving.contains(uri)))
        .cloned()
        .collect();
    if going.is_empty() {
        return Ok(None);
    }
    let mut body: Body = source.record.body.clone();
    body.insert(property.to_owned(), going.into());
    Ok(Some(Draft {
        row,
        repository: Some(route.to),
        body: route.body(row_of(&source.record)?, &body),
        suppressed: false,
    }))
}

/// Lets those go who still refer to records that have moved: there were many, or they had not seen it.
pub(super) async fn let_go(desk: &Desk<'_>, route: &Route<'_>, uris: &[String]) -> Result<(), Problem> {
    let mut left = ATTEMPTS;
    loop {
        let late = sources_of(desk.store, route, uris.iter().map(String::as_str), FEW).await?;
        if late.is_empty() {
            return Ok(());
        }
        let mut keys: Vec<Key> = vec![Key::preferences(), Key::counter(EVENT.name), Key::counter(ASSESSMENT.name)];
        keys.push(Key::record(&repository_uri(route.to)));
        for source in late.values() {
            keys.extend(source.leaving.iter().filter_map(|uri| route.destination(uri)).map(|uri| Key::record(&uri)));
            let targets = references(row_of(&source.record)?, &source.record.body).into_iter();
            let shared =
                targets.filter(|found| Uri::parse(&found.target).is_some_and(|uri| uri.repository().is_none()));
            keys.extend(shared.map(|found| Key::record(&found.target)));
        }
        let fetched = desk.store.fetch(keys).await?;
        let mut attempts = desk.attempts(&fetched);
        let mut staging = attempts.start();
        stage(&mut staging, desk.store, route, &late).await?;
        if !attempts.commit(staging).await? {
            left -= 1;
            if left == 0 {
                return Err(Problem::Unavailable("records that stay behind are changed all the time".to_owned()));
            }
        }
    }
}
