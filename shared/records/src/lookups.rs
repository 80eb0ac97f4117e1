//! The values by which records are found: which index items a body has.
//!
//! A record's identifiers are unique, and their guards tell whose they are. Other values (component ids, indicators, ids of
//! other systems) may belong to many records: each record keeps an index item per value.

use std::collections::BTreeSet;

use crate::derive::{objects, text};
use crate::record_type::{RecordType, Scope};
use crate::{Body, render};

/// Ids that other systems gave to records: of all types, everywhere.
pub const EXTERNAL_ID: &str = "external_id";

/// Names in readable addresses: of all types, everywhere.
pub const SLUG: &str = "slug";

/// The part of a record that is shown under a URI of its own.
pub const COLLECTION_MANAGEMENT: &str = "collection_management";

/// One index item of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name of the index.
    pub index: String,
    /// The repository's URI, or nothing for values that are looked up everywhere.
    pub scope: String,
    /// The value.
    pub value: String,
}

/// The index that a rule of a type writes.
pub fn index(row: &RecordType, name: &str) -> String {
    format!("{}#{name}", row.name)
}

/// The index items of a record.
pub fn entries(row: &RecordType, uri: &str, body: &Body) -> BTreeSet<Entry> {
    let mut found = BTreeSet::new();
    for rule in row.looked_up_by {
        let scope = match rule.within {
            Scope::Repository => render::repository_of(uri),
            Scope::Global => "",
        };
        for value in (rule.values)(body) {
            found.insert(Entry { index: index(row, rule.name), scope: scope.to_owned(), value });
        }
    }
    for external in objects(body, "external_ids").filter_map(|external| text(external, "external_id")) {
        found.insert(Entry { index: EXTERNAL_ID.to_owned(), scope: String::new(), value: external.to_owned() });
    }
    if let Some(slug) = text(body, "slug").filter(|slug| !slug.is_empty()) {
        found.insert(Entry { index: SLUG.to_owned(), scope: String::new(), value: slug.to_owned() });
    }
    if let Some(uri) = body.get("collection_management").and_then(|part| part.get("uri")?.as_str()) {
        found.insert(Entry { index: COLLECTION_MANAGEMENT.to_owned(), scope: String::new(), value: uri.to_owned() });
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::types;

    #[test]
    fn records_are_found_by_what_they_say() {
        let body = json!({ "indicator": "1", "external_ids": [{ "external_id": "x", "source": "y" }] });
        let body = body.as_object().cloned().unwrap_or_default();
        let found = entries(&types::TOP_CONTAINER, "/repositories/2/top_containers/1", &body);
        let found: Vec<_> =
            found.iter().map(|entry| (entry.index.as_str(), entry.scope.as_str(), entry.value.as_str())).collect();
        assert_eq!(found, [("external_id", "", "x"), ("top_container#indicator", "/repositories/2", "1")]);
    }
}
