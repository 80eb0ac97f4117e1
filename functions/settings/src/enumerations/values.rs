//! Single values: reading, renaming, moving, suppressing.

use api::{Call, Problem, Reply};
use records::enumerations::{List, Value};
use serde_json::{Value as Json, json};

use super::change::change_list;
use super::update::check_version;
use super::{holding, migrate, show};

/// `GET /config/enumeration_values/:enum_val_id`.
pub(super) async fn read(call: Call) -> Result<Reply, Problem> {
    let id = call.params.number("enum_val_id");
    let value = holding(&call, id)?.values.iter().find(|value| value.id == id);
    let value = value.ok_or_else(|| Problem::missing("EnumerationValue"))?;
    Ok(Reply::json(&show::value(value, &crate::born(&call).await?)))
}

/// `POST /config/enumeration_values/:enum_val_id`. A value under a new name goes by it in every record.
pub(super) async fn update(call: Call) -> Result<Reply, Problem> {
    let id = call.params.number("enum_val_id");
    let list = holding(&call, id)?;
    let current = found(&mut list.clone(), id)?.clone();
    check_version(&call, current.trace.lock_version)?;
    let text = call.body.get("value").and_then(Json::as_str).unwrap_or_default();
    if text != current.value {
        if !list.editable || current.readonly {
            return Err(Problem::denied());
        }
        if list.contains(text) {
            return Err(Problem::refused("value", "The list has this value already"));
        }
        migrate::rewrite(&call, list, &current.value, text).await?;
    }
    let suppressed = call.body.get("suppressed").and_then(Json::as_bool);
    let position = call.body.get("position").and_then(Json::as_u64);
    let (_, value) = change_list(&call, list.id, |_, list| {
        if let Some(position) = position {
            swap(list, id, position)?;
        }
        let value = found(list, id)?;
        let before = std::mem::replace(&mut value.value, text.to_owned());
        value.suppressed = suppressed.unwrap_or(value.suppressed);
        value.trace.touch(call.caller.username(), call.store.clock().now());
        let changed = value.clone();
        if list.default.as_ref() == Some(&before) {
            list.default = Some(text.to_owned());
        }
        Ok(changed)
    })
    .await?;
    let mut outcome = outcome(&value);
    outcome["uri"] = format!("/config/enumeration_values/{id}").into();
    outcome["warnings"] = json!([]);
    Ok(Reply::json(&outcome))
}

/// `POST …/position`: the value changes places with the one that is there.
pub(super) async fn position(call: Call) -> Result<Reply, Problem> {
    let id = call.params.number("enum_val_id");
    let wanted = call.params.integer("position").and_then(|position| u64::try_from(position).ok());
    let wanted = wanted.ok_or_else(|| Problem::refused("position", "Wanted a place from 0"))?;
    let list = holding(&call, id)?;
    let (_, value) = change_list(&call, list.id, |_, list| {
        swap(list, id, wanted)?;
        let value = found(list, id)?;
        value.trace.touch(call.caller.username(), call.store.clock().now());
        Ok(value.clone())
    })
    .await?;
    Ok(Reply::json(&outcome(&value)))
}

/// `POST …/suppressed`. The answer counts rows, as the original's does.
pub(super) async fn suppress(call: Call) -> Result<Reply, Problem> {
    let id = call.params.number("enum_val_id");
    let suppressed = call.params.boolean("suppressed").unwrap_or_default();
    let list = holding(&call, id)?;
    change_list(&call, list.id, |_, list| {
        let value = found(list, id)?;
        value.suppressed = suppressed;
        value.trace.modified = call.store.clock().now();
        Ok(())
    })
    .await?;
    Ok(Reply::json(&json!({ "status": "Suppressed", "id": id, "suppressed_state": 1 })))
}

fn swap(list: &mut List, id: u64, wanted: u64) -> Result<(), Problem> {
    let from = found(list, id)?.position;
    for value in &mut list.values {
        if value.id == id {
            value.position = wanted;
        } else if value.position == wanted {
            value.position = from;
        }
    }
    Ok(())
}

fn found(list: &mut List, id: u64) -> Result<&mut Value, Problem> {
    list.values.iter_mut().find(|value| value.id == id).ok_or_else(|| Problem::missing("EnumerationValue"))
}

fn outcome(value: &Value) -> Json {
    json!({ "status": "Updated", "id": value.id, "lock_version": value.trace.lock_version, "stale": null })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_change_places() {
        let mut list = records::enumerations::seed("extent_extent_type").unwrap().clone();
        swap(&mut list, 284, 0).unwrap();
        let place = |value: &str| list.find(value).unwrap().position;
        assert_eq!((place("volumes"), place("cassettes"), place("cubic_feet")), (0, 11, 1));
        assert!(swap(&mut list, 1, 0).is_err(), "of another list");
    }
}
