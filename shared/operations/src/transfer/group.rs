//! What goes with a record: its components, the digital objects and containers that only they use, and the events and
//! assessments that are about nothing else.

use std::collections::{BTreeMap, BTreeSet};

use api::Problem;
use records::links::{link_hint, references};
use records::record_type::Stored;
use serde_json::{Map, Value, json};
use store::Store;

use super::row_of;

/// Components of a root, by the relation that they refer to it with.
const COMPONENTS: [(&str, &str, &str); 2] =
    [("resource", "resource", "archival_object"), ("digital_object", "digital_object", "digital_object_component")];

/// Records that are about others, by the relation.
const ABOUT: [(&str, &str); 2] = [("linked_records", "event"), ("records", "assessment")];

/// All that goes, the root last. Refused with every record that is used from outside as well.
pub(super) async fn gather(store: &Store, root: Stored) -> Result<Vec<Stored>, Problem> {
    let mut conflicts = Conflicts::default();
    if root.record_type == "digital_object" {
        for holder in holders(store, &root).await? {
            conflicts.add(&holder, json!({ "json_property": "instances", "message": "DIGITAL_OBJECT_HAS_LINK" }));
        }
    }
    let mut group = components(store, &root).await?;
    group.push(root);
    add_objects(store, &mut group, &mut conflicts).await?;
    add_containers(store, &mut group, &mut conflicts).await?;
    conflicts.refuse()?;
    add_records_about(store, &mut group).await?;
    Ok(group)
}

/// What stands in the way, by the URI of the record.
#[derive(Default)]
pub(super) struct Conflicts(BTreeMap<String, Vec<Value>>);

impl Conflicts {
    pub(super) fn add(&mut self, uri: &str, what: Value) {
        let known = self.0.entry(uri.to_owned()).or_default();
        if !known.contains(&what) {
            known.push(what);
        }
    }

    /// The 409 that names them all.
    pub(super) fn refuse(self) -> Result<(), Problem> {
        if self.0.is_empty() {
            return Ok(());
        }
        let named: Map<String, Value> = self.0.into_iter().map(|(uri, what)| (uri, what.into())).collect();
        Err(Problem::Conflict(Value::Object(named)))
    }
}

/// The components of a root.
async fn components(store: &Store, root: &Stored) -> Result<Vec<Stored>, Problem> {
    let Some((_, relation, component)) = COMPONENTS.iter().find(|(root_type, ..)| *root_type == root.record_type)
    else {
        return Ok(vec![]);
    };
    let uris = sources(store, root, relation, |source_type| source_type == *component).await?;
    read(store, &uris).await
}

/// The records that have instances of a digital object.
async fn holders(store: &Store, object: &Stored) -> Result<Vec<String>, Problem> {
    sources(store, object, "digital_object", |source_type| source_type != "digital_object_component").await
}

async fn sources(
    store: &Store,
    target: &Stored,
    relation: &str,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<String>, Problem> {
    if !target.inbound.contains(&link_hint(relation)) {
        return Ok(vec![]);
    }
    let links = store.links(&target.uri, relation, usize::MAX).await?;
    let type_of = |uri: &str| records::types::of_uri(uri).map_or("", |row| row.name);
    Ok(links.into_iter().map(|link| link.source).filter(|source| is_wanted(type_of(source))).collect())
}

async fn read(store: &Store, uris: &[String]) -> Result<Vec<Stored>, Problem> {
    let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
    Ok(store.read(&uris).await?.into_iter().flatten().collect())
}

/// What the records of the group refer to under a relation.
async fn used(store: &Store, group: &[Stored], relation: &str) -> Result<Vec<Stored>, Problem> {
    let mut uris = BTreeSet::new();
    for record in group.iter().filter(|record| record.body.contains_key("instances")) {
        let found = references(row_of(record)?, &record.body).into_iter();
        uris.extend(found.filter(|found| found.relation == relation).map(|found| found.target));
    }
    let uris: Vec<String> = uris.into_iter().collect();
    read(store, &uris).await
}

fn names(group: &[Stored]) -> BTreeSet<String> {
    group.iter().map(|record| record.uri.clone()).collect()
}

async fn add_objects(store: &Store, group: &mut Vec<Stored>, conflicts: &mut Conflicts) -> Result<(), Problem> {
    let known = names(group);
    let mut going = vec![];
    for object in used(store, group, "digital_object").await? {
        for holder in holders(store, &object).await?.iter().filter(|holder| !known.contains(*holder)) {
            conflicts.add(holder, json!({ "json_property": "instances", "message": "DIGITAL_OBJECT_IN_USE" }));
        }
        going.extend(components(store, &object).await?);
        going.push(object);
    }
    group.splice(0..0, going);
    Ok(())
}

async fn add_containers(store: &Store, group: &mut Vec<Stored>, conflicts: &mut Conflicts) -> Result<(), Problem> {
    let known = names(group);
    let mut going = vec![];
    for container in used(store, group, "top_container").await? {
        let users = sources(store, &container, "top_container", |_| true).await?;
        if users.iter().any(|user| !known.contains(user)) {
            conflicts.add(&container.uri, json!({ "message": "TOP_CONTAINER_IN_USE" }));
        }
        going.push(container);
    }
    group.splice(0..0, going);
    Ok(())
}

/// Events and assessments that are about records of the group only.
async fn add_records_about(store: &Store, group: &mut Vec<Stored>) -> Result<(), Problem> {
    let known = names(group);
    let mut going: BTreeMap<String, Stored> = BTreeMap::new();
    for (relation, record_type) in ABOUT {
        let mut uris = BTreeSet::new();
        for record in group.iter() {
            uris.extend(sources(store, record, relation, |source_type| source_type == record_type).await?);
        }
        let uris: Vec<String> = uris.into_iter().collect();
        for about in read(store, &uris).await? {
            let listed = about.body.get(relation).and_then(Value::as_array).into_iter().flatten();
            let mut targets = listed.filter_map(|item| item.get("ref")?.as_str());
            if targets.all(|target| known.contains(target)) {
                going.insert(about.uri.clone(), about);
            }
        }
    }
    group.splice(0..0, going.into_values());
    Ok(())
}
