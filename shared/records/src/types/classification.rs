//! Classifications: the record groups of an archive, and the terms below them.

use serde_json::{Value, json};

use super::shared::{self, BLANK, VIEW, needs, plain_mirror};
use crate::Body;
use crate::derive::{slug, text};
use crate::permissions::Permission::{DeleteClassificationRecord, UpdateClassificationRecord};
use crate::record_type::{Claim, Draft, Mirror, RecordType, Scope, Unique, View};

const LINKED_RECORDS: Mirror =
    plain_mirror(&["accession", "resource", "digital_object"], "classifications", "linked_records");

/// The row of classifications.
pub static CLASSIFICATION: RecordType = RecordType {
    name: "classification",
    model: "Classification",
    plural: "classifications",
    needs: needs(VIEW, &[UpdateClassificationRecord], &[DeleteClassificationRecord]),
    stale: true,
    mirrors: &[LINKED_RECORDS],
    prepare: |draft| {
        complete(draft);
        Ok(())
    },
    render: show_root,
    ..BLANK
};

/// The row of classification terms.
pub static CLASSIFICATION_TERM: RecordType = RecordType {
    name: "classification_term",
    model: "ClassificationTerm",
    plural: "classification_terms",
    needs: needs(VIEW, &[UpdateClassificationRecord], &[DeleteClassificationRecord]),
    stale: true,
    unique: &[
        Unique {
            name: "classification_term_title",
            claims: |body| claim_among_siblings(body, "title"),
            within: Scope::Repository,
            conflict: false,
        },
        Unique {
            name: "classification_term_identifier",
            claims: |body| claim_among_siblings(body, "identifier"),
            within: Scope::Repository,
            conflict: false,
        },
    ],
    mirrors: &[LINKED_RECORDS],
    prepare: |draft| {
        complete_term(draft);
        Ok(())
    },
    ..BLANK
};

fn complete(draft: &mut Draft<'_>) {
    slug::keep_or_clear(draft);
    draft.body.insert("publish".to_owned(), true.into());
}

fn complete_term(draft: &mut Draft<'_>) {
    complete(draft);
    let title = text(&draft.body, "title").unwrap_or_default().to_owned();
    draft.body.insert("display_string".to_owned(), title.into());
}

/// Terms below the same parent differ in title and in identifier.
fn claim_among_siblings(body: &Body, property: &str) -> Vec<Claim> {
    let above = shared::target(body, "parent").or_else(|| shared::target(body, "classification")).unwrap_or_default();
    let value = text(body, property).map(|value| format!("{above} {value}"));
    shared::claim(value, property, "must be unique to its level in the tree")
}

/// A root is its own path; terms get theirs from whoever knows the tree.
fn show_root(shown: &mut Body, view: &View<'_>) {
    let path = Value::Array(vec![step(shown)]);
    shown.insert("path_from_root".to_owned(), path);
    shown.insert("has_classification_terms".to_owned(), view.has_descendants.into());
}

/// One step of a `path_from_root`.
pub fn step(classification: &Body) -> Value {
    json!({ "title": classification.get("title"), "identifier": classification.get("identifier") })
}
