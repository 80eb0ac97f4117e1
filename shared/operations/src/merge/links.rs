//! Redirecting those who refer to a candidate.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use api::Problem;
use api::pipeline::repository_uri;
use futures_util::future::try_join_all;
use records::Uri;
use records::links::Redirects;
use records::record_type::Link;
use records::tree::of_component;
use records::types::of_uri;
use store::{Key, Store};

use super::Parties;
use crate::Desk;

/// Referring records of one step.
pub(super) const PAGE: usize = 160;

/// Records that are redirected in one transaction: each takes up to four items.
const TOGETHER: usize = 8;

/// Transactions that are under way at once.
const AT_ONCE: usize = 4;

/// How often a record is redirected anew that somebody else changes at the same time.
const ATTEMPTS: usize = 20;

/// Longer than a write takes from its read to its commit.
const PAUSE: Duration = Duration::from_millis(250);

/// How often late references are looked for. One pause without any is enough.
const ROUNDS: usize = 40;

/// Links into candidates, by the record that they come from: (candidate, relation).
pub(super) type Sources = BTreeMap<String, BTreeSet<(String, String)>>;

/// The records that refer to candidates, about `limit` of them.
pub(super) async fn page(store: &Store, parties: &Parties, limit: usize) -> Result<Sources, Problem> {
    let used = parties.candidates.iter().filter(|(_, candidate)| !candidate.inbound.is_empty());
    sources_of(store, used.map(|(_, candidate)| candidate.uri.as_str()), limit).await
}

async fn sources_of(store: &Store, targets: impl Iterator<Item = &str>, limit: usize) -> Result<Sources, Problem> {
    let mut sources = Sources::new();
    for target in targets {
        if sources.len() >= limit {
            break;
        }
        // Components move with their tree; what they say of their root is no link that could be redirected.
        let is_component = |link: &Link| {
            let tree = of_uri(&link.source).and_then(|row| of_component(row.name));
            tree.is_some_and(|tree| tree.root_property == link.relation)
                && of_uri(target).is_some_and(|row| tree.is_some_and(|tree| tree.root.name == row.name))
        };
        for link in store.links(target, "", limit).await?.into_iter().filter(|link| !is_component(link)) {
            sources.entry(link.source).or_default().insert((target.to_owned(), link.relation));
        }
    }
    Ok(sources)
}

/// Redirects a page of references, some records to a transaction. Returns how many records it were.
pub(super) async fn redirect(desk: &Desk<'_>, redirects: &Redirects, page: Sources) -> Result<u64, Problem> {
    let count = page.len() as u64;
    let sources: Vec<(String, BTreeSet<(String, String)>)> = page.into_iter().collect();
    let groups: Vec<Sources> = sources.chunks(TOGETHER).map(|group| group.iter().cloned().collect()).collect();
    for at_once in groups.chunks(AT_ONCE) {
        try_join_all(at_once.iter().map(|group| redirect_group(desk, redirects, group))).await?;
    }
    Ok(count)
}

/// Redirects some records in one transaction; one by one when somebody else is at one of them.
async fn redirect_group(desk: &Desk<'_>, redirects: &Redirects, group: &Sources) -> Result<(), Problem> {
    if try_once(desk, redirects, group).await? {
        return Ok(());
    }
    for (source, links) in group {
        let alone = Sources::from([(source.clone(), links.clone())]);
        let mut left = ATTEMPTS;
        while !try_once(desk, redirects, &alone).await? {
            left -= 1;
            if left == 0 {
                return Err(Problem::Unavailable(format!("{source} is changed by others all the time")));
            }
        }
    }
    Ok(())
}

async fn try_once(desk: &Desk<'_>, redirects: &Redirects, group: &Sources) -> Result<bool, Problem> {
    let fetched = desk.store.fetch(keys(redirects, group)).await?;
    let mut attempts = desk.attempts(&fetched);
    let mut staging = attempts.start();
    stage(&mut staging, desk.store, &fetched, redirects, group).await?;
    attempts.commit(staging).await
}

/// Everything that redirecting these records asks for.
pub(super) fn keys(redirects: &Redirects, group: &Sources) -> Vec<Key> {
    let repositories: BTreeSet<u64> =
        group.keys().filter_map(|source| Uri::parse(source)).filter_map(|uri| uri.repository()).collect();
    let uris = group.keys().chain(redirects.values()).map(|uri| Key::record(uri));
    uris.chain(repositories.into_iter().map(|number| Key::record(&repository_uri(number)))).collect()
}

/// Stages the redirected records. A link that its record does not bear out is removed.
pub(super) async fn stage(
    staging: &mut api::write::Staging<'_>,
    store: &Store,
    fetched: &store::Fetched,
    redirects: &Redirects,
    group: &Sources,
) -> Result<(), Problem> {
    for (source, links) in group {
        let current = store.record_in(fetched, source).await?;
        let row = current.as_ref().and_then(|record| records::types::find(record.record_type));
        let is_borne_out = match (&current, row) {
            (Some(current), Some(row)) => staging.repoint(row, current, redirects).await?,
            _ => false,
        };
        if !is_borne_out {
            for (target, relation) in links {
                staging.transaction.unlink(target, relation, source);
            }
        }
    }
    Ok(())
}

/// Redirects references to candidates that have ended, made by those who had not seen it. Ends when a pause passed without
/// any.
pub(super) async fn settle(desk: &Desk<'_>, redirects: &Redirects) -> Result<(), Problem> {
    for _ in 0..ROUNDS {
        tokio::time::sleep(PAUSE).await;
        let late = sources_of(desk.store, redirects.keys().map(String::as_str), PAGE).await?;
        if late.is_empty() {
            return Ok(());
        }
        redirect(desk, redirects, late).await?;
    }
    Err(Problem::Unavailable("references to what was merged are still being made".to_owned()))
}
