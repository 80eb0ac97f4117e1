//! The references of a record: they must lead somewhere, and leave their reverse there.

use std::collections::{BTreeMap, BTreeSet};

use records::links::{self, Reference, Standing, inline};
use records::record_type::{RecordType, Stored};
use records::{Body, Uri};
use serde_json::Value;
use store::{Fetched, Store, Transaction};

use crate::problem::Problem;

/// Spells every reference of a body in its only canonical way: clients may put a host name in front.
pub(crate) fn canonicalise(value: &mut Value, depth: usize) {
    if depth > 64 {
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| canonicalise(item, depth + 1)),
        Value::Object(object) => {
            if let Some(Value::String(text)) = object.get_mut("ref")
                && let Some(uri) = Uri::from_reference(text)
            {
                uri.as_str().clone_into(text);
            }
            object.values_mut().for_each(|nested| canonicalise(nested, depth + 1));
        }
        _ => {}
    }
}

/// Records that a body names by their bare URI, in lists that hold either records or URIs (terms).
pub(crate) fn collect_named(body: &Body, found: &mut BTreeSet<String>) {
    for value in body.values() {
        match value {
            Value::Array(items) => {
                let named = items.iter().filter_map(Value::as_str).filter(|text| Uri::parse(text).is_some());
                found.extend(named.map(ToOwned::to_owned));
                items.iter().filter_map(Value::as_object).for_each(|nested| collect_named(nested, found));
            }
            Value::Object(nested) => collect_named(nested, found),
            _ => {}
        }
    }
}

/// Refuses references that lead nowhere, into another repository, or back to the record itself.
pub(crate) fn check(
    found: &[Reference],
    own: &str,
    repository: Option<u64>,
    fetched: &Fetched,
    pending: &BTreeSet<String>,
) -> Result<(), Problem> {
    for reference in found {
        let target = reference.target.as_str();
        if target == own {
            return Err(Problem::bad_request("Can't relate an object to itself"));
        }
        let Some(uri) = Uri::parse(target) else {
            return Err(Problem::bad_request(format!("Can't relate to non-existent record: {target}")));
        };
        let is_elsewhere = uri.record_type() != Some("repository")
            && uri.repository().is_some_and(|other| repository.is_some_and(|own| own != other));
        if is_elsewhere {
            let own = repository.unwrap_or_default();
            return Err(Problem::bad_request(format!("Invalid URI reference for this ({own}) repo: '{target}'")));
        }
        if Store::inbound_in(fetched, target).is_none() && !pending.contains(target) {
            return Err(Problem::bad_request(format!("Can't relate to non-existent record: {target}")));
        }
    }
    Ok(())
}

/// Hints that only one record leaves at another: a new one takes the place of the old.
const ONE_SOURCE: [&str; 2] = ["repo_agent:", "user:"];

/// What a record tells each of its targets: hints that are not known there yet are staged. Returns the targets whose hints are
/// replaced as they were read; at crowded ones, where others were faster, new hints are only added, and the old ones narrowed
/// later.
pub(crate) fn stage_hints(
    transaction: &mut Transaction,
    row: &RecordType,
    stored: &Stored,
    standing: Standing<'_>,
    known: (&Fetched, &BTreeSet<String>),
) -> BTreeSet<String> {
    stage_hints_at(transaction, row, stored, standing, known, &|_| true)
}

/// The same for some of the targets: the others know already.
pub(crate) fn stage_hints_at(
    transaction: &mut Transaction,
    row: &RecordType,
    stored: &Stored,
    standing: Standing<'_>,
    (fetched, crowded): (&Fetched, &BTreeSet<String>),
    is_told: &dyn Fn(&str) -> bool,
) -> BTreeSet<String> {
    let mut replaced = BTreeSet::new();
    let mut hints: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for hint in links::hints(row, &stored.body, standing).into_iter().filter(|hint| is_told(&hint.target)) {
        hints.entry(hint.target).or_default().insert(hint.text);
    }
    let references = links::references(row, &stored.body);
    let known = |target: &str| Store::inbound_in(fetched, target).unwrap_or_default();
    for ((target, relation), extra) in reverse(row, &references).into_iter().filter(|((target, _), _)| is_told(target))
    {
        let new = hints.entry(target.to_owned()).or_default();
        new.insert(links::link_hint(relation));
        if inline::is_shown(row.name, relation, target) {
            // Others may have said something about the target in the same transaction.
            let known: BTreeSet<String> =
                known(target).into_iter().chain(transaction.hinted(target).cloned()).collect();
            new.extend(inline::note(&known, relation, &stored.uri, &extra));
        }
    }
    for (target, mut new) in hints {
        let known = known(&target);
        new.retain(|hint| !known.contains(hint));
        let outdated = |hint: &&String| {
            ONE_SOURCE.iter().any(|kind| hint.starts_with(kind) && new.iter().any(|new| new.starts_with(kind)))
        };
        let kept: BTreeSet<String> = known.iter().filter(|hint| !outdated(hint)).cloned().collect();
        if kept.len() < known.len() && !crowded.contains(&target) {
            let hints: BTreeSet<String> = kept.union(&new).cloned().collect();
            transaction.replace_hints(&target, &known, &hints);
            replaced.insert(target);
        } else if !new.is_empty() {
            transaction.hint(&target, new);
        }
    }
    replaced
}

/// Stages the reverse links: new and changed ones are written, dropped ones removed. Returns the records whose hints
/// cannot be trusted about them any more, with the relation.
pub(crate) fn stage_links(
    transaction: &mut Transaction,
    row: &RecordType,
    source: &str,
    before: &[Reference],
    after: &[Reference],
) -> Vec<(String, String)> {
    let held = reverse(row, before);
    let wanted = reverse(row, after);
    for (key @ (target, relation), extra) in &wanted {
        if held.get(key) != Some(extra) {
            transaction.link(target, relation, source, extra);
        }
    }
    let mut loosened = vec![];
    for (target, relation) in held.into_keys().filter(|key| !wanted.contains_key(key)) {
        transaction.unlink(target, relation, source);
        if inline::is_shown(row.name, relation, target) {
            loosened.push((target.to_owned(), relation.to_owned()));
        }
    }
    loosened
}

/// The links that references leave at their targets.
fn reverse<'a>(row: &RecordType, references: &'a [Reference]) -> BTreeMap<(&'a str, &'a str), String> {
    let mut links = inline::reverse(references);
    links.retain(|(_, relation), _| !links::is_kept_by_tree(row.name, relation));
    links
}

/// Removes from a body every reference to a record. An instance is nothing without what it refers to, and goes with it.
pub(crate) fn remove(value: &mut Value, target: &str) {
    let names_target = |item: &Value| item.get("ref").and_then(Value::as_str) == Some(target);
    match value {
        Value::Array(items) => {
            let stands_for_target = |item: &Value| {
                let container = item.get("sub_container").and_then(|inside| inside.get("top_container"));
                [item.get("digital_object"), container].into_iter().flatten().any(names_target)
            };
            items.retain(|item| !names_target(item) && !stands_for_target(item));
            for item in items {
                remove(item, target);
            }
        }
        Value::Object(object) => {
            object.retain(|_, nested| !names_target(nested));
            object.values_mut().for_each(|nested| remove(nested, target));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn instances_go_with_what_they_refer_to() {
        let mut body = json!({
            "instances": [
                { "sub_container": { "top_container": { "ref": "/repositories/2/top_containers/1" } } },
                { "sub_container": { "top_container": { "ref": "/repositories/2/top_containers/2" } } },
                { "digital_object": { "ref": "/repositories/2/digital_objects/1" } },
            ],
            "subjects": [{ "ref": "/subjects/1" }],
        });
        remove(&mut body, "/repositories/2/top_containers/1");
        remove(&mut body, "/repositories/2/digital_objects/1");
        remove(&mut body, "/subjects/1");
        let left = json!([{ "sub_container": { "top_container": { "ref": "/repositories/2/top_containers/2" } } }]);
        assert_eq!(body, json!({ "instances": left, "subjects": [] }));
    }
}
