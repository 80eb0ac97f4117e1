//! Unique values: one guard item each, written with the record.

use std::borrow::Cow;
use std::collections::BTreeMap;

use records::record_type::{Claim, RecordType, Scope, Stored};
use records::{Body, Uri};
use serde_json::{Value, json};
use store::error::Claim as Taken;
use store::{Key, Store, Transaction};

use crate::problem::Problem;

/// What a record claims, by guard; and what a client reads when the guard has another owner.
fn claims(row: &RecordType, repository: Option<u64>, body: &Body) -> BTreeMap<Key, (Claim, String)> {
    let mut claims = BTreeMap::new();
    for rule in row.unique {
        let scope = match rule.within {
            Scope::Repository => repository.unwrap_or_default().to_string(),
            Scope::Global => String::new(),
        };
        for claim in (rule.claims)(body) {
            let refusal = refusal(&claim, claims.len(), rule.conflict);
            claims.insert(guard_key(rule.name, &scope, &claim.value), (claim, refusal));
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

/// A value that a record would take for itself.
pub struct Claimed {
    /// Its guard, which tells whose the value is.
    pub guard: Key,
    /// The property that a refusal names.
    pub property: String,
    /// What a refusal says.
    pub message: String,
}

/// What a record would claim where it is or will be.
pub fn claimed(row: &RecordType, record: &Stored) -> Vec<Claimed> {
    claims_of(row, record)
        .into_iter()
        .map(|(guard, (claim, _))| Claimed { guard, property: claim.key, message: claim.message })
        .collect()
}

/// Stages the guards of a record: new values are taken, values that it had before and has no more are given back.
fn stage(
    transaction: &mut Transaction,
    row: &RecordType,
    repository: Option<u64>,
    uri: &str,
    before: Option<&Body>,
    after: Option<&Body>,
) {
    let held = before.map(|body| claims(row, repository, body)).unwrap_or_default();
    let wanted = after.map(|body| claims(row, repository, body)).unwrap_or_default();
    for (key, (_, refusal)) in wanted.iter().filter(|(key, _)| !held.contains_key(key)) {
        transaction.guard(key.clone(), refusal, uri);
    }
    for key in held.into_keys().filter(|key| !wanted.contains_key(key)) {
        transaction.release(key);
    }
}

/// Stages the guards of a record as it was and as it will be. Where a component stands is part of what some rules compare.
pub(crate) fn stage_stored(
    transaction: &mut Transaction,
    row: &RecordType,
    before: Option<&Stored>,
    after: Option<&Stored>,
) {
    let Some(known) = after.or(before) else { return };
    let repository = repository_of(row, known);
    let (held, wanted) = (before.map(with_parent), after.map(with_parent));
    stage(transaction, row, repository, &known.uri, held.as_deref(), wanted.as_deref());
}

/// What a record claims, by guard: the property that its client sent, and what the client reads when the value is taken by another
/// of many that are created together, or by an older record.
pub(crate) fn refusals(row: &RecordType, stored: &Stored) -> Vec<(Key, String, String)> {
    let repository = repository_of(row, stored);
    let body = with_parent(stored);
    let refusal = |(guard, (claim, _)): (Key, (Claim, String))| {
        let value = body.get(&claim.key).and_then(Value::as_str).unwrap_or_default();
        let text = format!("{} ( {}: {value} )", claim.message, claim.key);
        (guard, claim.key, text)
    };
    claims(row, repository, &body).into_iter().map(refusal).collect()
}

fn repository_of(row: &RecordType, stored: &Stored) -> Option<u64> {
    Uri::parse(&stored.uri).and_then(|uri| uri.repository()).filter(|_| row.scope == Scope::Repository)
}

/// A body with the parent that is kept beside it.
fn with_parent(stored: &Stored) -> Cow<'_, Body> {
    let Some(place) = &stored.place else { return Cow::Borrowed(&stored.body) };
    let mut body = stored.body.clone();
    body.insert("parent".to_owned(), json!({ "ref": place.parent }));
    Cow::Owned(body)
}

/// Stages the guards of a record that takes the place of others, which end in the same transaction: what was theirs may be its own
/// from now on.
pub(crate) fn stage_succession(
    transaction: &mut Transaction,
    row: &RecordType,
    (before, after): (Option<&Stored>, &Stored),
    ending: &[(&RecordType, &Stored)],
) {
    let held = before.map(|before| claims_of(row, before)).unwrap_or_default();
    let wanted = claims_of(row, after);
    let mut former: BTreeMap<Key, &str> = BTreeMap::new();
    for (row, record) in ending {
        former.extend(claims_of(row, record).into_keys().map(|key| (key, record.uri.as_str())));
    }
    for (key, (_, refusal)) in &wanted {
        match former.get(key) {
            Some(former) => transaction.take_over(key.clone(), refusal, &after.uri, former),
            None if !held.contains_key(key) => transaction.guard(key.clone(), refusal, &after.uri),
            None => {}
        }
    }
    for key in held.into_keys().chain(former.into_keys()).filter(|key| !wanted.contains_key(key)) {
        transaction.release(key);
    }
}

/// What a stored record claims where it is.
fn claims_of(row: &RecordType, record: &Stored) -> BTreeMap<Key, (Claim, String)> {
    let repository = Uri::parse(&record.uri).and_then(|uri| uri.repository());
    claims(row, repository.filter(|_| row.scope == Scope::Repository), &with_parent(record))
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

/// What travels with the condition that no operation works on a record.
pub fn operation_refusal() -> String {
    json!({ "operation": true }).to_string()
}

/// The 400 for values that other records have: a conflict with another record is told alone, the first one; plain problems are
/// told together. The 409 for a record that an operation works on.
pub(crate) fn taken(taken: &[Taken]) -> Problem {
    let mut refusals: Vec<(Value, &str)> = taken
        .iter()
        .map(|claim| (serde_json::from_str(&claim.rule).unwrap_or_default(), claim.owner.as_str()))
        .collect();
    if let Some((_, operation)) = refusals.iter().find(|(refusal, _)| refusal["operation"] == true) {
        return Problem::conflict(&format!("An operation on this record is under way, see {operation}"));
    }
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
pub(crate) async fn foresee(store: &Store, row: &RecordType, stored: &Stored) -> Result<(), Problem> {
    let wanted = claims(row, repository_of(row, stored), &with_parent(stored));
    let fetched = store.fetch(wanted.keys().cloned()).await?;
    let found: Vec<Taken> = wanted
        .into_iter()
        .filter_map(|(key, (_, rule))| Some(Taken { owner: Store::owner_in(&fetched, &key)?, rule }))
        .filter(|claim| claim.owner != stored.uri)
        .collect();
    if found.is_empty() { Ok(()) } else { Err(taken(&found)) }
}
