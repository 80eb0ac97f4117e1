//! Those who stay behind: their references to what leaves are cut. Of an event or an assessment that is about both, the other
//! repository gets a copy that is about what went there.

use std::collections::{BTreeMap, BTreeSet};

use api::Problem;
use api::pipeline::repository_uri;
use api::write::{Draft, Route, Staging};
use records::Uri;
use records::links::references;
use records::record_type::{Link, Stored};
use records::types::{ASSESSMENT, EVENT};
use serde_json::Value;
use store::{Key, Store};

use super::row_of;
use crate::Desk;

/// Records that are let go in the transaction that moves what they refer to. More follow after it.
pub(super) const FEW: usize = 4;

/// Records that are let go in one transaction by themselves.
const TOGETHER: usize = 8;

/// Links that are looked at first: those who go along are among them.
const LOOKED_AT: usize = 100;

/// How often a record is written anew that somebody else changes at the same time.
const ATTEMPTS: usize = 20;

/// One who stays behind.
pub(super) struct Source {
    /// The record; `None` when only a link is left of it.
    pub(super) record: Option<Stored>,
    /// What it refers to that leaves, and the relation.
    leaving: BTreeSet<(String, String)>,
}

/// Those who stay behind, by URI.
pub(super) type Sources = BTreeMap<String, Source>;

/// Some of those who stay behind and refer to these records.
pub(super) async fn sources(store: &Store, route: &Route<'_>, going: &[Stored]) -> Result<Sources, Problem> {
    let used = going.iter().filter(|record| !record.inbound.is_empty()).map(|record| record.uri.as_str());
    sources_of(store, route, used, FEW).await
}

async fn sources_of(
    store: &Store,
    route: &Route<'_>,
    targets: impl Iterator<Item = &str>,
    limit: usize,
) -> Result<Sources, Problem> {
    let mut sources = Sources::new();
    for target in targets {
        let stays = |link: &Link| !(route.goes_along)(&link.source);
        let mut links = store.links(target, "", LOOKED_AT).await?;
        if links.len() == LOOKED_AT && !links.iter().any(stays) {
            links = store.links(target, "", usize::MAX).await?;
        }
        for link in links.into_iter().filter(stays) {
            if sources.len() < limit || sources.contains_key(&link.source) {
                let source = sources.entry(link.source).or_insert(Source { record: None, leaving: BTreeSet::new() });
                source.leaving.insert((target.to_owned(), link.relation));
            }
        }
    }
    let uris: Vec<&str> = sources.keys().map(String::as_str).collect();
    for (found, source) in store.read(&uris).await?.into_iter().zip(sources.values_mut()) {
        source.record = found;
    }
    Ok(sources)
}

/// Stages those who stay behind without what leaves, and the copies of those who are about it.
pub(super) async fn stage(staging: &mut Staging<'_>, route: &Route<'_>, sources: &Sources) -> Result<(), Problem> {
    for (uri, source) in sources {
        if let Some(record) = &source.record {
            let leaving: BTreeSet<&str> = source.leaving.iter().map(|(target, _)| target.as_str()).collect();
            if let Some(copy) = copy(route, record, &leaving)? {
                staging.create(copy).await?;
            }
            staging.let_go(uri, &leaving.into_iter().collect::<Vec<_>>()).await?;
        }
        // A link that its record does not bear out would be found again and again.
        for (target, relation) in &source.leaving {
            staging.transaction.unlink(target, relation, uri);
        }
    }
    Ok(())
}

/// Shared records that those who stay refer to: copies will do so as well.
pub(super) fn shared_targets(sources: &Sources) -> Result<BTreeSet<String>, Problem> {
    let mut shared = BTreeSet::new();
    for record in sources.values().filter_map(|source| source.record.as_ref()) {
        let targets = references(row_of(record)?, &record.body).into_iter().map(|found| found.target);
        shared.extend(targets.filter(|target| Uri::parse(target).is_some_and(|uri| uri.repository().is_none())));
    }
    Ok(shared)
}

/// An event or assessment as the other repository gets it: about what went there, and nothing else.
fn copy(route: &Route<'_>, record: &Stored, leaving: &BTreeSet<&str>) -> Result<Option<Draft>, Problem> {
    let (row, property) = match record.record_type {
        "event" => (&EVENT, "linked_records"),
        "assessment" => (&ASSESSMENT, "records"),
        _ => return Ok(None),
    };
    let about = record.body.get(property).and_then(Value::as_array).into_iter().flatten();
    let going: Vec<Value> = about
        .filter(|item| item.get("ref").and_then(Value::as_str).is_some_and(|uri| leaving.contains(uri)))
        .cloned()
        .collect();
    if going.is_empty() {
        return Ok(None);
    }
    let mut body = record.body.clone();
    body.insert(property.to_owned(), going.into());
    let body = route.body(row_of(record)?, &body);
    Ok(Some(Draft { row, repository: Some(route.to), body, suppressed: false }))
}

/// Lets those go who still refer to records that have moved: there were many, or they had not seen it.
pub(super) async fn let_go(desk: &Desk<'_>, route: &Route<'_>, uris: &[String]) -> Result<(), Problem> {
    let mut left = ATTEMPTS;
    loop {
        let late = sources_of(desk.store, route, uris.iter().map(String::as_str), TOGETHER).await?;
        if late.is_empty() {
            return Ok(());
        }
        let mut keys: Vec<Key> = vec![Key::preferences(), Key::counter(EVENT.name), Key::counter(ASSESSMENT.name)];
        keys.push(Key::record(&repository_uri(route.to)));
        keys.extend(shared_targets(&late)?.iter().map(|uri| Key::record(uri)));
        keys.extend(uris.iter().filter_map(|uri| route.destination(uri)).map(|uri| Key::record(&uri)));
        let fetched = desk.store.fetch(keys).await?;
        let mut attempts = desk.attempts(&fetched);
        let mut staging = attempts.start();
        let staged = stage(&mut staging, route, &late).await;
        if attempts.staged(staged).await?.is_some() && attempts.commit(staging).await? {
            left = ATTEMPTS;
        } else {
            left -= 1;
        }
        if left == 0 {
            return Err(Problem::Unavailable("records that stay behind are changed all the time".to_owned()));
        }
    }
}
