//! What is indexed for a record: a function of the record as readers see it.

use records::Body;

use crate::Document;

/// Finds records that others refer to, as readers see them (with everything that the indexer may see).
pub type Neighbours<'a> = dyn Fn(&str) -> Option<&'a Body> + 'a;

/// The documents of a record, as a GET with all permissions shows it. Types that are not searched have none.
pub fn of(record: &Body, neighbours: &Neighbours<'_>) -> Vec<Document> {
    let _ = neighbours;
    let uri = record.get("uri").and_then(serde_json::Value::as_str).unwrap_or_default();
    vec![Document::new(uri)]
}

/// URIs of the records that [`of`] looks up for this one: to be read before, and asked again of each ancestor among them.
pub fn needs(record: &Body) -> Vec<String> {
    let _ = record;
    Vec::new()
}
