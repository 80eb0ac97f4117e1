//! References that lead to another record from now on: what merging two records does to those that refer to them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::Body;
use crate::derive::text;

/// The record that references lead to instead, by the one that they name now.
pub type Redirects = BTreeMap<String, String>;

/// What tells a part of a container from the container itself.
const PARTS: [&str; 5] = ["type_2", "indicator_2", "barcode_2", "type_3", "indicator_3"];

/// Lets references lead elsewhere. Of two relationships that are the same afterwards one is kept, and none leads from the
/// record at `own` to itself. Says whether anything changed.
pub fn redirect(body: &mut Body, own: &str, redirects: &Redirects) -> bool {
    let way = Way { own, redirects };
    let mut changed = false;
    body.retain(|_, value| {
        changed |= way.follow(value);
        !way.is_circular(value)
    });
    changed
}

/// Where references lead, seen from one record.
struct Way<'a> {
    own: &'a str,
    redirects: &'a Redirects,
}

impl Way<'_> {
    /// Redirects everything inside of a value; whether anything changed.
    fn follow(&self, value: &mut Value) -> bool {
        match value {
            Value::Object(object) => self.follow_object(object),
            Value::Array(items) => self.follow_items(items),
            _ => false,
        }
    }

    fn follow_object(&self, object: &mut Map<String, Value>) -> bool {
        let mut changed = false;
        if let Some(Value::String(target)) = object.get_mut("ref")
            && let Some(instead) = self.redirects.get(target.as_str())
        {
            instead.clone_into(target);
            changed = true;
        }
        object.retain(|_, nested| {
            changed |= self.follow(nested);
            !self.is_circular(nested)
        });
        changed
    }

    fn follow_items(&self, items: &mut Vec<Value>) -> bool {
        let changed: Vec<bool> = items.iter_mut().map(|item| self.follow(item)).collect();
        if !changed.contains(&true) {
            return false;
        }
        let mut kept: Vec<Value> = Vec::with_capacity(items.len());
        let (moved, stayed): (Vec<_>, Vec<_>) =
            items.drain(..).enumerate().zip(changed).partition(|(_, changed)| *changed);
        // What was there before comes first, so that of two equal ones it is the moved one that goes.
        let mut places: Vec<usize> = Vec::with_capacity(kept.capacity());
        for ((place, item), _) in stayed.into_iter().chain(moved) {
            if self.is_circular(&item) {
                continue;
            }
            if let Some(known) = kept.iter_mut().find(|known| is_same_relationship(known, &item)) {
                carry_flags(known, &item);
            } else {
                places.push(place);
                kept.push(item);
            }
        }
        let mut ordered: Vec<(usize, Value)> = places.into_iter().zip(kept).collect();
        ordered.sort_by_key(|(place, _)| *place);
        items.extend(ordered.into_iter().map(|(_, item)| item));
        true
    }

    fn is_circular(&self, value: &Value) -> bool {
        value.get("ref").and_then(Value::as_str) == Some(self.own) && self.redirects.values().any(|to| to == self.own)
    }
}

/// Whether a relationship (`moved`) says nothing that another one of the record does not say: the same record in the same
/// role. Where there are no roles, the relator tells two relationships apart.
pub(crate) fn is_same_relationship(known: &Value, moved: &Value) -> bool {
    let (Value::Object(known), Value::Object(moved)) = (known, moved) else { return false };
    if let (Some(one), Some(other)) = (known.get("ref"), moved.get("ref")) {
        let told_by = if moved.contains_key("role") { "role" } else { "relator" };
        return one == other && known.get(told_by) == moved.get(told_by);
    }
    match (instance_target(known), instance_target(moved)) {
        (Some(one), Some(other)) if one == other => says_no_more(known, moved),
        _ => false,
    }
}

/// What an instance is an instance of.
fn instance_target(instance: &Map<String, Value>) -> Option<&str> {
    let reference = match instance.get("sub_container") {
        Some(inside) => inside.get("top_container"),
        None => instance.get("digital_object"),
    };
    reference?.get("ref")?.as_str()
}

/// Whether an instance names no more than its container, or the same part of it as the known one.
fn says_no_more(known: &Map<String, Value>, moved: &Map<String, Value>) -> bool {
    let part = |instance: &Map<String, Value>, name: &str| {
        instance
            .get("sub_container")
            .and_then(Value::as_object)
            .and_then(|inside| text(inside, name).map(str::to_owned))
    };
    PARTS.iter().all(|name| {
        let said = part(moved, name);
        said.is_none() || said == part(known, name)
    })
}

/// One relationship of a record may be its primary or representative one, and stays it.
fn carry_flags(kept: &mut Value, dropped: &Value) {
    for flag in ["is_primary", "is_representative"] {
        if dropped.get(flag) == Some(&Value::Bool(true)) {
            kept[flag] = Value::Bool(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn redirected(body: &Value, own: &str, from: &str, to: &str) -> Value {
        let mut body = body.as_object().cloned().unwrap();
        redirect(&mut body, own, &Redirects::from([(from.to_owned(), to.to_owned())]));
        Value::Object(body)
    }

    #[test]
    fn the_same_agent_in_the_same_role_is_linked_once() {
        let body = json!({ "linked_agents": [
            { "ref": "/agents/people/1", "role": "creator", "is_primary": true },
            { "ref": "/agents/people/3", "role": "subject" },
            { "ref": "/agents/people/2", "role": "creator" },
            { "ref": "/agents/people/1", "role": "source" },
        ] });
        assert_eq!(
            redirected(&body, "/repositories/2/accessions/1", "/agents/people/1", "/agents/people/2")["linked_agents"],
            json!([
                { "ref": "/agents/people/3", "role": "subject" },
                { "ref": "/agents/people/2", "role": "creator", "is_primary": true },
                { "ref": "/agents/people/2", "role": "source" },
            ])
        );
    }

    #[test]
    fn nothing_leads_to_itself() {
        let body = json!({ "related_agents": [
            { "ref": "/agents/people/1", "relator": "is_child_of" },
            { "ref": "/agents/people/3", "relator": "is_child_of" },
        ] });
        assert_eq!(
            redirected(&body, "/agents/people/2", "/agents/people/1", "/agents/people/2")["related_agents"],
            json!([{ "ref": "/agents/people/3", "relator": "is_child_of" }])
        );
    }

    #[test]
    fn an_instance_of_nothing_but_the_container_is_not_doubled() {
        let within = |container: u32, folder: &str| {
            let mut inside =
                json!({ "top_container": { "ref": format!("/repositories/2/top_containers/{container}") } });
            if !folder.is_empty() {
                inside["indicator_2"] = folder.into();
            }
            json!({ "instance_type": "mixed_materials", "sub_container": inside })
        };
        let body = json!({ "instances": [within(1, ""), within(1, "a"), within(2, "b"), within(3, "")] });
        let (from, to) = ("/repositories/2/top_containers/1", "/repositories/2/top_containers/2");
        assert_eq!(
            redirected(&body, "/repositories/2/accessions/1", from, to)["instances"],
            json!([within(2, "a"), within(2, "b"), within(3, "")])
        );
    }

    #[test]
    fn single_references_follow() {
        let body = json!({ "container_profile": { "ref": "/container_profiles/1" }, "indicator": "7" });
        let expected = json!({ "container_profile": { "ref": "/container_profiles/2" }, "indicator": "7" });
        let own = "/repositories/2/top_containers/1";
        assert_eq!(redirected(&body, own, "/container_profiles/1", "/container_profiles/2"), expected);
    }
}
