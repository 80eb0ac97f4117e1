//! Accessions, resources and their components, and what they say about rights.

use super::{has, is_filled, items, text};
use crate::{Body, Invalid};

const NEEDED: &str = "missing required property";

/// The four parts of an identifier are filled from the left.
pub(super) fn identifier(body: &Body, found: &mut Invalid) {
    let filled = ["id_0", "id_1", "id_2", "id_3"].map(|part| has(body, part));
    if !filled.is_sorted_by(|left, right| left >= right) {
        found.add("identifier", "must not contain blank entries");
    }
}

pub(super) fn language(body: &Body, found: &mut Invalid) {
    let named = |material: &serde_json::Value| material.get("language_and_script").is_some();
    if !items(body, "lang_materials").iter().any(named) {
        found.add(Invalid::CODED, "must_contain_at_least_one_language");
    }
}

pub(super) fn level(body: &Body, found: &mut Invalid) {
    if text(body, "level") == Some("otherlevel") && !has(body, "other_level") {
        found.add("other_level", NEEDED);
    }
}

pub(super) fn title_or_date(body: &Body, found: &mut Invalid) {
    if !is_filled(body, "title") && !is_filled(body, "dates") {
        found.add("dates", "one or more required (or enter a Title)");
        found.add("title", "must not be an empty string (or enter a Date)");
    }
}

pub(super) fn title_label_or_date(body: &Body, found: &mut Invalid) {
    if !is_filled(body, "title") && !is_filled(body, "label") && !is_filled(body, "dates") {
        for key in ["dates", "title", "label"] {
            found.add(key, "you must provide a label, title or date");
        }
    }
}

/// Each basis of rights needs to be told in its own terms.
pub(super) fn rights(body: &Body, found: &mut Invalid) {
    let needed: &[&str] = match text(body, "rights_type") {
        Some("copyright") => &["status", "jurisdiction", "start_date"],
        Some("license") => &["license_terms", "start_date"],
        Some("statute") => &["statute_citation", "jurisdiction", "start_date"],
        Some("other") => &["other_rights_basis", "start_date"],
        _ => &[],
    };
    for key in needed.iter().filter(|key| !has(body, key)) {
        found.add(*key, NEEDED);
    }
}

pub(super) fn rights_document(body: &Body, found: &mut Invalid) {
    if !has(body, "identifier_type") {
        found.add("identifier_type", NEEDED);
    }
}
