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
    let mut source = Source { record, uri, kind, neighbours, readers: Readers::Staff };
    let is_public = visibility::is_published(&source);
    // The public sees components through the document with inherited fields, and some containers through one that says less.
    let for_public = containers::for_public(&source).filter(|_| is_public);
    if is_public && kind != "archival_object" && for_public.is_none() {
        source.readers = Readers::All;
    }
    let mut document = Document::new(uri);
    common::add(&source, &mut document);
    kinds::add(&source, &mut document);
    visibility::add(&source, &mut document, is_public);
    let mut documents = Vec::new();
    documents.extend(collection_management::of(&source, &document));
    documents.extend(inherited::of(&source, is_public));
    documents.extend(for_public.map(|record| containers::public_document(&source, &record)));
    documents.insert(0, document);
    documents
}

/// URIs of the records that [`of`] looks up for this one, to be read before. What is [`above`] those with a place in a tree is needed too,
/// up to the root, and what is [`inherited_from`] those above this one. It looks up nothing else, so that what is indexed does not depend
/// on what happens to be indexed with it.
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
    const LISTS: [&str; 13] = [
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
        "series",
    ];
    let mut uris: Vec<String> =
        PLAIN.iter().filter_map(|property| target(record, property)).map(str::to_owned).collect();
    for property in LISTS {
        uris.extend(targets(record, property).map(str::to_owned));
    }
    uris.extend(common::containers(record).map(str::to_owned));
    uris.sort();
    uris.dedup();
    uris
}

/// URIs of the records above a neighbour, which are needed too where the neighbour has a place in a tree.
pub fn above(neighbour: &Body) -> Vec<String> {
    let parts = ["parent", "resource", "digital_object", "classification"];
    let mut uris: Vec<String> =
        parts.iter().filter_map(|property| target(neighbour, property)).map(str::to_owned).collect();
    uris.extend(targets(neighbour, "ancestors").map(str::to_owned));
    uris
}

/// URIs of the records whose names a record takes from those above it: they are needed for each of its `ancestors`.
pub fn inherited_from(ancestor: &Body) -> Vec<String> {
    inherited::creators(ancestor)
        .filter_map(|link| string(link, "ref"))
        .chain(targets(ancestor, "subjects"))
        .map(str::to_owned)
        .collect()
}

/// The records that a record inherits from: those above it, when it has a document with what it takes from them.
pub fn inherits_from(record: &Body) -> impl Iterator<Item = &str> {
    let is_inheriting = string(record, "jsonmodel_type") == Some("archival_object");
    targets(record, "ancestors").filter(move |_| is_inheriting)
}

/// Who finds a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readers {
    /// Those who work with the archive.
    Staff,
    /// They and the public.
    All,
    /// Only the public.
    Public,
}

/// A record on its way into the index.
struct Source<'r, 'n> {
    record: &'r Body,
    uri: &'r str,
    kind: &'r str,
    neighbours: &'r Neighbours<'n>,
    readers: Readers,
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
