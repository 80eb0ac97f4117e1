//! Lists and values as JSON.

use records::enumerations::{List, Trace, Value};
use records::render::instant;
use serde_json::{Map, Value as Json, json};

/// A list with its values. `born` is when the archive came into being: seeds have no moments of their own.
pub(super) fn list(list: &List, born: &str) -> Json {
    let values: Vec<Json> = list.values.iter().map(|value| inside(list, value, born)).collect();
    let texts = |wanted: fn(&Value) -> bool| -> Vec<&str> {
        let values = list.values.iter().filter(|value| !value.suppressed && wanted(value));
        values.map(|value| value.value.as_str()).collect()
    };
    let mut shown = json!({
        "name": list.name,
        "editable": list.editable,
        "jsonmodel_type": "enumeration",
        "relationships": list.relationships,
        "enumeration_values": values,
        "values": texts(|_| true),
        "readonly_values": texts(|value| value.readonly),
        "uri": uri(list),
    });
    if let (Some(default), Some(shown)) = (&list.default, shown.as_object_mut()) {
        shown.insert("default_value".to_owned(), default.as_str().into());
    }
    traced(shown, &list.trace, born)
}

/// A value by itself.
pub(super) fn value(value: &Value, born: &str) -> Json {
    let shown = json!({
        "value": value.value,
        "position": value.position,
        "suppressed": value.suppressed,
        "jsonmodel_type": "enumeration_value",
        "uri": format!("/config/enumeration_values/{}", value.id),
    });
    traced(shown, &value.trace, born)
}

/// The URI of a list.
pub(super) fn uri(list: &List) -> String {
    format!("/config/enumerations/{}", list.id)
}

/// A value inside of its list says more: clients of the original see its whole row there.
fn inside(list: &List, of: &Value, born: &str) -> Json {
    let mut shown = value(of, born);
    shown["id"] = of.id.into();
    shown["enumeration_id"] = list.id.into();
    shown["readonly"] = u8::from(of.readonly).into();
    shown["json_schema_version"] = 1.into();
    shown
}

fn traced(mut shown: Json, trace: &Trace, born: &str) -> Json {
    let moment = |seconds: i64| if seconds == 0 { born.to_owned() } else { instant(seconds) };
    let mut audit = Map::new();
    audit.insert("lock_version".to_owned(), trace.lock_version.into());
    for (name, username) in [("created_by", &trace.created_by), ("last_modified_by", &trace.last_modified_by)] {
        audit.extend(username.as_ref().map(|username| (name.to_owned(), username.as_str().into())));
    }
    audit.insert("create_time".to_owned(), moment(trace.create_time).into());
    for name in ["system_mtime", "user_mtime"] {
        audit.insert(name.to_owned(), moment(trace.modified).into());
    }
    if let Some(shown) = shown.as_object_mut() {
        shown.extend(audit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suppressed_values_are_not_offered() {
        let mut dates = records::enumerations::seed("date_label").unwrap().clone();
        dates.values[0].suppressed = true;
        let shown = list(&dates, "2026-01-01T00:00:00Z");
        let all = dates.values.len();
        assert_eq!(shown["enumeration_values"].as_array().map(Vec::len), Some(all));
        assert_eq!(shown["values"].as_array().map(Vec::len), Some(all - 1));
        assert!(shown["readonly_values"].as_array().unwrap().contains(&json!("existence")));
        assert!(shown.get("default_value").is_none());
    }
}
