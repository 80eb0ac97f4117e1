//! What a merge answers.

use api::Problem;
use records::Uri;
use records::merging::flatten;
use records::record_type::RecordType;
use serde_json::{Map, Value, json};

use super::Merge;

/// The row of a record, by its URI.
pub(super) fn row_of(uri: &str) -> Result<&'static RecordType, Problem> {
    let row = Uri::parse(uri).and_then(|uri| uri.record_type()).and_then(records::types::find);
    row.ok_or_else(|| Problem::bad_request(format!("not the URI of a record: {uri}")))
}

impl Merge {
    /// As clients read it, whether the merge is over or goes on.
    pub(super) fn answer(&self) -> Value {
        json!({
            "status": "Merged",
            "id": Uri::parse(&self.destination).map_or(0, |uri| uri.id()),
            "selections": self.shown_selections(),
            "merge_destination_uri": self.destination,
            "deleted_uris": self.candidates,
        })
    }

    /// The marks by their path; an empty list for merges that take none.
    fn shown_selections(&self) -> Value {
        let Some(selections) = &self.selections else { return json!([]) };
        let marks = flatten(selections).into_iter().map(|selection| (selection.path, "REPLACE".into()));
        Value::Object(marks.collect::<Map<_, _>>())
    }
}
