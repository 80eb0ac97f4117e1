//! A top container among the records that are in it: collections, series, restrictions. All of it is worked out when the
//! container is read, from its neighbours as they are now.

use serde_json::{Map, Value, json};

use crate::Body;
use crate::derive::{display, objects, text};
use crate::record_type::{Stored, View};
use crate::render::{instant, reference};
use crate::tree::expected_above;
use crate::types::shared::target;

/// Notes whose restrictions count.
const RESTRICTING: [&str; 2] = ["accessrestrict", "userestrict"];

/// The neighbours that a container, a record in it, or a component above such a record names.
pub(super) fn named(record: &Stored) -> Vec<String> {
    let body = &record.body;
    let location = objects(body, "container_locations").next().and_then(|place| text(place, "ref"));
    let others = ["container_profile", "resource"].into_iter().filter_map(|property| target(body, property));
    others.chain(location).map(str::to_owned).chain(expected_above(record)).collect()
}

/// Shows a container's strings, collections, series and restrictions.
pub(super) fn show(shown: &mut Body, view: &View<'_>) {
    let users = users(view);
    let roots = roots(view, &users);
    let collections: Vec<Body> = roots.iter().map(|root| describe_root(root)).collect();
    let series = series(view, &users);
    let restrictions = restrictions(view, &users);
    show_strings(shown, view, roots.first().copied(), &series);
    show_barcodes(shown, view, &users);
    shown.insert("restricted".to_owned(), (!restrictions.is_empty()).into());
    for (property, items) in [("collection", collections), ("series", series), ("active_restrictions", restrictions)] {
        let items: Vec<Value> = items.into_iter().map(Value::Object).collect();
        shown.insert(property.to_owned(), items.into());
    }
}

/// The records in the container: resources, then components, then accessions, each by number.
fn users<'a>(view: &View<'a>) -> Vec<&'a Stored> {
    let links = view.links.iter().filter(|link| link.relation == "top_container");
    let mut users: Vec<&Stored> = links.filter_map(|link| (view.neighbours)(&link.source)).collect();
    users.sort_by_key(|user| {
        let kind = ["resource", "archival_object", "accession"].iter().position(|name| *name == user.record_type);
        let number: u64 = user.uri.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or_default();
        (kind, number)
    });
    users
}

/// The records that are described on their own and have something in the container.
fn roots<'a>(view: &View<'a>, users: &[&'a Stored]) -> Vec<&'a Stored> {
    let mut roots: Vec<&Stored> = Vec::new();
    for user in users {
        let root = match user.record_type {
            "archival_object" => target(&user.body, "resource").and_then(view.neighbours),
            _ => Some(*user),
        };
        if let Some(root) = root.filter(|root| roots.iter().all(|known| known.uri != root.uri)) {
            roots.push(root);
        }
    }
    roots
}

fn describe_root(root: &Stored) -> Body {
    let name = text(&root.body, "title").or_else(|| text(&root.body, "display_string")).unwrap_or_default();
    let mut shown = Map::new();
    shown.insert("ref".to_owned(), root.uri.as_str().into());
    shown.insert("identifier".to_owned(), display::four_part_identifier(&root.body, "--").into());
    shown.insert("display_string".to_owned(), name.into());
    shown
}

/// The highest components above (or among) those in the container, where they are series with an id.
fn series<'a>(view: &View<'a>, users: &[&'a Stored]) -> Vec<Body> {
    let mut found: Vec<&Stored> = Vec::new();
    for user in users.iter().filter(|user| user.record_type == "archival_object") {
        let top = ancestry(view, user).into_iter().rfind(|record| record.record_type == "archival_object");
        if let Some(top) = top.filter(|top| found.iter().all(|known| known.uri != top.uri)) {
            found.push(top);
        }
    }
    found.sort_by_key(|series| series.uri.rsplit('/').next().and_then(|number| number.parse::<u64>().ok()));
    found.into_iter().filter_map(describe_series).collect()
}

fn describe_series(series: &Stored) -> Option<Body> {
    let identifier = text(&series.body, "component_id")?;
    let level = match (text(&series.body, "level"), text(&series.body, "other_level")) {
        (Some("series"), _) => "Series",
        (Some("otherlevel"), Some(other)) if other.eq_ignore_ascii_case("accession") => other,
        _ => return None,
    };
    let mut shown = Map::new();
    shown.insert("ref".to_owned(), series.uri.as_str().into());
    shown.insert("identifier".to_owned(), identifier.into());
    shown.insert("display_string".to_owned(), text(&series.body, "display_string").unwrap_or_default().into());
    shown.insert("level_display_string".to_owned(), level.into());
    shown.insert("publish".to_owned(), series.body.get("publish").cloned().unwrap_or(Value::Bool(false)));
    Some(shown)
}

/// The component above a component.
fn parent(record: &Stored) -> Option<&str> {
    let above = record.place.as_ref()?.parent.as_str();
    (Some(above) != target(&record.body, "resource")).then_some(above)
}

/// A record, the components above it from below, and its resource.
fn ancestry<'a>(view: &View<'a>, record: &'a Stored) -> Vec<&'a Stored> {
    let mut chain = vec![record];
    while let Some(above) = parent(chain[chain.len() - 1]).and_then(view.neighbours) {
        // A tree that bites its tail must not be followed for ever.
        if chain.iter().any(|known| known.uri == above.uri) {
            break;
        }
        chain.push(above);
    }
    chain.extend(target(&record.body, "resource").and_then(view.neighbours));
    chain
}

/// The restrictions that are in force today, on the records in the container and on everything above them.
fn restrictions<'a>(view: &View<'a>, users: &[&'a Stored]) -> Vec<Body> {
    let today = instant(view.now);
    let today = today.get(..10).unwrap_or_default();
    let mut records: Vec<&Stored> = Vec::new();
    for record in users.iter().flat_map(|user| ancestry(view, user)) {
        if records.iter().all(|known| known.uri != record.uri) {
            records.push(record);
        }
    }
    let mut found = Vec::new();
    for record in records {
        for note in objects(&record.body, "notes") {
            let kind = text(note, "type").filter(|kind| RESTRICTING.contains(kind));
            let restriction = note.get("rights_restriction").and_then(Value::as_object);
            let (Some(kind), Some(restriction)) = (kind, restriction) else { continue };
            if is_active(restriction, today) {
                found.push(describe_restriction(found.len() + 1, record, kind, restriction));
            }
        }
    }
    found
}

/// In force today, and says something: a kind of restriction or a date.
fn is_active(restriction: &Body, today: &str) -> bool {
    let (begin, end) = (text(restriction, "begin"), text(restriction, "end"));
    let has_kind = restriction
        .get("local_access_restriction_type")
        .and_then(Value::as_array)
        .is_some_and(|kinds| !kinds.is_empty());
    let is_now = begin.is_none_or(|begin| begin <= today) && end.is_none_or(|end| today <= end);
    is_now && (has_kind || begin.is_some() || end.is_some())
}

fn describe_restriction(number: usize, record: &Stored, kind: &str, restriction: &Body) -> Body {
    let owner: u64 = record.uri.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or_default();
    let mut shown = Map::new();
    shown.insert("id".to_owned(), number.into());
    shown.insert(format!("{}_id", record.record_type), owner.into());
    shown.insert("restriction_note_type".to_owned(), kind.into());
    for property in ["begin", "end"] {
        shown.extend(restriction.get(property).map(|date| (property.to_owned(), date.clone())));
    }
    let kinds = restriction.get("local_access_restriction_type").cloned().unwrap_or_else(|| json!([]));
    shown.insert("jsonmodel_type".to_owned(), "rights_restriction".into());
    shown.insert("local_access_restriction_type".to_owned(), kinds);
    shown.insert("linked_records".to_owned(), reference(&record.uri));
    shown
}

fn show_strings(shown: &mut Body, view: &View<'_>, root: Option<&Stored>, series: &[Body]) {
    let labels: Vec<String> = series
        .iter()
        .map(|series| {
            let part = |property| text(series, property).unwrap_or_default();
            format!("{} {}", part("level_display_string"), part("identifier"))
        })
        .collect();
    // An accession without a title is named by its identifier alone.
    let collection = root.map(|root| {
        let identifier = display::four_part_identifier(&root.body, "--");
        text(&root.body, "title").map_or_else(|| identifier.clone(), |title| format!("{identifier}, {title}"))
    });
    let named = |uri: Option<&str>, property| {
        uri.and_then(view.neighbours).and_then(|found| text(&found.body, property)).map(str::to_owned)
    };
    let place = objects(shown, "container_locations").next().and_then(|place| text(place, "ref"));
    let known = [
        named(target(shown, "container_profile"), "name"),
        named(place, "title"),
        collection,
        (!labels.is_empty()).then(|| labels.join("; ")),
    ];
    let long = display::top_container_long(shown, &known);
    shown.insert("display_string".to_owned(), display::top_container(shown, &labels).into());
    shown.insert("long_display_string".to_owned(), long.into());
}

/// Shows the barcodes of what is inside the container.
fn show_barcodes(shown: &mut Body, view: &View<'_>, users: &[&Stored]) {
    let mut barcodes = String::new();
    for instance in users.iter().flat_map(|user| objects(&user.body, "instances")) {
        let inside = instance.get("sub_container").and_then(Value::as_object);
        let inside = inside.filter(|inside| target(inside, "top_container") == Some(view.stored.uri.as_str()));
        if let Some(barcode) = inside.and_then(|inside| text(inside, "barcode_2")) {
            // Each one is followed by a blank, the last one too.
            barcodes.push_str(barcode);
            barcodes.push(' ');
        }
    }
    if !barcodes.is_empty() {
        shown.insert("subcontainer_barcodes".to_owned(), barcodes.into());
    }
}
