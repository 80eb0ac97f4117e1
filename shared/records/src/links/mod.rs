//! References between records: which a body makes, what they tell the record at the other end, and how a
//! relationship reads from there.

mod hints;
pub mod inline;
mod redirect;
mod relators;

pub use hints::{HIDDEN, Hint, PUBLISHED, PUBLISHED_REPOSITORY, Standing, hints, link_hint};
pub(crate) use redirect::is_same_relationship;
pub use redirect::{Redirects, redirect};
pub use relators::opposite;

use serde_json::{Map, Value};

use crate::{Body, RecordType};

/// One reference in a stored body.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The property that holds it: `linked_agents`, `top_container`.
    pub relation: String,
    /// The URI that it names.
    pub target: String,
    /// Where it stands: `instances/0/sub_container/top_container`.
    pub path: String,
    /// The reference object without `ref`.
    pub extra: Body,
}

/// References that are no relationships: the place of a record follows from its URI, and the others are computed.
const COMPUTED: [&str; 5] = ["repository", "tree", "ancestors", "_resolved", "reference_ref"];

/// Components and the property that names their root. A root finds its components in its tree; a link for each of them would be a
/// second list, of hundreds of thousands. (Terms are few, and tell their classification that it has some.)
const KEPT_BY_TREE: [(&str, &str); 2] =
    [("archival_object", "resource"), ("digital_object_component", "digital_object")];

/// Whether a reference leaves no link at its target, because the target's tree tells the same.
pub fn is_kept_by_tree(record_type: &str, relation: &str) -> bool {
    KEPT_BY_TREE.contains(&(record_type, relation))
}

/// Every reference that a stored body of this type makes, in the order of the body.
///
/// Parents and roots of components are among them; what only shows relationships of other records is not.
pub fn references(record_type: &RecordType, body: &Body) -> Vec<Reference> {
    let mut found = Vec::new();
    for (property, value) in body {
        let shown_only = record_type.mirrors.iter().any(|mirror| mirror.property == property && !mirror.writable);
        if !shown_only {
            collect(value, property, property, &mut found);
        }
    }
    found
}

fn collect(value: &Value, relation: &str, path: &str, found: &mut Vec<Reference>) {
    if COMPUTED.contains(&relation) {
        return;
    }
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().filter(|(_, item)| item.is_object()) {
                collect(item, relation, &format!("{path}/{index}"), found);
            }
        }
        Value::Object(object) => {
            if let Some(target) = object.get("ref").and_then(Value::as_str) {
                found.push(Reference {
                    relation: relation.to_owned(),
                    target: target.to_owned(),
                    path: path.to_owned(),
                    extra: without_ref(object),
                });
            }
            for (property, nested) in object.iter().filter(|(_, nested)| nested.is_object() || nested.is_array()) {
                collect(nested, property, &format!("{path}/{property}"), found);
                // A container shows the barcodes of what is inside it.
                if let (Some(barcode), "top_container", Some(last)) =
                    (object.get("barcode_2"), property.as_str(), found.last_mut())
                {
                    last.extra.insert("barcode_2".to_owned(), barcode.clone());
                }
            }
        }
        _ => {}
    }
}

fn without_ref(object: &Map<String, Value>) -> Body {
    object
        .iter()
        .filter(|(property, _)| *property != "ref")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::types;

    fn body(value: &Value) -> Body {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn references_are_found_at_any_depth() {
        let accession = body(&json!({
            "repository": { "ref": "/repositories/2" },
            "linked_events": [{ "ref": "/repositories/2/events/1" }],
            "linked_agents": [{ "ref": "/agents/people/1", "role": "creator" }],
            "instances": [{ "sub_container": { "top_container": { "ref": "/repositories/2/top_containers/3" } } }],
        }));
        let found = references(&types::ACCESSION, &accession);
        let paths: Vec<_> =
            found.iter().map(|reference| (reference.path.as_str(), reference.relation.as_str())).collect();
        assert_eq!(
            paths,
            [("linked_agents/0", "linked_agents"), ("instances/0/sub_container/top_container", "top_container"),]
        );
        assert_eq!(found[0].extra["role"], "creator");
    }

    #[test]
    fn hints_tell_how_a_record_is_used() {
        let accession = body(&json!({
            "linked_agents": [{ "ref": "/agents/people/1", "role": "creator" }],
            "rights_statements": [{ "linked_agents": [{ "ref": "/agents/people/2" }] }],
        }));
        let standing = Standing { repository: Some("/repositories/2"), ..Standing::default() };
        let left = hints(&types::ACCESSION, &accession, standing);
        let texts: Vec<_> = left.iter().map(|hint| (hint.target.as_str(), hint.text.as_str())).collect();
        assert_eq!(texts, [("/agents/people/1", "repository:/repositories/2"), ("/agents/people/1", "role:creator")]);
    }
}
