//! Who may find a record: whether it is published, with all that it stands below, and its types for the public.

use super::{Readers, Source, is_true, target};
use crate::Document;

pub(super) fn add(source: &Source<'_, '_>, document: &mut Document, is_published: bool) {
    document.set("publish", is_published);
    if source.readers == Readers::All {
        document.add_all("types", public_types(source.kind));
    }
}

/// Says that a document is the public's only.
pub(super) fn add_public_only(source: &Source<'_, '_>, document: &mut Document) {
    document.set("publish", true);
    document.add("types", "pui_only");
    document.add_all("types", public_types(source.kind));
}

/// The types by which the public finds records of a type.
pub(super) fn public_types(kind: &str) -> Vec<String> {
    let mut types = vec!["pui".to_owned(), format!("pui_{kind}")];
    let known: &[&str] = match kind {
        "resource" => &["pui_collection"],
        "classification" => &["pui_record_group"],
        "agent_person" => &["pui_agent", "pui_person"],
        "agent_family" | "agent_corporate_entity" | "agent_software" => &["pui_agent"],
        "top_container" => &["pui_container"],
        "archival_object" | "digital_object" | "digital_object_component" => &["pui_record"],
        _ => &[],
    };
    types.extend(known.iter().map(|kind| (*kind).to_owned()));
    types
}

pub(super) fn is_published(source: &Source<'_, '_>) -> bool {
    let record = source.record;
    if is_true(record, "suppressed") || !is_home_published(source) {
        return false;
    }
    match source.kind {
        "top_container" => is_true(record, "is_linked_to_published_record"),
        "subject" => {
            record.get("publish").is_none_or(|publish| publish == true)
                && is_true(record, "is_linked_to_published_record")
        }
        "archival_object" | "digital_object_component" | "classification_term" => {
            is_true(record, "publish") && !is_true(record, "has_unpublished_ancestor") && is_path_published(source)
        }
        _ => is_true(record, "publish"),
    }
}

fn is_home_published(source: &Source<'_, '_>) -> bool {
    let Some(home) = target(source.record, "repository") else { return true };
    (source.neighbours)(home).is_none_or(|home| is_true(home, "publish"))
}

/// Whether everything above is published, as far as it is known.
fn is_path_published(source: &Source<'_, '_>) -> bool {
    source
        .ancestors()
        .iter()
        .filter_map(|uri| (source.neighbours)(uri))
        .all(|above| !is_true(above, "suppressed") && above.get("publish") != Some(&serde_json::Value::Bool(false)))
}
