//! Top containers: where they stand, what is in them.

use serde_json::Value;

use super::{Source, is_true, objects, string, target};
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
    let places: Vec<&records::Body> = objects(record, "container_locations")
        .filter(|place| string(place, "status").is_none_or(|status| status == "current"))
        .collect();
    for place in &places {
        let Some(uri) = string(place, "ref") else { continue };
        document.add("location_uri_u_sstr", uri);
        document.add("location_uris", uri);
        document.add_all("location_display_string_u_sstr", source.title_of(uri));
    }
    document.add("has_location_u_sbool", !places.is_empty());
    let is_empty = record.get("collection").and_then(Value::as_array).is_none_or(Vec::is_empty);
    document.add("empty_u_sbool", is_empty);
    document.add("exported_u_sbool", is_true(record, "exported_to_ils") || string(record, "exported_to_ils").is_some());
}
