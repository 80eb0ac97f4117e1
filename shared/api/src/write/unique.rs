//! Unique values: one guard item each, written with the record.

use std::collections::BTreeMap;

use records::Body;
use records::record_type::{Claim, RecordType, Scope};
use serde_json::{Value, json};
use store::error::Claim as Taken;
use store::{Key, Store, Transaction};

use crate::problem::Problem;

/// What a record claims, by guard, and what a client reads when the guard has another owner.
fn claims(row: &RecordType, repository: Option<u64>, body: &Body) -> BTreeMap<Key, String> {
    let mut claims = BTreeMap::new();
    for rule in row.unique {
        let scope = match rule.within {
            Scope::Repository => repository.unwrap_or_default().to_string(),
            Scope::Global => String::new(),
        };
        for claim in (rule.claims)(body) {
            let refusal = refusal(&claim, claims.len(), rule.conflict);
            claims.insert(guard_key(rule.name, &scope, &claim.value), refusal);
        }
    }
    claims
}

/// Travels with the condition. `place` is that of the claim among those of its record: rules come in the order of the row.
fn refusal(claim: &Claim, place: usize, conflict: bool) -> String {
    json!({ "key": claim.key, "message": claim.message, "place": place, "conflict": conflict }).to_string()
}

/// The guard of a value under a rule.
pub fn guard_key(rule: &str, scope: &str, value: &str) -> Key {
    Key::guard("", rule, scope, value)
}

/// Stages the guards of a record: new values are taken, values that it had before and has no more are given back.
pub(crate) fn stage(
    transaction: &mut Transaction,
    row: &RecordType,
    repository: Option<u64>,
    uri: &str,
    before: Option<&Body>,
    after: Option<&Body>,
) {
    let held = before.map(|body| claims(row, repository, body)).unwrap_or_default();
    let wanted = after.map(|body| claims(row, repository, body)).unwrap_or_default();
    for (key, refusal) in wanted.iter().filter(|(key, _)| !held.contains_key(key)) {
        transaction.guard(key.clone(), refusal, uri);
    }
    for key in held.into_keys().filter(|key| !wanted.contains_key(key)) {
        transaction.release(key);
    }
}

/// What travels with the guard of a nested record: not a refusal, but the way to whose it is.
pub(crate) fn nested_refusal(guard: &Key) -> String {
    json!({ "nested": guard.pk }).to_string()
}

/// The guard of a nested record that another writer made meanwhile.
pub(crate) fn nested_guard(refusal: &str) -> Option<Key> {
    let refusal: Value = serde_json::from_str(refusal).ok()?;
    Some(Key { pk: refusal["nested"].as_str()?.to_owned(), sk: "guard".to_owned() })
}

/// The 400 for values that other records have. A conflict with another record is told alone, the first one; plain
/// problems are told together.
pub(crate) fn taken(taken: &[Taken]) -> Problem {
    let mut refusals: Vec<(Value, &str)> = taken
        .iter()
        .map(|claim| (serde_json::from_str(&claim.rule).unwrap_or_default(), claim.owner.as_str()))
        .collect();
    refusals.sort_by_key(|(refusal, _): &(Value, &str)| refusal["place"].as_u64());
    let conflict = refusals.iter().position(|(refusal, _)| refusal["conflict"] == true);
    let told = conflict.map_or(&refusals[..], |place| &refusals[place..=place]);
    let mut problems = json!({});
    for (refusal, owner) in told {
        let key = refusal["key"].as_str().unwrap_or("value");
        problems[key] = json!([refusal["message"]]);
        if conflict.is_some() && !owner.is_empty() {
            problems["conflicting_record"] = json!([owner]);
        }
    }
    Problem::Refused(problems)
}

/// The refusal of a record whose values other records have already, for a write that will not come to its transaction.
pub(crate) async fn foresee(
    store: &Store,
    row: &RecordType,
    repository: Option<u64>,
    uri: &str,
    body: &Body,
) -> Result<(), Problem> {
    let wanted = claims(row, repository, body);
    let fetched = store.fetch(wanted.keys().cloned()).await?;
    let found: Vec<Taken> = wanted
        .into_iter()
        .filter_map(|(key, rule)| Some(Taken { owner: Store::owner_in(&fetched, &key)?, rule }))
        .filter(|claim| claim.owner != uri)
        .collect();
    if found.is_empty() { Ok(()) } else { Err(taken(&found)) }
}
