//! The notes of a record, as text.

use records::Body;
use serde_json::Value;

use super::{objects, string};
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

pub(super) fn add(record: &Body, document: &mut Document) {
    for note in objects(record, "notes") {
        let text = text(note, false);
        let published =
            if note.get("publish") == Some(&Value::Bool(true)) { self::text(note, true) } else { String::new() };
        if text == published {
            // What is published is copied to all notes.
            document.add("notes_published", published);
        } else {
            document.add("notes_published", published);
            document.add("notes", text);
        }
    }
    let summary = SUMMARIES.iter().find_map(|kind| {
        objects(record, "notes").find(|note| string(note, "type") == Some(kind)).map(|note| text(note, false))
    });
    document.add_all("summary", summary.or_else(|| string(record, "content_description").map(str::to_owned)));
}

/// All that a note says; `published` leaves out parts that are not.
pub(super) fn text(note: &Body, published: bool) -> String {
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
