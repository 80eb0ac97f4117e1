//! Unique values: one guard item each, written with the record.

use std::borrow::Cow;
use std::collections::BTreeMap;

use records::record_type::{Claim, RecordType, Scope, Stored};
use records::{Body, Uri};
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

/// Stages the guards of a record as it was and as it will be. Where a component stands is part of what some rules compare.
pub(crate) fn stage_stored(
    transaction: &mut Transaction,
    row: &RecordType,
    before: Option<&Stored>,
    after: Option<&Stored>,
) {
    let Some(known) = after.or(before) else { return };
    let repository = Uri::parse(&known.uri).and_then(|uri| uri.repository()).filter(|_| row.scope == Scope::Repository);
    let (held, wanted) = (before.map(with_parent), after.map(with_parent));
    stage(transaction, row, repository, &known.uri, held.as_deref(), wanted.as_deref());
}

/// What a record claims, by guard: the property that its client sent, and what the client reads when the value is taken by another
/// of many that are created together, or by an older record.
pub(crate) fn refusals(row: &RecordType, stored: &Stored) -> Vec<(Key, String, String)> {
    let repository =
        Uri::parse(&stored.uri).and_then(|uri| uri.repository()).filter(|_| row.scope == Scope::Repository);
    let body = with_parent(stored);
    let refusal = |(guard, (claim, _)): (Key, (Claim, bool))| {
        let value = body.get(&claim.key).and_then(Value::as_str).unwrap_or_default();
        let text = format!("{} ( {}: {value} )", claim.message, claim.key);
        (guard, claim.key, text)
    };
    claims(row, repository, &body).into_iter().map(refusal).collect()
}

/// A body with the parent that is kept beside it.
fn with_parent(stored: &Stored) -> Cow<'_, Body> {
    let Some(place) = &stored.place else { return Cow::Borrowed(&stored.body) };
    let mut body = stored.body.clone();
    body.insert("parent".to_owned(), json!({ "ref": place.parent }));
    Cow::Owned(body)
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

/// The 400 for a value that another record has.
pub(crate) fn taken(refusal: &str, owner: &str) -> Problem {
    let refusal: Value = serde_json::from_str(refusal).unwrap_or_default();
    let key = refusal["key"].as_str().unwrap_or("value");
    let mut problems = json!({ key: [refusal["message"]] });
    if refusal["conflict"] == true && !owner.is_empty() {
        problems["conflicting_record"] = json!([owner]);
    }
    Problem::Refused(problems)
}
