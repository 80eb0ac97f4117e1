//! What of a merged agent is kept, part by part.
//!
//! A client marks parts with the word `REPLACE`, in lists that mirror those of the destination: the place in the list is the
//! destination's item, `position` beside the mark the candidate's. `append` adds the candidate's item, `replace` puts it in the
//! place of the destination's, and any other mark copies one property.

use serde_json::{Map, Value};

use crate::Body;

/// The only value that marks anything.
const MARK: &str = "REPLACE";

/// One mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// As the answer repeats it: `names.0.append.1`.
    pub path: String,
    list: String,
    place: Option<usize>,
    property: Option<String>,
    position: Option<usize>,
}

/// The marks of a request's `selections`, in their order.
pub fn flatten(selections: &Body) -> Vec<Selection> {
    let mut found = Vec::new();
    collect(selections, &mut Vec::new(), &mut found);
    found
}

fn collect(object: &Map<String, Value>, path: &mut Vec<String>, found: &mut Vec<Selection>) {
    let position = object.get("position").map(|position| match position {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    for (name, value) in object {
        path.push(name.clone());
        match value {
            Value::String(text) if text == MARK => found.push(selection(path, position.as_deref().unwrap_or_default())),
            Value::Object(nested) => collect(nested, path, found),
            Value::Array(items) => {
                for (place, nested) in
                    items.iter().enumerate().filter_map(|(place, item)| Some((place, item.as_object()?)))
                {
                    path.push(place.to_string());
                    collect(nested, path, found);
                    path.pop();
                }
            }
            _ => {}
        }
        path.pop();
    }
}

fn selection(path: &[String], position: &str) -> Selection {
    // Deeper marks mean the property of the item that they are in, and the place in it.
    let place_within = path.get(3).map_or(position, String::as_str);
    Selection {
        path: format!("{}.{position}", path.join(".")),
        list: path.first().cloned().unwrap_or_default(),
        place: path.get(1).and_then(|place| place.parse().ok()),
        property: path.get(2).cloned(),
        position: place_within.parse().ok(),
    }
}

/// Changes a stored agent as selected. Fails with the path of a mark that means nothing.
pub fn select(destination: &mut Body, candidate: &Body, selections: &[Selection]) -> Result<(), String> {
    let is_whole = |selection: &&Selection| matches!(selection.property.as_deref(), Some("append" | "replace"));
    // Items come first: a property may be meant for one that was added.
    for selection in selections.iter().filter(is_whole) {
        take_item(destination, candidate, selection).ok_or_else(|| selection.path.clone())?;
    }
    for selection in selections.iter().filter(|selection| !is_whole(selection)) {
        take_property(destination, candidate, selection).ok_or_else(|| selection.path.clone())?;
    }
    Ok(())
}

/// Changes an agent as readers see it, for a client that wants to look before it merges.
pub fn select_shown(destination: &mut Body, candidate: &Body, selections: &[Selection]) -> Result<(), String> {
    select(destination, candidate, selections)?;
    let sort_name = destination.get("names").and_then(|names| names.get(0)?.get("sort_name")).cloned();
    if let Some(sort_name) = sort_name {
        destination.insert("title".to_owned(), sort_name);
    }
    Ok(())
}

fn take_item(destination: &mut Body, candidate: &Body, selection: &Selection) -> Option<()> {
    let place = selection.place?;
    // Notes are not put into another order on the way, so that their place is the same in both.
    let is_note = selection.list == "notes";
    let position = if is_note { place } else { selection.position? };
    let mut item = candidate.get(&selection.list)?.get(position)?.clone();
    let Value::Array(items) = destination.entry(selection.list.as_str()).or_insert_with(|| Value::Array(Vec::new()))
    else {
        return None;
    };
    let replaced = items.get(place).filter(|_| selection.property.as_deref() == Some("replace") && !is_note).cloned();
    let unique: &[&str] = match selection.list.as_str() {
        "names" => &["authorized", "is_display_name"],
        "agent_record_identifiers" => &["primary_identifier"],
        _ => &[],
    };
    for flag in unique {
        item[*flag] = replaced.as_ref().map_or(Value::Bool(false), |replaced| replaced[*flag].clone());
    }
    match (selection.property.as_deref(), replaced) {
        (Some("replace"), Some(_)) => items[place] = item,
        (Some("replace"), None) if !is_note => return None,
        _ => items.push(item),
    }
    Some(())
}

fn take_property(destination: &mut Body, candidate: &Body, selection: &Selection) -> Option<()> {
    let property = selection.property.as_deref()?;
    let value = candidate.get(&selection.list)?.get(selection.position?)?.get(property).cloned();
    let item = destination.get_mut(&selection.list)?.get_mut(selection.place?)?.as_object_mut()?;
    match value {
        Some(value) => {
            item.insert(property.to_owned(), value);
        }
        None => {
            item.shift_remove(property);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: &Value) -> Body {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn marks_are_told_by_their_path() {
        let selections = body(&json!({
            "names": [{ "rest_of_name": "REPLACE", "position": 0 }, { "append": "REPLACE", "position": "1" }, "x"],
            "agent_record_controls": [{ "agency_name": "REPLACE", "language": "eng", "position": "0" }],
        }));
        let paths: Vec<_> = flatten(&selections).into_iter().map(|selection| selection.path).collect();
        assert_eq!(paths, ["names.0.rest_of_name.0", "names.1.append.1", "agent_record_controls.0.agency_name.0"]);
    }

    #[test]
    fn items_are_added_and_properties_copied() {
        let mut kept =
            body(&json!({ "names": [{ "primary_name": "A", "authorized": true, "is_display_name": true }] }));
        let gone = body(&json!({ "names": [{ "primary_name": "B", "rest_of_name": "b", "authorized": true }] }));
        let selections = body(&json!({ "names": [
            { "rest_of_name": "REPLACE", "position": "0" }, { "append": "REPLACE", "position": "0" }] }));
        select(&mut kept, &gone, &flatten(&selections)).unwrap();
        assert_eq!(
            Value::Object(kept),
            json!({ "names": [
                { "primary_name": "A", "authorized": true, "is_display_name": true, "rest_of_name": "b" },
                { "primary_name": "B", "rest_of_name": "b", "authorized": false, "is_display_name": false }] })
        );
    }

    #[test]
    fn what_replaces_the_authorized_name_is_authorized() {
        let mut kept =
            body(&json!({ "names": [{ "primary_name": "A", "authorized": true, "is_display_name": false }] }));
        let gone = body(&json!({ "names": [{ "primary_name": "B" }] }));
        let selections = body(&json!({ "names": [{ "replace": "REPLACE", "position": "0" }] }));
        select(&mut kept, &gone, &flatten(&selections)).unwrap();
        assert_eq!(kept["names"], json!([{ "primary_name": "B", "authorized": true, "is_display_name": false }]));
    }

    #[test]
    fn marks_that_mean_nothing_are_refused() {
        for selections in [
            json!({ "names": [{ "append": "REPLACE", "position": "7" }] }),
            json!({ "names": [{ "append": "REPLACE" }] }),
            json!({ "publish": "REPLACE" }),
            json!({ "nothing": [{ "replace": "REPLACE", "position": "0" }] }),
        ] {
            let mut kept = body(&json!({ "names": [{}] }));
            let gone = body(&json!({ "names": [{}] }));
            assert!(select(&mut kept, &gone, &flatten(&body(&selections))).is_err(), "{selections}");
        }
    }
}
