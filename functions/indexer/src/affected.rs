//! Which records a batch of changes makes out of date in the index.

use std::collections::{BTreeMap, BTreeSet};

use records::record_type::Stored;
use records::tree::{of_component, of_root};
use records::{Body, types};
use serde_json::Value;
use store::stream::{self, Happened};

use crate::arcs::{self, Noted};
use crate::dangling::{self, Link};
use crate::searched::is_searched;

/// What of a record is seen at the records that refer to it, and at those that stand below it: a change of anything else concerns
/// nobody but itself.
const SHOWN: [&str; 19] = [
    "title",
    "display_string",
    "names",
    "publish",
    "suppressed",
    "name",
    "repo_code",
    "identifier",
    "id_0",
    "id_1",
    "id_2",
    "id_3",
    "component_id",
    "level",
    "indicator",
    "barcode",
    "type",
    "container_profile",
    "container_locations",
];

/// What tells the tree that a component belongs to, seen at the records that refer to it. What stands below it goes along, and is
/// written itself.
const ROOTS: [&str; 3] = ["resource", "digital_object", "classification"];

/// What of a body makes a record more or less public: its own word, and the tree that it is in.
const EXPOSING: [&str; 3] = ["publish", "resource", "digital_object"];

/// What components take from above when they do not say it themselves.
const INHERITED: [&str; 6] = ["dates", "extents", "lang_materials", "subjects", "linked_agents", "notes"];

/// Records that say at others how public they are, and those that stand above such.
const EXPOSED: [&str; 6] =
    ["repository", "accession", "resource", "archival_object", "digital_object", "digital_object_component"];

/// What a batch of the stream asks for.
#[derive(Debug, Default)]
pub(crate) struct Affected {
    /// Records to index.
    pub(crate) records: BTreeSet<String>,
    /// Records that others show, and that look different now.
    pub(crate) seen_elsewhere: BTreeSet<String>,
    /// Records that are seen at what stands below them, and look different now or stand elsewhere.
    pub(crate) seen_below: BTreeSet<String>,
    /// Records, and repositories, that everybody may see now, or may not any more.
    pub(crate) exposed: BTreeSet<String>,
    /// Names of work to go on with.
    pub(crate) work: BTreeSet<String>,
    /// Collections that changed.
    pub(crate) collections: BTreeSet<String>,
    /// Records that lost a link.
    pub(crate) unlinked: BTreeSet<String>,
    /// New links, of which one may lead nowhere, and when they were made.
    pub(crate) made: BTreeMap<Link, i64>,
    /// Users and collections of ARCS that look different now.
    pub(crate) shown: BTreeSet<String>,
}

impl Affected {
    /// By the records of a Lambda event.
    pub(crate) fn by(event: &Value) -> Self {
        let mut affected = Self::default();
        let mut noted = Noted::default();
        for record in event["Records"].as_array().map(Vec::as_slice).unwrap_or_default() {
            noted.note(record);
            affected.made.extend(dangling::made(record).filter(|((source, _), _)| !arcs::is_own(source)));
            match stream::read(record) {
                Some(Happened::Record { uri }) => affected.note_record(uri, record),
                Some(Happened::Link { target, relation, was_there }) => {
                    if was_there && !arcs::is_own(target) {
                        affected.unlinked.insert(target.to_owned());
                    }
                    if shows_users(target, relation) {
                        affected.records.insert(target.to_owned());
                    }
                }
                Some(Happened::Membership { collection }) => {
                    affected.collections.insert(collection.to_owned());
                }
                Some(Happened::Indexing { name }) => {
                    affected.work.insert(name.to_owned());
                }
                None => {}
            }
        }
        affected.records.extend(noted.resources);
        affected.shown = noted.shown;
        affected
    }

    fn note_record(&mut self, uri: &str, record: &Value) {
        let Some(row) = types::of_uri(uri) else { return };
        if is_searched(row.name) {
            self.records.insert(uri.to_owned());
        }
        let Some(bodies) = stream::bodies(record) else { return };
        let differs = |shown: &[&str]| bodies.as_ref().is_none_or(|(old, new)| differ(old, new, shown));
        let is_shown = differs(&SHOWN);
        if EXPOSED.contains(&row.name) && differs(&EXPOSING) {
            self.exposed.insert(uri.to_owned());
        }
        if is_shown || differs(&ROOTS) {
            self.seen_elsewhere.insert(uri.to_owned());
        }
        let is_node = of_root(row.name).or_else(|| of_component(row.name)).is_some();
        if is_node && (is_shown || differs(&INHERITED)) {
            self.seen_below.insert(uri.to_owned());
        }
    }
}

fn differ(old: &Body, new: &Body, shown: &[&str]) -> bool {
    shown.iter().any(|property| old.get(*property) != new.get(*property))
}

/// Whether a record looks different by who refers to it under a relation.
pub(crate) fn shows_users(target: &str, relation: &str) -> bool {
    types::of_uri(target).is_some_and(|row| {
        let is_mirrored = || row.mirrors.iter().any(|mirror| mirror.relation == relation);
        is_searched(row.name) && (row.surroundings.users.contains(&relation) || is_mirrored())
    })
}

/// The records that show something of those which this one belongs to: containers show the collections that are in them.
pub(crate) fn showing(source: &Stored) -> BTreeSet<String> {
    let Some(row) = types::find(source.record_type) else { return BTreeSet::new() };
    let references = records::links::references(row, &source.body);
    let shown = references.into_iter().filter(|reference| {
        types::of_uri(&reference.target)
            .is_some_and(|target| target.surroundings.users.contains(&reference.relation.as_str()))
    });
    shown.map(|reference| reference.target).collect()
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, Engine};
    use serde_json::json;

    use super::*;

    #[test]
    fn a_container_shows_what_is_in_it_and_a_subject_only_how_it_is_used() {
        assert!(shows_users("/repositories/2/top_containers/1", "top_container"));
        assert!(!shows_users("/subjects/1", "subjects"));
    }

    #[test]
    fn what_is_inherited_is_seen_below_and_what_nobody_shows_nowhere() {
        let uri = "/repositories/2/archival_objects/1";
        let image = |body: Value| json!({ "b": { "B": BASE64_STANDARD.encode(body.to_string()) } });
        let change = |old: Value, new: Value| {
            let keys = json!({ "pk": { "S": uri }, "sk": { "S": "record" } });
            let images = json!({ "Keys": keys, "OldImage": image(old), "NewImage": image(new) });
            let affected = Affected::by(&json!({ "Records": [{ "eventName": "MODIFY", "dynamodb": images }] }));
            (affected.seen_elsewhere.contains(uri), affected.seen_below.contains(uri))
        };
        assert_eq!(change(json!({ "title": "a" }), json!({ "title": "b" })), (true, true));
        assert_eq!(change(json!({}), json!({ "notes": [] })), (false, true));
        assert_eq!(change(json!({}), json!({ "resource": { "ref": "/repositories/2/resources/1" } })), (true, false));
        assert_eq!(change(json!({}), json!({ "repository_processing_note": "x" })), (false, false));
    }

    #[test]
    fn who_is_shown_or_hidden_tells_those_it_refers_to() {
        let image = |body: Value| json!({ "b": { "B": BASE64_STANDARD.encode(body.to_string()) } });
        let is_exposed = |uri: &str, old: Value, new: Value| {
            let keys = json!({ "pk": { "S": uri }, "sk": { "S": "record" } });
            let images = json!({ "Keys": keys, "OldImage": image(old), "NewImage": image(new) });
            let affected = Affected::by(&json!({ "Records": [{ "eventName": "MODIFY", "dynamodb": images }] }));
            affected.exposed.contains(uri)
        };
        for uri in ["/repositories/2", "/repositories/2/accessions/1"] {
            assert!(is_exposed(uri, json!({ "publish": true }), json!({ "publish": false })));
            assert!(!is_exposed(uri, json!({ "title": "a" }), json!({ "title": "b" })));
        }
        assert!(!is_exposed("/agents/people/1", json!({ "publish": true }), json!({ "publish": false })));
    }

    #[test]
    fn records_that_cannot_be_searched_are_left_alone() {
        let keys = |pk: &str| json!({ "pk": { "S": pk }, "sk": { "S": "record" } });
        let record = |pk: &str| json!({ "eventName": "INSERT", "dynamodb": { "Keys": keys(pk) } });
        let event = json!({ "Records": [record("/users/3"), record("/subjects/4"), record("blob#00")] });
        assert_eq!(Affected::by(&event).records, BTreeSet::from(["/subjects/4".to_owned()]));
    }
}
