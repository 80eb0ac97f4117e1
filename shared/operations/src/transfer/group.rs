//! What goes with a record: its components, the digital objects and containers that only they use, and the events and
//! assessments that are about nothing else.
//!
//! Components may be many: they are read a batch at a time, and only their URIs are kept.

use std::collections::{BTreeMap, BTreeSet};

use api::Problem;
use api::tree::components_below;
use api::write::Route;
use records::links::{link_hint, references};
use records::record_type::Stored;
use records::tree::{of_component, of_root};
use serde_json::{Map, Value, json};
use store::Store;

use super::{obstacles, row_of};

/// Records that are about others, by the relation.
const ABOUT: [(&str, &str); 2] = [("linked_records", "event"), ("records", "assessment")];

/// Records that are read together.
const READ: usize = 100;

/// All that goes.
pub(super) struct Gathered {
    /// URIs of what is no component: first what others refer to, then they.
    pub(super) group: Vec<String>,
    /// Types of the components.
    pub(super) component_types: BTreeSet<String>,
    /// How many components there are.
    pub(super) components: u64,
}

/// Works out what goes. Refused with every record that is used from outside as well, or clashes over there.
pub(super) async fn gather(
    store: &Store,
    root: Stored,
    to: u64,
    definitions: &BTreeMap<u64, u64>,
) -> Result<Gathered, Problem> {
    let mut conflicts = Conflicts::default();
    if root.record_type == "digital_object" {
        for holder in holders(store, &root).await? {
            conflicts.add(&holder, json!({ "json_property": "instances", "message": "DIGITAL_OBJECT_HAS_LINK" }));
        }
    }
    let from = records::Uri::parse(&root.uri).and_then(|uri| uri.repository()).unwrap_or_default();
    let mut gathering =
        Gathering { store, known: BTreeSet::new(), group: vec![], used: BTreeMap::new(), about: BTreeSet::new() };
    let mut components = components_below(store, &root).await?;
    gathering.group.push(root.uri.clone());
    gathering.look_at(&[vec![root.uri.clone()], components.clone()].concat()).await?;
    for object in gathering.used("digital_object").await? {
        for holder in holders(store, &object).await?.iter().filter(|holder| !gathering.known.contains(*holder)) {
            conflicts.add(holder, json!({ "json_property": "instances", "message": "DIGITAL_OBJECT_IN_USE" }));
        }
        let below = components_below(store, &object).await?;
        gathering.look_at(&[vec![object.uri.clone()], below.clone()].concat()).await?;
        gathering.group.insert(0, object.uri.clone());
        components.extend(below);
    }
    for container in gathering.used("top_container").await? {
        let users = sources(store, &container, "top_container", |_| true).await?;
        if users.iter().any(|user| !gathering.known.contains(user)) {
            conflicts.add(&container.uri, json!({ "message": "TOP_CONTAINER_IN_USE" }));
        }
        gathering.look_at(std::slice::from_ref(&container.uri)).await?;
        gathering.group.insert(0, container.uri.clone());
    }
    gathering.add_records_about().await?;
    let Gathering { known, group, .. } = gathering;
    let route = Route { from, to, goes_along: &|uri| known.contains(uri), definitions };
    let all: Vec<&String> = group.iter().chain(&components).collect();
    for uris in all.chunks(READ) {
        let uris: Vec<&str> = uris.iter().map(|uri| uri.as_str()).collect();
        let records: Vec<Stored> = store.read(&uris).await?.into_iter().flatten().collect();
        obstacles::find(store, &records, &route, &mut conflicts).await?;
    }
    conflicts.refuse()?;
    let roots = group.iter().filter_map(|uri| of_root(records::types::of_uri(uri)?.name));
    let component_types = roots.map(|tree| tree.component.name.to_owned()).collect();
    Ok(Gathered { group, component_types, components: components.len() as u64 })
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

/// A group as far as it is known.
struct Gathering<'a> {
    store: &'a Store,
    /// All of it, components too.
    known: BTreeSet<String>,
    /// Without components.
    group: Vec<String>,
    /// What it has instances of, by relation.
    used: BTreeMap<String, BTreeSet<String>>,
    /// Events and assessments that are about some of it.
    about: BTreeSet<String>,
}

impl Gathering<'_> {
    /// Takes records into the group, and notes what they lead to.
    async fn look_at(&mut self, uris: &[String]) -> Result<(), Problem> {
        for uris in uris.chunks(READ) {
            for record in read(self.store, uris).await? {
                for (relation, record_type) in ABOUT {
                    let about = sources(self.store, &record, relation, |source_type| source_type == record_type);
                    self.about.extend(about.await?);
                }
                if record.body.contains_key("instances") {
                    for found in references(row_of(&record)?, &record.body) {
                        self.used.entry(found.relation).or_default().insert(found.target);
                    }
                }
            }
            self.known.extend(uris.iter().cloned());
        }
        Ok(())
    }

    /// What the group has instances of.
    async fn used(&self, relation: &str) -> Result<Vec<Stored>, Problem> {
        let uris: Vec<String> = self.used.get(relation).into_iter().flatten().cloned().collect();
        read(self.store, &uris).await
    }

    /// Adds events and assessments that are about records of the group only.
    async fn add_records_about(&mut self) -> Result<(), Problem> {
        let uris: Vec<String> = self.about.iter().cloned().collect();
        for about in read(self.store, &uris).await? {
            let targets = references(row_of(&about)?, &about.body).into_iter();
            let mut targets = targets.filter(|found| ABOUT.iter().any(|(relation, _)| *relation == found.relation));
            if targets.all(|found| self.known.contains(&found.target)) {
                self.known.insert(about.uri.clone());
                self.group.push(about.uri);
            }
        }
        Ok(())
    }
}

/// The records that have instances of a digital object.
async fn holders(store: &Store, object: &Stored) -> Result<Vec<String>, Problem> {
    sources(store, object, "digital_object", |source_type| {
        of_component(source_type).is_none_or(|tree| tree.root.name != "digital_object")
    })
    .await
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
