//! Top containers: where they stand, what is in them.

use records::Body;
use records::derive::display;
use serde_json::Value;

use super::{Readers, Source, common, is_true, objects, string, target, visibility};
use crate::Document;

pub(super) fn add(source: &Source<'_, '_>, document: &mut Document) {
    let record = source.record;
    let long = string(record, "long_display_string").or_else(|| string(record, "display_string"));
    document.fields.remove("title");
    document.add_all("title", long);
    for (field, property) in [
        ("type_u_ssort", "type"),
        ("indicator_u_icusort", "indicator"),
        ("barcode_u_sstr", "barcode"),
        ("ils_holding_id_u_sstr", "ils_holding_id"),
    ] {
        document.add_all(field, string(record, property));
    }
    // Typed letters find a container by its kind, number and barcode, in the order of its number.
    let key: Vec<&str> = ["type", "indicator", "barcode"].iter().filter_map(|part| string(record, part)).collect();
    document.add("display_string_u_typeahead_utext", key.join(" "));
    document.add("typeahead_sort_key_u_sort", crate::analysis::collate(&key.join(" ")));
    for collection in objects(record, "collection") {
        document.add_all("collection_uri_u_sstr", string(collection, "ref"));
        document.add_all("collection_display_string_u_sstr", string(collection, "display_string"));
        document.add_all("collection_identifier_stored_u_sstr", string(collection, "identifier"));
        document.add_all(
            "collection_identifier_u_stext",
            string(collection, "identifier").map(super::names::identifier_permutations).unwrap_or_default(),
        );
    }
    for series in objects(record, "series") {
        document.add_all("series_uri_u_sstr", string(series, "ref"));
        document.add_all("series_title_u_sstr", string(series, "display_string"));
        document.add_all("series_level_u_sstr", string(series, "level_display_string"));
        document.add_all("series_identifier_stored_u_sstr", string(series, "identifier"));
        document.add_all(
            "series_identifier_u_stext",
            string(series, "identifier").map(super::names::identifier_permutations).unwrap_or_default(),
        );
    }
    if let Some(profile) = target(record, "container_profile") {
        document.add("container_profile_uri_u_sstr", profile);
        let shown = (source.neighbours)(profile)
            .and_then(|profile| string(profile, "display_string").or_else(|| string(profile, "name")));
        document.add_all("container_profile_display_string_u_sstr", shown);
    }
    let places: Vec<&str> = common::places(record).collect();
    for uri in &places {
        document.add("location_uri_u_sstr", *uri);
        document.add("location_uris", *uri);
        document.add_all("location_display_string_u_sstr", source.title_of(uri));
    }
    document.add("has_location_u_sbool", !places.is_empty());
    let is_empty = record.get("collection").and_then(Value::as_array).is_none_or(Vec::is_empty);
    document.add("empty_u_sbool", is_empty);
    document.add("exported_u_sbool", is_true(record, "exported_to_ils") || string(record, "exported_to_ils").is_some());
}

/// What the public may read of a container in which there is something of collections that are not public: the record without what it
/// says of those. `None` when it says nothing of any.
pub(super) fn for_public(source: &Source<'_, '_>) -> Option<Body> {
    if source.kind != "top_container" {
        return None;
    }
    let is_seen = |item: &Value| {
        let named = item.get("ref").and_then(Value::as_str).and_then(|uri| (source.neighbours)(uri));
        named.is_some_and(|named| {
            let is_hidden = is_true(named, "suppressed") || is_true(named, "has_unpublished_ancestor");
            is_true(named, "publish") && !is_hidden
        })
    };
    let seen = |property: &str| -> Vec<Value> {
        let items = source.record.get(property).and_then(Value::as_array).into_iter().flatten();
        items.filter(|item| is_seen(item)).cloned().collect()
    };
    let (collections, series) = (seen("collection"), seen("series"));
    let said = |property: &str| source.record.get(property).and_then(Value::as_array).map_or(0, Vec::len);
    if collections.len() == said("collection") && series.len() == said("series") {
        return None;
    }
    let mut record = source.record.clone();
    record.insert("collection".to_owned(), collections.into());
    record.insert("series".to_owned(), series.into());
    let labels: Vec<String> = objects(&record, "series").map(label).collect();
    let named = |uri: Option<&str>, property: &str| {
        uri.and_then(|uri| (source.neighbours)(uri)).and_then(|found| string(found, property)).map(str::to_owned)
    };
    let collection = objects(&record, "collection").next().map(|collection| {
        let parts = ["identifier", "display_string"].iter().filter_map(|part| string(collection, part));
        parts.collect::<Vec<_>>().join(", ")
    });
    let place = objects(&record, "container_locations").next().and_then(|place| string(place, "ref"));
    let known = [
        named(target(&record, "container_profile"), "name"),
        named(place, "title"),
        collection,
        (!labels.is_empty()).then(|| labels.join("; ")),
    ];
    let long = display::top_container_long(&record, &known);
    let short = display::top_container(&record, &labels);
    record.insert("long_display_string".to_owned(), long.into());
    record.insert("display_string".to_owned(), short.into());
    Some(record)
}

/// How a container names a series.
fn label(series: &Body) -> String {
    let part = |property| string(series, property).unwrap_or_default();
    format!("{} {}", part("level_display_string"), part("identifier"))
}

/// The document of such a container, beside that of those who may find the rest as well.
pub(super) fn public_document(source: &Source<'_, '_>, record: &Body) -> Document {
    let public = Source { record, readers: Readers::Public, ..*source };
    let mut document = Document::new(&format!("{}#pui", source.uri));
    common::add(&public, &mut document);
    add(&public, &mut document);
    visibility::add_public_only(&public, &mut document);
    document
}
