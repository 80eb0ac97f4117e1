//! The end of candidates: the destination takes over what is theirs, in one transaction.

use api::Problem;
use api::write::Staging;
use records::merging;
use records::record_type::Stored;
use records::tree::of_root;
use records::types::EVENT;
use store::Key;

use super::links::{self, Sources};
use super::plan::{candidates, meaningless};
use super::{Merge, Parties, TOGETHER, event};
use crate::Desk;

/// How often it is tried anew because one of the records changed at the same time.
const ATTEMPTS: usize = 20;

/// Ends some candidates, with the last references to them; `true` when none is left.
pub(super) async fn unite(
    merge: &Merge,
    desk: &Desk<'_>,
    mut parties: Parties,
    mut page: Sources,
) -> Result<bool, Problem> {
    for _ in 0..ATTEMPTS {
        let rest = parties.candidates.split_off(parties.candidates.len().min(TOGETHER));
        if try_once(merge, desk, &parties, &page, rest.is_empty()).await? {
            return Ok(rest.is_empty());
        }
        parties = merge.parties(desk).await?;
        if parties.candidates.is_empty() {
            return Ok(true);
        }
        page = links::page(desk.store, &parties, links::PAGE).await?;
        if page.len() > super::FEW {
            return Ok(false);
        }
    }
    Err(Problem::Unavailable(format!("{} is changed by others all the time", merge.destination)))
}

async fn try_once(
    merge: &Merge,
    desk: &Desk<'_>,
    parties: &Parties,
    page: &Sources,
    is_last: bool,
) -> Result<bool, Problem> {
    let redirects = merge.redirects();
    let mut keys = links::keys(&redirects, page);
    let implementer = event::implementer(desk, merge).await?;
    keys.extend(implementer.iter().map(|uri| Key::record(uri)));
    keys.extend([Key::preferences(), Key::counter(EVENT.name), Key::counter("telephone")]);
    let fetched = desk.store.fetch(keys).await?;
    let mut attempts = desk.attempts(&fetched);
    let mut staging = attempts.start();
    // The destination may be among those who refer to a candidate: it is written below.
    let others: Sources =
        page.iter().filter(|(source, _)| !is_party(parties, source)).map(|(s, l)| (s.clone(), l.clone())).collect();
    let staged = stage_ends(&mut staging, parties).await;
    if attempts.staged(staged).await?.is_none() {
        return Ok(false);
    }
    links::stage(&mut staging, desk.store, &fetched, &redirects, &others).await?;
    let mut body = parties.destination.body.clone();
    let destination = (parties.row, parties.destination.uri.as_str(), &mut body);
    merging::absorb(destination, &candidates(parties))
        .map_err(|homeless| Problem::bad_request(format!("{} has no {}", merge.destination, homeless.property)))?;
    if let (Some(selections), Some(first)) = (&merge.selections, first_candidate(merge, parties)) {
        merging::select(&mut body, &first.body, &merging::flatten(selections)).map_err(|path| meaningless(&path))?;
        body = staging.complete_merged(parties.row, &parties.destination, body).await?;
    }
    staging.merge(parties.row, &parties.destination, body, &parties.candidates).await?;
    if let Some(note) = merge.note.as_deref().filter(|_| is_last) {
        staging.create(event::draft(desk, &merge.destination, note, implementer.as_deref())).await?;
    }
    attempts.commit(staging).await
}

/// The trees of candidates end with them. Nobody stands in them any more.
async fn stage_ends(staging: &mut Staging<'_>, parties: &Parties) -> Result<(), Problem> {
    for (_, candidate) in parties.candidates.iter().filter(|(row, _)| of_root(row.name).is_some()) {
        staging.end_emptied(&candidate.uri, 0).await?;
    }
    Ok(())
}

fn is_party(parties: &Parties, uri: &str) -> bool {
    parties.destination.uri == uri || parties.candidates.iter().any(|(_, candidate)| candidate.uri == uri)
}

/// The candidate that selections speak of, while it is there.
fn first_candidate<'a>(merge: &Merge, parties: &'a Parties) -> Option<&'a Stored> {
    let (_, first) = parties.candidates.first()?;
    (merge.candidates.first() == Some(&first.uri)).then_some(first)
}
