//! What a record of the table's stream says happened.

use base64::Engine;
use records::Body;
use serde_json::Value;

use crate::item;

/// A change of the table, as far as anything is derived from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Happened<'a> {
    /// A record was written or removed.
    Record {
        /// Its URI.
        uri: &'a str,
    },
    /// A link was written or removed.
    Link {
        /// The record pointed at.
        target: &'a str,
        /// The property that holds the reference.
        relation: &'a str,
        /// Whether it was there before: changed or removed.
        was_there: bool,
    },
    /// A collection gained, lost, hid or showed a member.
    Membership {
        /// The collection.
        collection: &'a str,
    },
    /// Work on the search index was written down.
    Indexing {
        /// Its name.
        name: &'a str,
    },
}

/// Reads one of `Records` of a Lambda event.
pub fn read(record: &Value) -> Option<Happened<'_>> {
    let keys = &record["dynamodb"]["Keys"];
    let (pk, sk) = (keys["pk"]["S"].as_str()?, keys["sk"]["S"].as_str()?);
    let is_new = record["eventName"] == "INSERT";
    let is_gone = record["eventName"] == "REMOVE";
    if sk == "record" {
        return Some(Happened::Record { uri: pk });
    }
    if let Some(name) = sk.strip_prefix("work#") {
        return (!is_gone).then_some(Happened::Indexing { name });
    }
    if let Some(link) = sk.strip_prefix("link#") {
        let (relation, _) = link.split_once('#')?;
        return Some(Happened::Link { target: pk, relation, was_there: !is_new });
    }
    // Changes that were folded long ago are removed when their time is over; that changes no membership.
    (sk.starts_with("change#") && is_new).then_some(Happened::Membership { collection: pk })
}

/// The body of a record before and after a change that changed it. `None`: it is new, gone, or only what others say about it changed.
/// The inner `None`: it is kept elsewhere, or the record was hidden, shown or put below another one, and has to be taken for changed.
pub fn bodies(record: &Value) -> Option<Option<(Body, Body)>> {
    let (old, new) = (&record["dynamodb"]["OldImage"], &record["dynamodb"]["NewImage"]);
    let is_same = ["b", "s", "x", "p", "r"].into_iter().all(|attribute| old[attribute] == new[attribute]);
    if record["eventName"] != "MODIFY" || is_same {
        return None;
    }
    // Whether a record is hidden stands beside its body, and so does what it is below. A new rank below the same parent changes what it
    // says of itself, and nothing else.
    if old["x"] != new["x"] || old["p"] != new["p"] {
        return Some(None);
    }
    Some(body(old).zip(body(new)))
}

fn body(image: &Value) -> Option<Body> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(image["b"]["B"].as_str()?).ok()?;
    item::decompress(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(event: &str, pk: &str, sk: &str) -> Value {
        json!({ "eventName": event, "dynamodb": { "Keys": { "pk": { "S": pk }, "sk": { "S": sk } } } })
    }

    #[test]
    fn only_new_changes_of_membership_count() {
        let change = |event| record(event, "/subjects", "change#0190");
        assert_eq!(read(&change("INSERT")), Some(Happened::Membership { collection: "/subjects" }));
        assert_eq!(read(&change("REMOVE")), None);
    }

    #[test]
    fn links_and_records_count_whatever_happened_to_them() {
        let link = record("REMOVE", "/subjects/1", "link#subjects#/repositories/2/accessions/3");
        let expected = Happened::Link { target: "/subjects/1", relation: "subjects", was_there: true };
        assert_eq!(read(&link), Some(expected));
        assert_eq!(read(&record("REMOVE", "/subjects/1", "record")), Some(Happened::Record { uri: "/subjects/1" }));
        assert_eq!(read(&record("MODIFY", "/users/1", "session#00")), None);
    }

    #[test]
    fn work_counts_until_it_is_done() {
        assert_eq!(read(&record("INSERT", "indexing", "work#all")), Some(Happened::Indexing { name: "all" }));
        assert_eq!(read(&record("REMOVE", "indexing", "work#all")), None);
    }

    #[test]
    fn bodies_are_told_apart() {
        let image = |text: &str| json!({ "b": { "B": base64::engine::general_purpose::STANDARD.encode(text) } });
        let mut change = record("MODIFY", "/subjects/1", "record");
        change["dynamodb"]["OldImage"] = image(r#"{"title":"a"}"#);
        change["dynamodb"]["NewImage"] = image(r#"{"title":"a"}"#);
        assert_eq!(bodies(&change), None);
        change["dynamodb"]["NewImage"] = image(r#"{"title":"b"}"#);
        let (old, new) = bodies(&change).unwrap().unwrap();
        assert_eq!((old["title"].as_str(), new["title"].as_str()), (Some("a"), Some("b")));
        change["dynamodb"]["NewImage"]["x"] = json!({ "BOOL": true });
        assert_eq!(bodies(&change), Some(None));
    }

    #[test]
    fn a_new_parent_counts_and_a_new_rank_changes_no_body() {
        let mut change = record("MODIFY", "/repositories/2/archival_objects/1", "record");
        let body = base64::engine::general_purpose::STANDARD.encode("{}");
        let image = |parent: &str, rank: &str| json!({ "b": { "B": body }, "p": { "S": parent }, "r": { "S": rank } });
        change["dynamodb"]["OldImage"] = image("/repositories/2/resources/1", "a");
        change["dynamodb"]["NewImage"] = image("/repositories/2/resources/1", "b");
        assert_eq!(bodies(&change), Some(Some((Body::new(), Body::new()))));
        change["dynamodb"]["NewImage"] = image("/repositories/2/archival_objects/9", "a");
        assert_eq!(bodies(&change), Some(None));
    }
}
