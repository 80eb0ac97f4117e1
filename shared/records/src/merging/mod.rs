//! What becomes of a record's own relationships when it is merged into another one.
//!
//! Only relationships move. What else the merged record says (names, notes, extents, its instances) goes with it; for
//! agents a client may [`select`] what is to be kept.

mod selections;

pub use selections::{Selection, flatten, select, select_shown};

use std::collections::BTreeSet;

use serde_json::Value;

use crate::links::{Redirects, redirect};
use crate::record_type::RecordType;
use crate::{Body, schema};

/// Relationships that a record holds and that go over to the one it is merged into.
const MOVING: [&str; 8] = [
    "linked_agents",
    "subjects",
    "related_agents",
    "related_accessions",
    "related_resources",
    "accession_links",
    "classifications",
    "container_locations",
];

/// A relationship of a merged record that a record of the destination's type cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Homeless {
    /// The property that holds it.
    pub property: &'static str,
}

/// Gives the relationships of merged records (type, URI, body) to the destination.
pub fn absorb(
    destination: (&RecordType, &str, &mut Body),
    candidates: &[(&RecordType, &str, &Body)],
) -> Result<(), Homeless> {
    let (row, own, body) = destination;
    let redirects: Redirects = candidates.iter().map(|(_, uri, _)| ((*uri).to_owned(), own.to_owned())).collect();
    redirect(body, own, &redirects);
    for (_, _, candidate) in candidates {
        for property in MOVING {
            let moving = candidate.get(property).and_then(Value::as_array).filter(|items| !items.is_empty());
            let Some(moving) = moving else { continue };
            if schema::find(row.name).is_none_or(|schema| schema.properties.find(property).is_none()) {
                return Err(Homeless { property });
            }
            adopt(body, property, moving, own, &redirects);
        }
    }
    adopt_profile(body, candidates);
    Ok(())
}

/// Adds relationships behind those that a record has, unless it has the same already.
fn adopt(body: &mut Body, property: &str, moving: &[Value], own: &str, redirects: &Redirects) {
    let mut moved = Body::new();
    moved.insert(property.to_owned(), moving.into());
    redirect(&mut moved, own, redirects);
    let Some(Value::Array(moved)) = moved.shift_remove(property) else { return };
    let Value::Array(items) = body.entry(property).or_insert_with(|| Value::Array(Vec::new())) else { return };
    for mut item in moved {
        let names_own = item.get("ref").and_then(Value::as_str) == Some(own);
        if names_own || items.iter().any(|known| crate::links::is_same_relationship(known, &item)) {
            continue;
        }
        let has_primary = items.iter().any(|known| known.get("is_primary") == Some(&Value::Bool(true)));
        if has_primary && item.get("is_primary") == Some(&Value::Bool(true)) {
            item["is_primary"] = Value::Bool(false);
        }
        items.push(item);
    }
}

/// A container keeps its profile. One without takes that of the others, if they agree about it.
fn adopt_profile(body: &mut Body, candidates: &[(&RecordType, &str, &Body)]) {
    if body.contains_key("container_profile") {
        return;
    }
    let profiles: Vec<&Value> =
        candidates.iter().filter_map(|(_, _, candidate)| candidate.get("container_profile")).collect();
    let distinct: BTreeSet<&str> = profiles.iter().filter_map(|profile| profile.get("ref")?.as_str()).collect();
    if let (1, Some(profile)) = (distinct.len(), profiles.first()) {
        body.insert("container_profile".to_owned(), (*profile).clone());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::types;

    fn body(value: &Value) -> Body {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn relationships_go_over_once() {
        let mut kept = body(&json!({ "subjects": [{ "ref": "/subjects/1" }], "linked_agents": [
            { "ref": "/agents/people/1", "role": "creator", "is_primary": true }] }));
        let gone = body(&json!({ "subjects": [{ "ref": "/subjects/2" }, { "ref": "/subjects/1" }], "linked_agents": [
            { "ref": "/agents/people/2", "role": "creator", "is_primary": true }], "title": "gone" }));
        let row = &types::DIGITAL_OBJECT;
        let (own, other) = ("/repositories/2/digital_objects/1", "/repositories/2/digital_objects/2");
        absorb((row, own, &mut kept), &[(row, other, &gone)]).unwrap();
        assert_eq!(
            Value::Object(kept),
            json!({ "subjects": [{ "ref": "/subjects/1" }, { "ref": "/subjects/2" }], "linked_agents": [
                { "ref": "/agents/people/1", "role": "creator", "is_primary": true },
                { "ref": "/agents/people/2", "role": "creator", "is_primary": false }] })
        );
    }

    #[test]
    fn containers_that_disagree_lose_their_profile() {
        let profiled =
            |number: u32| body(&json!({ "container_profile": { "ref": format!("/container_profiles/{number}") } }));
        let row: &RecordType = &types::TOP_CONTAINER;
        let merged = |one: u32, other: u32| {
            let mut kept = Body::new();
            let uris = ["/repositories/2/top_containers/1", "/repositories/2/top_containers/2"];
            let gone = [profiled(one), profiled(other)];
            let candidates = [(row, uris[0], &gone[0]), (row, uris[1], &gone[1])];
            absorb((row, "/repositories/2/top_containers/3", &mut kept), &candidates).unwrap();
            kept
        };
        assert_eq!(merged(4, 4), profiled(4));
        assert_eq!(merged(4, 5), Body::new());
    }

    #[test]
    fn software_has_no_relatives() {
        let gone = body(&json!({ "related_agents": [{ "ref": "/agents/people/2" }] }));
        let candidates: [(&RecordType, &str, &Body); 1] = [(&types::AGENT_PERSON, "/agents/people/1", &gone)];
        let refused = absorb((&types::AGENT_SOFTWARE, "/agents/software/1", &mut Body::new()), &candidates);
        assert_eq!(refused, Err(Homeless { property: "related_agents" }));
    }
}
