//! Changed lists as one document, the form in which an archive keeps them: `lists` by name, and the last numbers given out.

use serde_json::{Value as Json, json};

use super::{List, Lists, Trace, Value};
use crate::Body;

impl Lists {
    /// Reads the document. A list that is not in its form is left out, so that its seed stays in force.
    pub fn read(document: &Body) -> Self {
        let lists = document.get("lists").and_then(Json::as_object).into_iter().flatten();
        Self {
            changes: lists.filter_map(|(name, list)| Some((name.clone(), read_list(name, list)?))).collect(),
            last_list: number(document.get("last_list")),
            last_value: number(document.get("last_value")),
        }
    }

    /// Writes the document that [`Lists::read`] reads.
    pub fn write(&self) -> Body {
        let lists: Body = self.changes.iter().map(|(name, list)| (name.clone(), write_list(list))).collect();
        let mut document = Body::new();
        document.insert("lists".to_owned(), lists.into());
        document.insert("last_list".to_owned(), self.last_list.into());
        document.insert("last_value".to_owned(), self.last_value.into());
        document
    }
}

fn read_list(name: &str, list: &Json) -> Option<List> {
    let values = list.get("values")?.as_array()?.iter().filter_map(|value| {
        Some(Value {
            id: number(value.get("id")),
            value: value.get("value")?.as_str()?.to_owned(),
            position: number(value.get("position")),
            readonly: is_true(value, "readonly"),
            suppressed: is_true(value, "suppressed"),
            trace: read_trace(value),
        })
    });
    Some(List {
        id: number(list.get("id")),
        name: name.to_owned(),
        editable: is_true(list, "editable"),
        default: text(list.get("default")),
        relationships: texts(list.get("relationships")),
        values: values.collect(),
        trace: read_trace(list),
    })
}

fn read_trace(object: &Json) -> Trace {
    let trace = object.get("trace").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let moment = |place: usize| trace.get(place).and_then(Json::as_i64).unwrap_or_default();
    Trace {
        lock_version: number(trace.first()),
        created_by: text(trace.get(1)),
        last_modified_by: text(trace.get(2)),
        create_time: moment(3),
        modified: moment(4),
    }
}

fn write_list(list: &List) -> Json {
    let values = list.values.iter().map(|value| {
        json!({
            "id": value.id,
            "value": value.value,
            "position": value.position,
            "readonly": value.readonly,
            "suppressed": value.suppressed,
            "trace": write_trace(&value.trace),
        })
    });
    json!({
        "id": list.id,
        "editable": list.editable,
        "default": list.default,
        "relationships": list.relationships,
        "values": values.collect::<Vec<_>>(),
        "trace": write_trace(&list.trace),
    })
}

/// A list without names: there is one for each value of a list.
fn write_trace(trace: &Trace) -> Json {
    json!([trace.lock_version, trace.created_by, trace.last_modified_by, trace.create_time, trace.modified])
}

fn is_true(value: &Json, key: &str) -> bool {
    value.get(key) == Some(&Json::Bool(true))
}

fn number(value: Option<&Json>) -> u64 {
    value.and_then(Json::as_u64).unwrap_or_default()
}

fn text(value: Option<&Json>) -> Option<String> {
    value.and_then(Json::as_str).map(str::to_owned)
}

/// The texts of an array; none when there is no array.
pub(super) fn texts(value: Option<&Json>) -> Vec<String> {
    let items = value.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    items.iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_as_they_were() {
        let mut list = super::super::seed("event_event_type").unwrap().clone();
        list.trace.touch(Some("admin"), 7);
        list.values[3].trace = Trace::new(None, 9);
        let mut lists = Lists::seeded();
        lists.put(list.clone());
        let number = lists.next_value();
        let mut read = Lists::read(&lists.write());
        assert_eq!(read.find("event_event_type"), Some(&list));
        assert_eq!(read.next_value(), number + 1);
    }
}
