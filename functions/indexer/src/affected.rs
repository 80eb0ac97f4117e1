//! Which records a batch of changes makes out of date in the index.

use std::collections::BTreeSet;

use records::record_type::Stored;
use records::{Body, types};
use serde_json::Value;
use store::stream::{self, Happened};

use crate::dangling::{self, Link};
use crate::searched::is_searched;

/// What of a record is seen at the records that refer to it: a change of anything else concerns nobody but itself.
const SHOWN: [&str; 21] = [
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
    "classification",
    "parent",
];

/// What a batch of the stream asks for.
#[derive(Debug, Default)]
pub(crate) struct Affected {
    /// Records to index.
    pub(crate) records: BTreeSet<String>,
    /// Records that others show, and that look different now.
    pub(crate) seen_elsewhere: BTreeSet<String>,
    /// Names of work to go on with.
    pub(crate) work: BTreeSet<String>,
    /// Collections that changed.
    pub(crate) collections: BTreeSet<String>,
    /// Records that lost a link.
    pub(crate) unlinked: BTreeSet<String>,
    /// New links, of which one may lead nowhere.
    pub(crate) made: BTreeSet<Link>,
}

impl Affected {
    /// By the records of a Lambda event.
    pub(crate) fn by(event: &Value) -> Self {
        let mut affected = Self::default();
        for record in event["Records"].as_array().map(Vec::as_slice).unwrap_or_default() {
            affected.made.extend(dangling::made(record));
            match stream::read(record) {
                Some(Happened::Record { uri }) => affected.note_record(uri, record),
                Some(Happened::Link { target, relation, was_there }) => {
                    if was_there {
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
        affected
    }

    fn note_record(&mut self, uri: &str, record: &Value) {
        let Some(row) = types::of_uri(uri) else { return };
        if is_searched(row.name) {
            self.records.insert(uri.to_owned());
        }
        let looks_different = match stream::bodies(record) {
            None => false,
            Some(None) => true,
            Some(Some((old, new))) => looks_different(&old, &new),
        };
        if looks_different {
            self.seen_elsewhere.insert(uri.to_owned());
        }
    }
}

fn looks_different(old: &Body, new: &Body) -> bool {
    SHOWN.iter().any(|property| old.get(*property) != new.get(*property))
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
    use serde_json::json;

    use super::*;

    #[test]
    fn a_container_shows_what_is_in_it_and_a_subject_only_how_it_is_used() {
        assert!(shows_users("/repositories/2/top_containers/1", "top_container"));
        assert!(!shows_users("/subjects/1", "subjects"));
    }

    #[test]
    fn records_that_cannot_be_searched_are_left_alone() {
        let keys = |pk: &str| json!({ "pk": { "S": pk }, "sk": { "S": "record" } });
        let record = |pk: &str| json!({ "eventName": "INSERT", "dynamodb": { "Keys": keys(pk) } });
        let event = json!({ "Records": [record("/users/3"), record("/subjects/4"), record("blob#00")] });
        assert_eq!(Affected::by(&event).records, BTreeSet::from(["/subjects/4".to_owned()]));
    }
}
