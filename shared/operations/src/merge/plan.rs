//! What is refused before anything is written, and how much there is to do.

use api::Problem;
use records::links::link_hint;
use records::merging;
use records::schema::may_refer;
use serde_json::Value;
use store::Store;

use super::{Merge, Parties};

/// What only one user or repository may have of an agent: two that have it cannot become one.
const EXCLUSIVE: [&str; 2] = ["agent_record", "agent_representation"];

/// Refuses a merge after which a record would refer to itself, or hold what its type does not have.
pub(super) fn check(parties: &Parties) -> Result<(), Problem> {
    let all = || [&parties.destination].into_iter().chain(parties.candidates.iter().map(|(_, candidate)| candidate));
    for record in all() {
        let related = record.body.get("related_agents").and_then(Value::as_array).into_iter().flatten();
        let mut targets = related.filter_map(|item| item.get("ref")?.as_str());
        if targets.any(|target| all().any(|other| other.uri == target)) {
            return Err(Problem::bad_request("Transfer would create a circular relationship!"));
        }
    }
    let mut body = parties.destination.body.clone();
    merging::absorb((parties.row, &parties.destination.uri, &mut body), &candidates(parties)).map_err(|homeless| {
        let from = parties.candidates.first().map_or("Record", |(row, _)| row.model);
        unsupported(from, homeless.property)
    })?;
    for relation in EXCLUSIVE {
        let holders = all().filter(|record| record.inbound.contains(&link_hint(relation))).count();
        if holders > 1 {
            let kept =
                parties.candidates.iter().flat_map(|(row, _)| row.kept_by).find(|kept| kept.relation == relation);
            return Err(Problem::conflict(kept.map_or("The records are in use", |kept| kept.error)));
        }
    }
    Ok(())
}

/// The candidates as [`merging::absorb`] takes them.
pub(super) fn candidates(parties: &Parties) -> Vec<(&records::RecordType, &str, &records::Body)> {
    parties.candidates.iter().map(|(row, candidate)| (*row, candidate.uri.as_str(), &candidate.body)).collect()
}

fn unsupported(model: &str, relation: &str) -> Problem {
    let words = format!("{model} to be merged has data for relationship {relation}, but merge_destination record");
    Problem::bad_request(format!("{words} doesn't support it."))
}

/// Refuses marks that mean nothing.
pub(super) fn check_selections(merge: &Merge, parties: &Parties) -> Result<(), Problem> {
    let Some(selections) = &merge.selections else { return Ok(()) };
    let Some((_, candidate)) = parties.candidates.first() else { return Ok(()) };
    let mut body = parties.destination.body.clone();
    merging::select(&mut body, &candidate.body, &merging::flatten(selections)).map_err(|path| meaningless(&path))
}

/// The 400 for a mark that means nothing.
pub(super) fn meaningless(path: &str) -> Problem {
    Problem::refused("selections", format!("There is nothing to be selected by {path}"))
}

/// The references to the candidates. Those that could not lead to the destination are refused.
pub(super) async fn count_links(store: &Store, parties: &Parties) -> Result<u64, Problem> {
    let mut count = 0;
    for (row, candidate) in parties.candidates.iter().filter(|(_, candidate)| !candidate.inbound.is_empty()) {
        let links = store.links(&candidate.uri, "", usize::MAX).await?;
        if row.name != parties.row.name {
            for link in &links {
                let source = records::types::of_uri(&link.source).map_or("", |row| row.name);
                if !may_refer(source, &link.relation, parties.row.name) {
                    return Err(unsupported(row.model, &link.relation));
                }
            }
        }
        count += links.len() as u64;
    }
    Ok(count)
}
