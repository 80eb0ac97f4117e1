//! New lists.

use std::collections::BTreeSet;

use api::{Call, Problem, Reply};
use records::enumerations::{List, Trace, Value};
use serde_json::{Value as Json, json};

use super::change::change_lists;
use super::show;

/// `POST /config/enumerations`.
pub(super) async fn create(call: Call) -> Result<Reply, Problem> {
    let name = call.body.get("name").and_then(Json::as_str).unwrap_or_default();
    let trace = Trace::new(call.caller.username(), call.store.clock().now());
    let list = change_lists(&call, |lists| {
        if lists.find(name).is_some() {
            return Err(Problem::refused("name", "An enumeration of this name exists already"));
        }
        let mut list = List { id: lists.next_list(), name: name.to_owned(), editable: true, ..List::default() };
        list.trace = trace.clone();
        for (text, position) in texts(&call).into_iter().zip(0..) {
            let id = lists.next_value();
            let value = text.to_owned();
            list.values.push(Value { id, value, position, trace: trace.clone(), ..Value::default() });
        }
        list.default = chosen_default(&call, &list);
        lists.put(list.clone());
        Ok((list, vec![]))
    })
    .await?;
    Ok(outcome("Created", &list, &call))
}

/// The values that a body names, each once.
pub(super) fn texts(call: &Call) -> Vec<&str> {
    let values = call.body.get("values").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let mut seen = BTreeSet::new();
    values.iter().filter_map(Json::as_str).filter(|text| seen.insert(*text)).collect()
}

/// The default that a body names, when the list has it.
pub(super) fn chosen_default(call: &Call, list: &List) -> Option<String> {
    let named = call.body.get("default_value").and_then(Json::as_str)?;
    list.contains(named).then(|| named.to_owned())
}

/// The answer to a write.
pub(super) fn outcome(status: &str, list: &List, call: &Call) -> Reply {
    let has_warnings = call.warnings.as_object().is_some_and(|warnings| !warnings.is_empty());
    Reply::json(&json!({
        "status": status,
        "id": list.id,
        "lock_version": list.trace.lock_version,
        "stale": null,
        "uri": show::uri(list),
        "warnings": if has_warnings { call.warnings.clone() } else { json!([]) },
    }))
}
