//! Unique values: one guard item each, written with the record.

use std::collections::BTreeMap;

use records::Body;
use records::record_type::{Claim, RecordType, Scope};
use serde_json::{Value, json};
use store::{Key, Transaction};

use crate::problem::Problem;

/// What a record claims, by guard.
fn claims(row: &RecordType, repository: Option<u64>, body: &Body) -> BTreeMap<Key, (Claim, bool)> {
    let mut claims = BTreeMap::new();
    for rule in row.unique {
        let scope = match rule.within {
            Scope::Repository => repository.unwrap_or_default().to_string(),
            Scope::Global => String::new(),
        };
        for claim in (rule.claims)(body) {
            claims.insert(guard_key(rule.name, &scope, &claim.value), (claim, rule.conflict));
        }
    }
    claims
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

/// What a record would claim in a repository.
pub fn claimed(row: &RecordType, repository: Option<u64>, body: &Body) -> Vec<Claimed> {
    let claims = claims(row, repository, body).into_iter();
    claims.map(|(guard, (claim, _))| Claimed { guard, property: claim.key, message: claim.message }).collect()
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
    for (key, (claim, conflict)) in &wanted {
        if !held.contains_key(key) {
            // What a client reads when the guard has another owner travels with the condition.
            let refusal = json!({ "key": claim.key, "message": claim.message, "conflict": conflict });
            transaction.guard(key.clone(), &refusal.to_string(), uri);
        }
    }
    for key in held.into_keys().filter(|key| !wanted.contains_key(key)) {
        transaction.release(key);
    }
}

/// Stages the guards of a record that takes the place of others (type, repository, URI, body), which end in the same
/// transaction: what was theirs may be its own from now on.
pub(crate) fn stage_succession(
    transaction: &mut Transaction,
    (row, repository, uri): (&RecordType, Option<u64>, &str),
    (before, after): (Option<&Body>, &Body),
    ending: &[(&RecordType, Option<u64>, &str, &Body)],
) {
    let held = before.map(|body| claims(row, repository, body)).unwrap_or_default();
    let wanted = claims(row, repository, after);
    let mut former: BTreeMap<Key, &str> = BTreeMap::new();
    for (row, repository, uri, body) in ending {
        former.extend(claims(row, *repository, body).into_keys().map(|key| (key, *uri)));
    }
    for (key, (claim, conflict)) in &wanted {
        let refusal = json!({ "key": claim.key, "message": claim.message, "conflict": conflict }).to_string();
        match former.get(key) {
            Some(former) => transaction.take_over(key.clone(), &refusal, uri, former),
            None if !held.contains_key(key) => transaction.guard(key.clone(), &refusal, uri),
            None => {}
        }
    }
    for key in held.into_keys().chain(former.into_keys()).filter(|key| !wanted.contains_key(key)) {
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

/// What travels with the condition that no operation works on a record.
pub fn operation_refusal() -> String {
    json!({ "operation": true }).to_string()
}

/// The 400 for a value that another record has; the 409 for a record that an operation works on.
pub(crate) fn taken(refusal: &str, owner: &str) -> Problem {
    let refusal: Value = serde_json::from_str(refusal).unwrap_or_default();
    if refusal["operation"] == true {
        return Problem::conflict(&format!("An operation on this record is under way, see {owner}"));
    }
    let key = refusal["key"].as_str().unwrap_or("value");
    let mut problems = json!({ key: [refusal["message"]] });
    if refusal["conflict"] == true && !owner.is_empty() {
        problems["conflicting_record"] = json!([owner]);
    }
    Problem::Refused(problems)
}
