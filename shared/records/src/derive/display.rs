//! Strings that stand for a record in lists and links.

use serde_json::{Map, Value};

use super::dates::describe_all;
use super::text;

/// The parts of a four-part identifier that are there, joined.
pub fn four_part_identifier(record: &Map<String, Value>, joint: &str) -> String {
    let parts: Vec<&str> = ["id_0", "id_1", "id_2", "id_3"].iter().filter_map(|part| text(record, part)).collect();
    parts.join(joint)
}

/// An accession: its title, else its identifier.
pub fn accession(record: &Map<String, Value>) -> String {
    text(record, "title").map_or_else(|| four_part_identifier(record, "-"), str::to_owned)
}

/// An archival object: title and dates.
pub fn archival_object(record: &Map<String, Value>) -> String {
    let title = text(record, "title");
    with_dates(title.unwrap_or_default(), title.is_some(), record)
}

/// A component of a digital object: title, else label, and dates. Only a title is set apart from the dates.
pub fn digital_object_component(record: &Map<String, Value>) -> String {
    let title = text(record, "title");
    let shown = title.or_else(|| text(record, "label")).unwrap_or_default();
    with_dates(shown, title.is_some(), record)
}

fn with_dates(shown: &str, set_apart: bool, record: &Map<String, Value>) -> String {
    match describe_all(record) {
        Some(dates) if set_apart => format!("{shown}, {dates}"),
        Some(dates) => format!("{shown}{dates}"),
        None => shown.to_owned(),
    }
}

/// A location: `Building, floor, room, area [barcode, classification, Shelf: 1]`.
pub fn location(record: &Map<String, Value>) -> String {
    let place: Vec<&str> =
        ["building", "floor", "room", "area"].iter().filter_map(|property| text(record, property)).collect();
    let mut marks: Vec<String> =
        ["barcode", "classification"].iter().filter_map(|property| text(record, property)).map(str::to_owned).collect();
    for number in 1..=3 {
        let label = text(record, &format!("coordinate_{number}_label"));
        let indicator = text(record, &format!("coordinate_{number}_indicator"));
        if let (Some(label), Some(indicator)) = (label, indicator) {
            marks.push(format!("{label}: {indicator}"));
        }
    }
    format!("{} [{}]", place.join(", "), marks.join(", "))
}

/// A container profile: `Box [12d, 10.5h, 5w inches] extent measured by width`.
pub fn container_profile(record: &Map<String, Value>) -> String {
    let property = |name| text(record, name).unwrap_or_default();
    format!(
        "{} [{}d, {}h, {}w {}] extent measured by {}",
        property("name"),
        property("depth"),
        property("height"),
        property("width"),
        property("dimension_units"),
        property("extent_dimension"),
    )
}

/// A location profile: its name, and its dimensions when all of them are known.
pub fn location_profile(record: &Map<String, Value>) -> String {
    let name = text(record, "name").unwrap_or_default();
    let dimensions =
        (text(record, "depth"), text(record, "height"), text(record, "width"), text(record, "dimension_units"));
    match dimensions {
        (Some(depth), Some(height), Some(width), Some(units)) => {
            format!("{name} [{depth}d, {height}h, {width}w {}]", capitalize(units))
        }
        _ => name.to_owned(),
    }
}

/// A repository: `Main Repository (MAIN)`.
pub fn repository(record: &Map<String, Value>) -> String {
    format!("{} ({})", text(record, "name").unwrap_or_default(), text(record, "repo_code").unwrap_or_default())
}

/// A subject: its terms.
pub fn subject(record: &Map<String, Value>) -> String {
    let terms: Vec<&str> = super::objects(record, "terms").filter_map(|term| text(term, "term")).collect();
    terms.join(" -- ")
}

/// A top container in its place: `Box 1: Series S1 [Barcode: 123]`.
pub fn top_container(record: &Map<String, Value>, series: &[String]) -> String {
    let mut shown = format!("{}:", top_container_name(record));
    for part in [series.join("; "), top_container_barcode(record)] {
        if !part.is_empty() {
            shown.push(' ');
            shown.push_str(&part);
        }
    }
    shown.strip_suffix(':').map_or_else(|| shown.clone(), str::to_owned)
}

/// A top container with everything known about its place: `Box 1 [Barcode: 123], Profile, Location, MS--1, Title`.
///
/// The `context` is what follows: profile name, location title, collection, series; absent ones are left out.
pub fn top_container_long(record: &Map<String, Value>, context: &[Option<String>]) -> String {
    let mut shown = top_container_name(record);
    let barcode = top_container_barcode(record);
    if !barcode.is_empty() {
        shown.push(' ');
        shown.push_str(&barcode);
    }
    for part in context.iter().flatten() {
        shown.push_str(", ");
        shown.push_str(part);
    }
    shown
}

/// Type and indicator. Without a type the blank between them stays, as clients know it.
fn top_container_name(record: &Map<String, Value>) -> String {
    let kind = text(record, "type").map(capitalize).unwrap_or_default();
    format!("{kind} {}", text(record, "indicator").unwrap_or_default())
}

fn top_container_barcode(record: &Map<String, Value>) -> String {
    text(record, "barcode").map(|barcode| format!("[Barcode: {barcode}]")).unwrap_or_default()
}

/// The first letter in upper case, the others in lower case.
pub fn capitalize(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(record: Value, series: &[String]) -> (String, String) {
        let Value::Object(record) = record else { panic!("not an object") };
        (top_container(&record, series), top_container_long(&record, &[]))
    }

    #[test]
    fn top_containers_show_what_they_have() {
        assert_eq!(shown(json!({"indicator": "7"}), &[]), (" 7".to_owned(), " 7".to_owned()));
        assert_eq!(
            shown(json!({"type": "box", "indicator": "1", "barcode": "12"}), &["Series S1".to_owned()]),
            ("Box 1: Series S1 [Barcode: 12]".to_owned(), "Box 1 [Barcode: 12]".to_owned())
        );
    }
}
