//! The document of an archival object for the public: what it does not say itself, it takes from what it stands below.

use serde_json::Value;

use super::{Readers, Source, common, kinds, objects, string, visibility};
use crate::Document;

/// Lists that are taken as a whole from the nearest record that has them.
const LISTS: [&str; 4] = ["dates", "extents", "lang_materials", "subjects"];
/// Notes that are taken, by type.
const NOTES: [&str; 4] = ["accessrestrict", "userestrict", "scopecontent", "langmaterial"];

pub(super) fn of(source: &Source<'_, '_>, is_public: bool) -> Option<Document> {
    if source.kind != "archival_object" || !is_public {
        return None;
    }
    let ancestors = source.ancestors();
    let above: Vec<_> = ancestors.iter().filter_map(|uri| (source.neighbours)(uri)).collect();
    let mut record = source.record.clone();
    let nearest =
        |property: &str| above.iter().find_map(|record| record.get(property).filter(|value| !is_empty(value)));
    for property in LISTS {
        if record.get(property).is_none_or(is_empty) {
            record.extend(nearest(property).map(|value| (property.to_owned(), value.clone())));
        }
    }
    if string(&record, "title").is_none() {
        record.extend(nearest("title").map(|title| ("title".to_owned(), title.clone())));
    }
    if creators(&record).next().is_none()
        && let Some(with) = above.iter().find(|record| creators(record).next().is_some())
    {
        append(&mut record, "linked_agents", creators(with).cloned().map(Value::Object).collect());
    }
    for kind in NOTES {
        let of_kind = |record: &records::Body| -> Vec<Value> {
            let notes = objects(record, "notes").filter(|note| string(note, "type") == Some(kind));
            notes.cloned().map(Value::Object).collect()
        };
        if of_kind(&record).is_empty()
            && let Some(notes) = above.iter().map(|record| of_kind(record)).find(|notes| !notes.is_empty())
        {
            append(&mut record, "notes", notes);
        }
    }
    let merged = Source { record: &record, readers: Readers::Public, ..*source };
    let mut document = Document::new(&format!("{}#pui", source.uri));
    common::add(&merged, &mut document);
    kinds::add(&merged, &mut document);
    visibility::add_public_only(&merged, &mut document);
    document.add_all("pui_parent_id", document.text("parent_id").map(|parent| format!("{parent}#pui")));
    Some(document)
}

/// The links of a record to those who created what it describes.
pub(super) fn creators(record: &records::Body) -> impl Iterator<Item = &records::Body> {
    objects(record, "linked_agents").filter(|link| string(link, "role") == Some("creator"))
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.is_null()
}

fn append(record: &mut records::Body, property: &str, more: Vec<Value>) {
    if let Value::Array(items) = record.entry(property).or_insert_with(|| Value::Array(Vec::new())) {
        items.extend(more);
    }
}
