//! What a schema cannot see to be wrong: rules over several parts of one record.

use std::collections::BTreeSet;

use super::{is_true, markup, objects, text};
use crate::{Body, Invalid};

/// The longest part of a four-part identifier.
const LONGEST_PART: usize = 50;

/// Collects everything that is wrong with a descriptive record (accession, resource, component …).
pub(crate) fn descriptive(record_type: &str, body: &Body) -> Result<(), Invalid> {
    let mut invalid = Invalid::default();
    title(body, &mut invalid);
    // The other rules were looked at later in the original: a bad title is reported alone.
    finish(std::mem::take(&mut invalid))?;
    external_documents(body, &mut invalid);
    primary_agent(record_type, body, &mut invalid);
    only_one(record_type, body, ("instances", "is_representative", "Instance"), &mut invalid);
    file_versions(record_type, body, &mut invalid);
    finish(invalid)
}

/// Refuses when something was found.
pub(crate) fn finish(invalid: Invalid) -> Result<(), Invalid> {
    if invalid.errors.is_empty() { Ok(()) } else { Err(invalid) }
}

/// The markup of the title.
fn title(body: &Body, invalid: &mut Invalid) {
    if let Some(problem) = text(body, "title").and_then(markup::title_error) {
        invalid.add("title", problem);
    }
}

/// Parts of a four-part identifier have a length of their own, below the one of the schema.
pub(crate) fn identifier_parts(body: &Body, invalid: &mut Invalid) {
    for part in ["id_0", "id_1", "id_2", "id_3"] {
        if text(body, part).is_some_and(|value| value.chars().count() > LONGEST_PART) {
            invalid.add(part, "Max length is 50 characters");
        }
    }
}

/// An external document may stand in a record only once.
pub(crate) fn external_documents(body: &Body, invalid: &mut Invalid) {
    let mut seen = BTreeSet::new();
    for (index, document) in objects(body, "external_documents").enumerate() {
        if !seen.insert((text(document, "title"), text(document, "location"))) {
            invalid.add(
                format!("external_documents/{index}/location"),
                "location and title must have unique values within a record",
            );
        }
    }
}

/// Only one linked agent can be the primary one. The key names two columns of the original's link table, and clients
/// know it so.
fn primary_agent(record_type: &str, body: &Body, invalid: &mut Invalid) {
    if objects(body, "linked_agents").filter(|agent| is_true(agent, "is_primary")).count() > 1 {
        invalid.add(
            format!("[:is_primary, :{record_type}_id]"),
            format!("A {record_type} can have only one primary linked agent"),
        );
    }
}

/// Only one item of a list can carry a flag; `rule` is the list, the flag and the name that the message uses.
pub(crate) fn only_one(record_type: &str, body: &Body, rule: (&str, &str, &str), invalid: &mut Invalid) {
    let (property, flag, model) = rule;
    let mut flagged = objects(body, property).enumerate().filter(|(_, item)| is_true(item, flag)).skip(1);
    if let Some((index, _)) = flagged.next() {
        invalid.add(
            format!("{property}/{index}/{flag}"),
            format!("A {record_type} can have only one {model} defined as: {flag}"),
        );
    }
}

/// The representative file version is unique, and shown to everybody.
fn file_versions(record_type: &str, body: &Body, invalid: &mut Invalid) {
    for (index, version) in objects(body, "file_versions").enumerate() {
        if is_true(version, "is_representative") && !is_true(version, "publish") {
            invalid.add(
                format!("file_versions/{index}/is_representative"),
                "representative_file_version_must_be_published",
            );
        }
    }
    only_one(record_type, body, ("file_versions", "is_representative", "FileVersion"), invalid);
}
