//! Many locations at once: a shelf range by range, and one change to several locations.

use std::collections::HashSet;

use api::write::{Attempts, Draft};
use api::{Call, Problem, Reply};
use records::derive::{display, indicators};
use records::record_type::Stored;
use records::types::LOCATION;
use records::{Body, Uri};
use serde_json::{Value, json};
use store::Key;

use crate::text;

/// Indicators that one range may run over.
const RANGE: usize = 1000;

/// Locations that one request may make. They are written while the client waits.
const LOCATIONS: usize = 5000;

/// Locations of one transaction.
const TOGETHER: usize = 15;

/// `POST /locations/batch`: a location for every combination of the ranges. A dry run only names them.
pub(crate) async fn create(call: Call) -> Result<Reply, Problem> {
    let bodies = combinations(&call.body)?;
    if call.params.boolean("dry_run") == Some(true) {
        let titles: Vec<String> = bodies.iter().map(display::location).collect();
        return Ok(Reply::json(&titles));
    }
    let mut uris = vec![];
    for chunk in bodies.chunks(TOGETHER) {
        uris.extend(create_together(&call, chunk).await?);
    }
    Ok(Reply::json(&uris))
}

async fn create_together(call: &Call, bodies: &[Body]) -> Result<Vec<String>, Problem> {
    // The counter has moved since the request was read.
    let mut fetched = call.store.fetch([Key::counter(LOCATION.name)]).await?;
    fetched.extend(call.store.fetch(named(&call.body)).await?);
    let mut attempts = Attempts::over(&call.store, &fetched, call.caller.username());
    loop {
        let mut staging = attempts.start();
        staging.reserve(LOCATION.name, bodies.len() as u64).await?;
        let mut uris = vec![];
        for body in bodies {
            let draft = Draft { row: &LOCATION, repository: None, body: body.clone(), suppressed: false };
            uris.push(staging.create(draft).await?.uri);
        }
        if attempts.commit(staging).await? {
            return Ok(uris);
        }
    }
}

/// The records that a location names.
fn named(body: &Body) -> Vec<Key> {
    let references = records::links::references(&LOCATION, body);
    references
        .into_iter()
        .filter_map(|found| Uri::from_reference(&found.target))
        .map(|u| Key::record(u.as_str()))
        .collect()
}

/// The bodies of the locations, the first range outermost.
fn combinations(batch: &Body) -> Result<Vec<Body>, Problem> {
    let mut body = batch.clone();
    body.shift_remove("locations");
    body.insert("jsonmodel_type".to_owned(), LOCATION.name.into());
    let mut bodies = vec![body];
    for coordinate in 1..=3 {
        let name = format!("coordinate_{coordinate}_range");
        let Some(range) = batch.get(&name).and_then(Value::as_object) else { continue };
        let marks = marks(range);
        if bodies.len().saturating_mul(marks.len()) > LOCATIONS {
            return Err(Problem::bad_request(format!("A batch of more than {LOCATIONS} locations is too large")));
        }
        let with_mark = |body: &Body, mark: &String| {
            let mut body = body.clone();
            body.shift_remove(&name);
            let label = text(range, "label").unwrap_or_default();
            body.insert(format!("coordinate_{coordinate}_label"), label.into());
            body.insert(format!("coordinate_{coordinate}_indicator"), mark.as_str().into());
            body
        };
        bodies = bodies.iter().flat_map(|body| marks.iter().map(|mark| with_mark(body, mark))).collect();
    }
    Ok(bodies)
}

/// The indicators of a range, with what stands before and behind each.
fn marks(range: &Body) -> Vec<String> {
    let part = |property| text(range, property).unwrap_or_default();
    let between = indicators::between(part("start"), part("end"), RANGE);
    between.into_iter().map(|mark| format!("{}{mark}{}", part("prefix"), part("suffix"))).collect()
}

/// The locations that are to be changed, and what they are to name.
pub(crate) fn keys_of_update(inputs: &api::call::Inputs) -> Vec<Key> {
    let Some(Ok(body)) = &inputs.json else { return vec![] };
    let uris = body["record_uris"].as_array().into_iter().flatten().filter_map(Value::as_str);
    uris.filter_map(Uri::parse).map(|uri| Key::record(uri.as_str())).collect()
}

/// `POST /locations/batch_update`: what the body says replaces what the locations say; lists are replaced even by empty
/// ones. The original answers one useless text per location; this answers their URIs.
pub(crate) async fn update(call: Call) -> Result<Reply, Problem> {
    let named = call.body.get("record_uris").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let mut uris: Vec<&str> = named.collect();
    let mut seen = HashSet::new();
    uris.retain(|uri| seen.insert(*uri));
    let found: Option<Vec<Stored>> = call.store.records_in(&call.fetched, &uris).await?.into_iter().collect();
    let locations = found.ok_or_else(|| Problem::missing(LOCATION.model))?;
    for chunk in locations.chunks(TOGETHER) {
        let mut attempts = Attempts::new(&call);
        loop {
            let mut staging = attempts.start();
            for location in chunk {
                staging.update(&LOCATION, location, merged(&location.body, &call.body)).await?;
            }
            if attempts.commit(staging).await? {
                break;
            }
        }
    }
    Ok(Reply::json(&json!(uris)))
}

fn merged(current: &Body, change: &Body) -> Body {
    let mut body = current.clone();
    for list in ["external_ids", "functions"] {
        body.shift_remove(list);
    }
    for (property, value) in change.iter().filter(|(name, _)| *name != "record_uris" && *name != "jsonmodel_type") {
        body.insert(property.clone(), value.clone());
    }
    if let Some(Value::Array(functions)) = body.get_mut("functions") {
        let mut kinds = HashSet::new();
        functions.retain(|function| kinds.insert(function["location_function_type"].as_str().map(ToOwned::to_owned)));
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_multiply() {
        let batch = json!({
            "building": "Main",
            "coordinate_1_range": { "label": "Range", "start": "1", "end": "2" },
            "coordinate_2_range": { "label": "Shelf", "start": "A", "end": "B", "prefix": "n" },
        });
        let bodies = combinations(batch.as_object().unwrap()).unwrap();
        let titles: Vec<String> = bodies.iter().map(display::location).collect();
        let first = "Main [Range: 1, Shelf: nA]";
        assert_eq!(
            titles,
            [first, "Main [Range: 1, Shelf: nB]", "Main [Range: 2, Shelf: nA]", "Main [Range: 2, Shelf: nB]"]
        );
        assert!(bodies.iter().all(|body| !body.contains_key("coordinate_1_range")));
    }
}
