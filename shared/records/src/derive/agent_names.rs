//! The names of an agent: one of them is authorized, one is shown, and each knows how it sorts.

use serde_json::{Map, Value};

use super::{identity, is_true, objects, objects_mut, refused, sort_name, text};
use crate::{Body, Invalid};

/// Completes the names of an agent of this type, or refuses them.
pub(crate) fn complete(agent_type: &str, name_model: &str, body: &mut Body) -> Result<(), Invalid> {
    refuse_two_of_a_kind(agent_type, name_model, body)?;
    merge_equal(body);
    let mut names = match body.shift_remove("names") {
        Some(Value::Array(names)) => names,
        _ => Vec::new(),
    };
    choose(&mut names);
    for name in names.iter_mut().filter_map(Value::as_object_mut) {
        sort(agent_type, name, body);
    }
    body.insert("names".to_owned(), Value::Array(names));
    Ok(())
}

/// At most one authorized name and one that is shown.
fn refuse_two_of_a_kind(agent_type: &str, name_model: &str, body: &Body) -> Result<(), Invalid> {
    let mut invalid = Invalid::default();
    for flag in ["authorized", "is_display_name"] {
        refused::only_one(agent_type, body, ("names", flag, name_model), &mut invalid);
    }
    refused::finish(invalid)
}

/// Keeps one of equal names, the authorized one if there is.
fn merge_equal(body: &mut Body) {
    let Some(Value::Array(names)) = body.get_mut("names") else { return };
    let mut kept: Vec<(Value, Value)> = Vec::with_capacity(names.len());
    for name in names.drain(..) {
        let identity = name.as_object().map_or(Value::Null, identity::name);
        match kept.iter_mut().find(|(known, _)| *known == identity) {
            Some((_, same)) if name.as_object().is_some_and(|name| is_true(name, "authorized")) => *same = name,
            Some(_) => {}
            None => kept.push((identity, name)),
        }
    }
    *names = kept.into_iter().map(|(_, name)| name).collect();
}

/// Without an authorized name the first one is; without one to show the authorized one is shown.
fn choose(names: &mut [Value]) {
    let flagged = |names: &[Value], flag: &str| {
        names.iter().position(|name| name.as_object().is_some_and(|name| is_true(name, flag)))
    };
    let authorized = flagged(names, "authorized").unwrap_or(0);
    let shown = flagged(names, "is_display_name").unwrap_or(authorized);
    for (index, name) in names.iter_mut().filter_map(Value::as_object_mut).enumerate() {
        name.insert("authorized".to_owned(), (index == authorized).into());
        name.insert("is_display_name".to_owned(), (index == shown).into());
    }
}

/// Sets the sort names of a name and of its parallel forms. Only the name that is shown tells when the agent existed.
fn sort(agent_type: &str, name: &mut Map<String, Value>, agent: &Body) {
    let dates = objects(agent, "dates_of_existence").count();
    let timeless = Body::new();
    let is_shown = is_true(name, "is_display_name");
    if set(agent_type, name, if is_shown { agent } else { &timeless }) {
        // Each date of existence saved the name that is shown once more, unless it has dates of its own.
        if is_shown && dates > 0 && text(name, "dates").is_none() {
            name.insert("lock_version".to_owned(), dates.into());
        }
    }
    for parallel in objects_mut(name, "parallel_names") {
        set(agent_type, parallel, &timeless);
    }
}

/// Sets a sort name, unless the client wants its own; says whether it did.
fn set(agent_type: &str, name: &mut Map<String, Value>, agent: &Body) -> bool {
    let generates = name.get("sort_name_auto_generate") != Some(&Value::Bool(false));
    if generates {
        let sort_name = sort_name::build(agent_type, name, agent);
        name.insert("sort_name".to_owned(), sort_name.into());
    }
    generates
}
