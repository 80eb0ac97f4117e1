//! Another set of values, or another default.

use std::collections::BTreeSet;

use api::{Call, Problem, Reply};
use records::enumerations::{List, Lists, Trace, Value};
use serde_json::Value as Json;

use super::change::change_list;
use super::create::{chosen_default, outcome, texts};
use super::{numbered, walk};

/// `POST /config/enumerations/:enum_id`: values that are new are added at the end, those that are missing removed. Suppressed
/// ones stay: clients do not see them among `values`.
pub(super) async fn update(call: Call) -> Result<Reply, Problem> {
    let current = numbered(&call, call.params.number("enum_id"))?;
    check_version(&call, current.trace.lock_version)?;
    let wanted: BTreeSet<&str> = texts(&call).into_iter().collect();
    let is_missing = |value: &&Value| !value.suppressed && !wanted.contains(value.value.as_str());
    let removed: Vec<&Value> = current.values.iter().filter(is_missing).collect();
    let adds = wanted.iter().any(|text| !current.contains(text));
    if !current.editable && (adds || !removed.is_empty()) || removed.iter().any(|value| value.readonly) {
        return Err(Problem::denied());
    }
    let removed: Vec<&str> = removed.iter().map(|value| value.value.as_str()).collect();
    if let Some(used) = walk::first_used(&call, &current.name, &removed).await? {
        return Err(Problem::conflict(&format!("Can't delete a value that's in use: {used}")));
    }
    let seen = current.trace.lock_version;
    let (list, ()) = change_list(&call, current.id, |lists, list| {
        if list.trace.lock_version != seen {
            return Err(Problem::stale());
        }
        apply(&call, lists, list, &removed);
        Ok(())
    })
    .await?;
    Ok(outcome("Updated", &list, &call))
}

fn apply(call: &Call, lists: &mut Lists, list: &mut List, removed: &[&str]) {
    let (username, now) = (call.caller.username(), call.store.clock().now());
    let added: Vec<&str> = texts(call).into_iter().filter(|text| !list.contains(text)).collect();
    list.values.retain(|value| !removed.contains(&value.value.as_str()));
    if !added.is_empty() || !removed.is_empty() {
        list.values.iter_mut().for_each(|value| value.trace.touch(username, now));
    }
    for text in added {
        let trace = Trace::new(username, now);
        let (id, value) = (lists.next_value(), text.to_owned());
        list.values.push(Value { id, value, trace, ..Value::default() });
    }
    renumber(list);
    // One that the list has not is ignored, none at all takes the default away.
    if !call.body.contains_key("default_value") {
        list.default = None;
    } else if let Some(default) = chosen_default(call, list) {
        list.default = Some(default);
    }
    list.default = list.default.take().filter(|default| list.contains(default));
    list.trace.touch(username, now);
}

/// Places in a row, as the values stand.
pub(super) fn renumber(list: &mut List) {
    for (value, position) in list.values.iter_mut().zip(0..) {
        value.position = position;
    }
}

/// Refuses a writer who has not seen the newest version.
pub(super) fn check_version(call: &Call, current: u64) -> Result<(), Problem> {
    let seen = match call.body.get("lock_version") {
        Some(Json::Number(version)) => version.as_u64(),
        Some(Json::String(version)) => version.trim().parse().ok(),
        _ => return Err(Problem::conflict("You must provide a lock_version in your request")),
    };
    if seen == Some(current) { Ok(()) } else { Err(Problem::stale()) }
}
