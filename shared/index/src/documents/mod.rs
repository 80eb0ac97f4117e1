//! What is indexed for a record: a function of the record as readers see it.
//!
//! Every type shares the fields of `common`; what one type has besides stands in `kinds`. Archival objects have a second document for
//! the public (`inherited`), and a collection management record is a document of its own.

mod collection_management;
mod common;
mod containers;
mod inherited;
mod kinds;
pub mod names;
mod notes;
mod people;
mod text;
mod visibility;

use records::Body;
use serde_json::Value;

use crate::Document;

/// Finds records that others refer to, as readers see them (with everything that the indexer may see).
pub type Neighbours<'a> = dyn Fn(&str) -> Option<&'a Body> + 'a;

/// The types that are searched.
pub const SEARCHED: [&str; 21] = [
    "resource",
    "archival_object",
    "accession",
    "digital_object",
    "digital_object_component",
    "agent_person",
    "agent_family",
    "agent_corporate_entity",
    "agent_software",
    "subject",
    "location",
    "event",
    "top_container",
    "classification",
    "classification_term",
    "container_profile",
    "location_profile",
    "assessment",
    "job",
    "repository",
    "arcs_resource",
];

/// The documents of a record, as a GET with all permissions shows it. Types that are not searched have none.
pub fn of(record: &Body, neighbours: &Neighbours<'_>) -> Vec<Document> {
    let (Some(uri), Some(kind)) = (string(record, "uri"), string(record, "jsonmodel_type")) else { return Vec::new() };
    if !SEARCHED.contains(&kind) {
        return Vec::new();
    }
    let source = Source { record, uri, kind, neighbours };
    let mut document = Document::new(uri);
    common::add(&source, &mut document);
    kinds::add(&source, &mut document);
    visibility::add(&source, &mut document);
    let mut documents = Vec::new();
    documents.extend(collection_management::of(&source, &document));
    documents.extend(inherited::of(&source, &document));
    documents.insert(0, document);
    documents
}

/// URIs of the records that [`of`] looks up for this one, to be read before. What an ancestor among them names as its `parent`,
/// `resource` and `repository` is needed too, up to the root, unless the record lists its `ancestors`.
pub fn needs(record: &Body) -> Vec<String> {
    const PLAIN: [&str; 10] = [
        "repository",
        "parent",
        "resource",
        "digital_object",
        "classification",
        "container_profile",
        "location_profile",
        "owner_repo",
        "creator",
        "agent_representation",
    ];
    const LISTS: [&str; 12] = [
        "subjects",
        "linked_agents",
        "related_agents",
        "ancestors",
        "classifications",
        "linked_records",
        "container_locations",
        "records",
        "collections",
        "surveyed_by",
        "reviewer",
        "collection",
    ];
    let mut uris: Vec<String> =
        PLAIN.iter().filter_map(|property| target(record, property)).map(str::to_owned).collect();
    for property in LISTS {
        uris.extend(targets(record, property).map(str::to_owned));
    }
    for statement in objects(record, "rights_statements") {
        uris.extend(targets(statement, "linked_agents").map(str::to_owned));
    }
    uris.sort();
    uris.dedup();
    uris
}

/// A record on its way into the index.
struct Source<'r, 'n> {
    record: &'r Body,
    uri: &'r str,
    kind: &'r str,
    neighbours: &'r Neighbours<'n>,
}

impl Source<'_, '_> {
    /// The title of another record.
    fn title_of(&self, uri: &str) -> Option<&str> {
        let record = (self.neighbours)(uri)?;
        ["title", "long_display_string", "display_string", "name"].iter().find_map(|property| string(record, property))
    }

    /// The records above this one, from the nearest to the root.
    fn ancestors(&self) -> Vec<&str> {
        let listed: Vec<&str> = targets(self.record, "ancestors").collect();
        if !listed.is_empty() {
            return listed;
        }
        let mut found: Vec<&str> = Vec::new();
        let mut next = target(self.record, "parent");
        while let Some(uri) = next.filter(|uri| !found.contains(uri)) {
            found.push(uri);
            next = (self.neighbours)(uri).and_then(|record| target(record, "parent"));
        }
        let roots = ["resource", "digital_object", "classification"];
        found.extend(roots.iter().filter_map(|property| target(self.record, property)));
        found
    }
}

/// The text of a property; `None` when it is absent, no text or empty.
fn string<'a>(object: &'a Body, property: &str) -> Option<&'a str> {
    object.get(property).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn is_true(object: &Body, property: &str) -> bool {
    object.get(property) == Some(&Value::Bool(true))
}

/// The objects in an array property.
fn objects<'a>(object: &'a Body, property: &str) -> impl Iterator<Item = &'a Body> + use<'a> {
    object.get(property).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// The URI that a reference property names.
fn target<'a>(object: &'a Body, property: &str) -> Option<&'a str> {
    object.get(property)?.get("ref")?.as_str()
}

/// The URIs that a list of references names.
fn targets<'a>(object: &'a Body, property: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    objects(object, property).filter_map(|reference| string(reference, "ref"))
}
