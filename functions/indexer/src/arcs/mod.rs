//! Digitised files of ARCS in the index: which of them a change makes out of date (`note`), and what is indexed of them ([`mod@gather`]).
//!
//! A resource is found by what people write about it and by the collections that have it: a link into it that comes, changes or goes makes it
//! out of date, and so does a change of what stands at the other end. Who shows the name of a user or the title of a collection is found
//! by the index itself ([`showing`]).

mod gather;
pub(crate) mod showing;
mod text;
pub(crate) mod walk;

use std::collections::BTreeSet;

use arcs::kinds::{Annotation, Collection, Comment, Keyword, Resource};
use arcs::{Kind, Part};
use records::Body;
use serde_json::Value;
use store::stream::{self, Happened};

pub(crate) use gather::gather;

/// The relation of the links from collections to what is in them.
const COLLECTIONS: &str = arcs::membership::RELATION;

/// The relations of the links into a resource from which it is found.
const FOUND_BY: [&str; 4] = [Comment::RELATION, Keyword::RELATION, Annotation::RELATION, COLLECTIONS];

/// Where the URIs of users begin.
const USERS: &str = "/users";

/// What of a user or a collection is shown at resources.
const SHOWN: [&str; 4] = ["name", "title", "temporary", "public"];

/// What a batch of the stream asks for.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// Resources to index.
    pub(crate) resources: BTreeSet<String>,
    /// Users and collections of which resources show something else now.
    pub(crate) shown: BTreeSet<String>,
}

impl Noted {
    /// Takes notice of one change.
    pub(crate) fn note(&mut self, record: &Value) {
        match stream::read(record) {
            Some(Happened::Record { uri }) if is_resource(uri) => {
                self.resources.insert(uri.to_owned());
            }
            Some(Happened::Record { uri }) if is_part(uri) => self.resources.extend(resource_of(record)),
            Some(Happened::Record { uri }) if is_shown(uri) && looks_different(record) => {
                self.shown.insert(uri.to_owned());
            }
            // What only has another place in its collection is found as before.
            Some(Happened::Link { target, relation, .. })
                if is_resource(target) && FOUND_BY.contains(&relation) && record["eventName"] != "MODIFY" =>
            {
                self.resources.insert(target.to_owned());
            }
            _ => {}
        }
    }
}

/// Whether a URI is that of a resource.
pub(crate) fn is_resource(uri: &str) -> bool {
    is_of(uri, Resource::COLLECTION)
}

/// Whether a record belongs to ARCS. Its hints are there to stay, and its links lead from what goes along with their target.
pub(crate) fn is_own(uri: &str) -> bool {
    ["/api/", "/arcs-data/"].iter().any(|beginning| uri.starts_with(beginning))
}

fn is_part(uri: &str) -> bool {
    [Comment::COLLECTION, Keyword::COLLECTION, Annotation::COLLECTION].iter().any(|collection| is_of(uri, collection))
}

fn is_shown(uri: &str) -> bool {
    is_of(uri, USERS) || is_of(uri, Collection::COLLECTION)
}

fn is_of(uri: &str, collection: &str) -> bool {
    uri.strip_prefix(collection).and_then(|rest| rest.strip_prefix('/')).is_some_and(|id| !id.contains('/'))
}

/// The resource of a part that was changed. New and deleted ones come with their link.
fn resource_of(record: &Value) -> Option<String> {
    let (_, new) = stream::bodies(record)??;
    Some(format!("{}/{}", Resource::COLLECTION, new.get("resource")?.as_str()?))
}

/// Whether resources show something else of this user or this collection.
fn looks_different(record: &Value) -> bool {
    if record["eventName"] != "MODIFY" {
        return true;
    }
    let differ = |old: &Body, new: &Body| SHOWN.iter().any(|name| old.get(*name) != new.get(*name));
    stream::bodies(record).is_some_and(|bodies| bodies.is_none_or(|(old, new)| differ(&old, &new)))
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, Engine};
    use serde_json::json;

    use super::*;

    const RESOURCE: &str = "/api/resources/240c43e9-6e3c-449c-9f30-e17d44216658";

    fn noted(event: &str, pk: &str, sk: &str, bodies: Option<(Value, Value)>) -> Noted {
        let image = |body: Value| json!({ "b": { "B": BASE64_STANDARD.encode(body.to_string()) } });
        let mut record =
            json!({ "eventName": event, "dynamodb": { "Keys": { "pk": { "S": pk }, "sk": { "S": sk } } } });
        if let Some((old, new)) = bodies {
            record["dynamodb"]["OldImage"] = image(old);
            record["dynamodb"]["NewImage"] = image(new);
        }
        let mut noted = Noted::default();
        noted.note(&record);
        noted
    }

    #[test]
    fn resources_follow_their_parts() {
        let comment = "link#comments#/api/comments/ca0dae5d-2472-42be-a0fc-ba3673321705";
        for (event, sk) in [("INSERT", "record"), ("REMOVE", "record"), ("INSERT", comment), ("REMOVE", comment)] {
            assert!(noted(event, RESOURCE, sk, None).resources.contains(RESOURCE), "{event} {sk}");
        }
        let flag = "link#flags#/api/flags/ca0dae5d-2472-42be-a0fc-ba3673321705";
        assert!(noted("INSERT", RESOURCE, flag, None).resources.is_empty());
        let id = "240c43e9-6e3c-449c-9f30-e17d44216658";
        let bodies = (json!({ "resource": id, "content": "a" }), json!({ "resource": id, "content": "b" }));
        let changed = noted("MODIFY", "/api/comments/ca0dae5d-2472-42be-a0fc-ba3673321705", "record", Some(bodies));
        assert_eq!(changed.resources, BTreeSet::from([RESOURCE.to_owned()]));
    }

    #[test]
    fn names_are_followed_and_addresses_are_not() {
        let change = |old: Value, new: Value| noted("MODIFY", "/users/7", "record", Some((old, new))).shown;
        assert!(change(json!({ "name": "a" }), json!({ "name": "b" })).contains("/users/7"));
        assert!(change(json!({ "email": "a" }), json!({ "email": "b" })).is_empty());
        assert!(noted("REMOVE", "/users/7", "record", None).shown.contains("/users/7"));
        assert!(noted("REMOVE", "/users/7", "session#00", None).shown.is_empty());
    }
}
