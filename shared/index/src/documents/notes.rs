//! The notes of a record, as text.

use records::Body;
use serde_json::Value;

use super::{Readers, Source, objects, string};
use crate::Document;

/// Notes that say what the record is, the best first.
const SUMMARIES: [&str; 2] = ["abstract", "scopecontent"];
/// Names of parts that are no text.
const NO_TEXT: [&str; 11] = [
    "jsonmodel_type",
    "persistent_id",
    "type",
    "publish",
    "enumeration",
    "local_access_restriction_type",
    "rights_restriction",
    "ref",
    "reference_ref",
    "create_time",
    "actuate",
];

pub(super) fn add(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    for note in objects(record, "notes") {
        let published = published(note);
        // What is published is copied to all notes.
        if source.readers != Readers::Public && text(note, false) != published {
            document.add("notes", text(note, false));
        }
        document.add("notes_published", published);
    }
    let of_kind =
        |kind: &&str| objects(record, "notes").filter(|note| string(note, "type") == Some(kind)).collect::<Vec<_>>();
    // It is shown to everybody who finds the document.
    let summary = SUMMARIES.iter().flat_map(of_kind).find_map(|note| {
        let text = if source.readers == Readers::Staff { text(note, false) } else { published(note) };
        Some(text).filter(|text| !text.is_empty())
    });
    document.add_all("summary", summary.or_else(|| string(record, "content_description").map(str::to_owned)));
}

/// What everybody may read of a note.
fn published(note: &Body) -> String {
    if note.get("publish") == Some(&Value::Bool(true)) { text(note, true) } else { String::new() }
}

/// All that a note says; `published` leaves out parts that are not.
fn text(note: &Body, published: bool) -> String {
    let mut texts = Vec::new();
    gather(note, published, &mut texts);
    texts.join(" ")
}

fn gather<'a>(object: &'a Body, published: bool, texts: &mut Vec<&'a str>) {
    for (name, value) in object.iter().filter(|(name, _)| !NO_TEXT.contains(&name.as_str())) {
        match value {
            Value::String(text) if name != "label" => texts.push(text),
            Value::Array(items) => {
                for item in items {
                    match item {
                        Value::String(text) => texts.push(text),
                        Value::Object(part) if !(published && part.get("publish") == Some(&Value::Bool(false))) => {
                            gather(part, published, texts);
                        }
                        _ => {}
                    }
                }
            }
            Value::Object(part) => gather(part, published, texts),
            _ => {}
        }
    }
}
