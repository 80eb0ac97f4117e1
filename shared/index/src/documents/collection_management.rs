//! The document of a record's collection management.

use serde_json::Value;

use super::{Source, string};
use crate::Document;

/// What it copies from the record that it is a part of.
const SHARED: [&str; 7] =
    ["repository", "suppressed", "created_by", "last_modified_by", "create_time", "user_mtime", "system_mtime"];

pub(super) fn of(source: &Source<'_, '_>, parent: &Document) -> Option<Document> {
    let part = source.record.get("collection_management")?.as_object()?;
    let uri = string(part, "uri")?;
    let mut document = Document::new(uri);
    document.add("uri", uri);
    for name in ["primary_type", "types"] {
        document.add(name, "collection_management");
    }
    document.add("json", serde_json::to_string(part).unwrap_or_default());
    for field in SHARED {
        document.add_all(field, parent.values(field).iter().cloned());
    }
    document.add("publish", false);
    document.add("system_generated", false);
    document.add("parent_id", source.uri);
    document.add("parent_type", source.kind);
    for field in ["title", "parent_title"] {
        document.add_all(field, parent.text("title"));
    }
    document.add_all("title_sort", parent.text("title_sort"));
    let texts = [
        "processing_priority",
        "processing_status",
        "processing_hours_total",
        "processors",
        "processing_funding_source",
    ];
    for field in texts {
        document.add_all(field, string(part, field));
    }
    for field in ["processing_priority", "processing_status"] {
        document.add_all(&format!("{field}_enum_s"), string(part, field));
    }
    let text: Vec<&str> = part.values().filter_map(Value::as_str).filter(|text| !text.starts_with('/')).collect();
    document.add("fullrecord", text.join("\n"));
    Some(document)
}
