//! A value for each container: the body is an object of container URIs and values.

use std::collections::{BTreeMap, BTreeSet};

use api::call::Inputs;
use api::write::guard_key;
use api::{Call, Problem, Reply};
use http::StatusCode;
use records::record_type::Stored;
use records::types::{LOCATION, TOP_CONTAINER};
use records::{Invalid, Uri};
use serde_json::{Value, json};
use store::{Key, Store};

use super::{Change, Copies, number, place, set_text, write};

/// The containers of the body, the locations that are its values, and the lists that containers are checked against.
pub(crate) fn keys_of_body(inputs: &Inputs) -> Vec<Key> {
    let Some(Ok(Value::Object(wanted))) = &inputs.json else { return vec![] };
    let texts = wanted.iter().flat_map(|(uri, value)| [Some(uri.as_str()), value.as_str()]).flatten();
    let records = texts.filter_map(Uri::parse).map(|uri| Key::record(uri.as_str()));
    records.chain([Key::enumerations()]).collect()
}

/// As [`keys_of_body`], and the guards of the barcodes.
pub(crate) fn keys_of_barcodes(inputs: &Inputs) -> Vec<Key> {
    let mut keys = keys_of_body(inputs);
    if let (Some(Ok(Value::Object(wanted))), Some(repository)) = (&inputs.json, inputs.number("repo_id")) {
        keys.extend(wanted.values().filter_map(Value::as_str).map(|barcode| barcode_guard(repository, barcode)));
    }
    keys
}

fn barcode_guard(repository: u64, barcode: &str) -> Key {
    guard_key("barcode", &repository.to_string(), barcode)
}

/// `POST …/bulk/indicators`.
pub(crate) async fn indicators(call: Call) -> Result<Reply, Problem> {
    let wanted = wanted(&call).await?;
    let mut changes: Vec<Change> = vec![];
    for (container, indicator) in wanted {
        match changed(&call, &container, "indicator", &indicator) {
            Ok(change) => changes.push(change),
            Err(invalid) => return Ok(refused(&container.uri, &json!(invalid.errors))),
        }
    }
    write(&call, &changes, Copies::Outdated).await?;
    Ok(updated(&changes))
}

/// `POST …/bulk/barcodes`. The containers change in the order of the body: a barcode that one gives up is free for the next.
pub(crate) async fn barcodes(call: Call) -> Result<Reply, Problem> {
    let wanted = wanted(&call).await?;
    let repository = call.repository().unwrap_or_default();
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for (_, barcode) in &wanted {
        let owner = Store::owner_in(&call.fetched, &barcode_guard(repository, barcode));
        owners.extend(owner.map(|owner| (barcode.clone(), owner)));
    }
    let mut steps: Vec<Vec<Change>> = vec![vec![]];
    let mut given_up: BTreeSet<String> = BTreeSet::new();
    for (container, barcode) in wanted {
        if owners.get(&barcode).is_some_and(|owner| *owner != container.uri) {
            return Ok(refused(
                &container.uri,
                &json!({ "barcode": ["A barcode must be unique within a repository"] }),
            ));
        }
        let change = match changed(&call, &container, "barcode", &barcode) {
            Ok(change) => change,
            Err(invalid) => return Ok(refused(&container.uri, &json!(invalid.errors))),
        };
        // What was given up is free only when that is written.
        if given_up.contains(&barcode) {
            steps.push(vec![]);
            given_up.clear();
        }
        if let Some(former) = container.body.get("barcode").and_then(Value::as_str) {
            owners.remove(former);
            given_up.insert(former.to_owned());
        }
        if !barcode.is_empty() {
            owners.insert(barcode, container.uri.clone());
        }
        steps.last_mut().into_iter().for_each(|step| step.push(change.clone()));
    }
    for step in &steps {
        write(&call, step, Copies::Outdated).await?;
    }
    Ok(updated(&steps.concat()))
}

/// `POST …/bulk/locations`. An empty location only takes the container away from where it stands.
pub(crate) async fn locations(call: Call) -> Result<Reply, Problem> {
    let now = call.store.clock().now();
    let mut changes: Vec<Change> = vec![];
    for (container, location) in wanted(&call).await? {
        let is_known = Uri::parse(&location).is_some_and(|uri| uri.record_type() == Some(LOCATION.name))
            && call.fetched.has(&Key::record(&location));
        if !location.is_empty() && !is_known {
            return Err(Problem::missing(LOCATION.model));
        }
        let mut body = container.body.clone();
        place::put(&mut body, &location, now);
        changes.push((container, body));
    }
    write(&call, &changes, Copies::Good).await?;
    let numbers: Vec<u64> = changes.iter().map(|(container, _)| number(&container.uri)).collect();
    Ok(Reply::json(&json!({ "records_ids_updated": numbers, "records_updated": numbers.len() })))
}

/// The containers of the body with their new values, in its order.
async fn wanted(call: &Call) -> Result<Vec<(Stored, String)>, Problem> {
    let Value::Object(wanted) = call.json()? else {
        return Err(Problem::bad_request("the body must be an object of top container URIs and their values"));
    };
    let mut found = vec![];
    for (uri, value) in wanted {
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            _ => return Err(Problem::bad_request(format!("the value for {uri} must be a string"))),
        };
        let parsed = Uri::parse(uri).filter(|parsed| {
            parsed.record_type() == Some(TOP_CONTAINER.name) && parsed.repository() == call.repository()
        });
        let parsed = parsed.ok_or_else(|| Problem::missing(TOP_CONTAINER.model))?;
        let stored = call.store.record_in(&call.fetched, parsed.as_str()).await?;
        found.push((stored.ok_or_else(|| Problem::missing(TOP_CONTAINER.model))?, value));
    }
    Ok(found)
}

/// The container with a new text, checked as a whole.
fn changed(call: &Call, container: &Stored, property: &str, text: &str) -> Result<Change, Invalid> {
    let mut body = container.body.clone();
    set_text(&mut body, property, text);
    records::validate::check(TOP_CONTAINER.name, Value::Object(body.clone()), &call.lists)?;
    Ok((container.clone(), body))
}

/// The 400 that says which container is refused.
fn refused(uri: &str, problems: &Value) -> Reply {
    Reply::json(&json!({ "error": problems, "uri": uri })).status(StatusCode::BAD_REQUEST)
}

fn updated(changes: &[Change]) -> Reply {
    let numbers: Vec<u64> = changes.iter().map(|(container, _)| number(&container.uri)).collect();
    Reply::json(&json!({ "updated": numbers }))
}
