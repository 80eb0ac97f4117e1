//! Changed lists as one document, the form in which an archive keeps them: list by name.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{List, Value};
use crate::Body;

/// Reads the document. What is not in its form is left out, so that the seed stays in force.
pub fn read_changes(document: &Body) -> BTreeMap<String, List> {
    document.iter().filter_map(|(name, list)| Some((name.clone(), read_list(name, list)?))).collect()
}

fn read_list(name: &str, list: &Json) -> Option<List> {
    let is_true = |value: &Json, key: &str| value.get(key) == Some(&Json::Bool(true));
    let values = list.get("values")?.as_array()?.iter().zip(0..).filter_map(|(value, position)| {
        Some(Value {
            value: value.get("value")?.as_str()?.to_owned(),
            position,
            readonly: is_true(value, "readonly"),
            suppressed: is_true(value, "suppressed"),
        })
    });
    Some(List {
        name: name.to_owned(),
        editable: is_true(list, "editable"),
        default: list.get("default").and_then(Json::as_str).map(str::to_owned),
        values: values.collect(),
    })
}

/// Writes the document that [`read_changes`] reads.
pub fn write_changes(changes: &BTreeMap<String, List>) -> Body {
    changes.iter().map(|(name, list)| (name.clone(), write_list(list))).collect()
}

fn write_list(list: &List) -> Json {
    let values: Vec<Json> = list
        .values
        .iter()
        .map(|value| json!({ "value": value.value, "readonly": value.readonly, "suppressed": value.suppressed }))
        .collect();
    json!({ "editable": list.editable, "default": list.default, "values": values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_were() {
        let list = super::super::seed("date_label").unwrap().clone();
        let changes = BTreeMap::from([("date_label".to_owned(), list)]);
        assert_eq!(read_changes(&write_changes(&changes)), changes);
    }
}
