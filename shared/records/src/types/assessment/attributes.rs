//! What an assessment can say by a list: ratings, formats, conservation issues. Everybody has the global definitions; a
//! repository may add its own, which are kept beside its records.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::Body;
use crate::derive::{objects, text};
use crate::record_type::{Stored, View};
use crate::render::{reference, repository_of};
use crate::types::shared::target;

/// The type under which a repository's definitions are stored.
pub const DEFINITIONS: &str = "assessment_attribute_definitions";

/// Lists of an assessment, and the kind of their definitions.
pub(super) const LISTS: [(&str, &str); 3] =
    [("ratings", "rating"), ("formats", "format"), ("conservation_issues", "conservation_issue")];

const RATINGS: [&str; 8] = [
    "Reformatting Readiness",
    "Housing Quality",
    "Physical Condition",
    "Physical Access (arrangement)",
    "Intellectual Access (description)",
    "Interest",
    "Documentation Quality",
    "Research Value",
];

const FORMATS: [&str; 16] = [
    "Architectural Materials",
    "Art Originals",
    "Artifacts",
    "Audio Materials",
    "Biological Specimens",
    "Botanical Specimens",
    "Computer Storage Units",
    "Film (negative, slide, or motion picture)",
    "Glass",
    "Photographs",
    "Scrapbooks",
    "Technical Drawings & Schematics",
    "Textiles",
    "Vellum & Parchment",
    "Video Materials",
    "Other",
];

const ISSUES: [&str; 9] = [
    "Potential Mold or Mold Damage",
    "Recent Pest Damage",
    "Deteriorating Film Base",
    "Brittle Paper",
    "Metal Fasteners",
    "Newspaper",
    "Tape",
    "Heat-Sensitive Paper",
    "Water Damage",
];

/// The rating that nobody gives: it is the sum of [`SUMMED`].
const RESEARCH_VALUE: u64 = 8;

/// Interest and documentation quality.
const SUMMED: [u64; 2] = [6, 7];

/// The global definitions have the numbers up to this one.
pub const GLOBAL: u64 = 33;

/// One definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its number.
    pub id: u64,
    /// What it is called.
    pub label: String,
    /// `rating`, `format` or `conservation_issue`.
    pub kind: String,
    /// Whether every repository has it.
    pub global: bool,
    /// Its place among those of its kind.
    pub position: u64,
}

impl Definition {
    /// Whether its value is worked out.
    pub fn is_readonly(&self) -> bool {
        self.id == RESEARCH_VALUE
    }

    /// As clients read it, and as a repository's own are stored.
    pub fn shown(&self) -> Value {
        let mut shown = Map::new();
        shown.insert("id".to_owned(), self.id.into());
        shown.insert("label".to_owned(), self.label.as_str().into());
        shown.insert("type".to_owned(), self.kind.as_str().into());
        shown.insert("global".to_owned(), self.global.into());
        shown.insert("readonly".to_owned(), self.is_readonly().into());
        shown.insert("position".to_owned(), self.position.into());
        Value::Object(shown)
    }

    fn read(stored: &Body) -> Option<Self> {
        Some(Self {
            id: stored.get("id")?.as_u64()?,
            label: text(stored, "label")?.to_owned(),
            kind: text(stored, "type")?.to_owned(),
            global: false,
            position: stored.get("position").and_then(Value::as_u64).unwrap_or_default(),
        })
    }
}

/// The definitions that every repository has.
pub fn global_definitions() -> Vec<Definition> {
    let of_kind = |kind: &'static str, labels: &'static [&'static str]| {
        labels.iter().zip(0..).map(move |(label, position)| (kind, *label, position))
    };
    let all =
        of_kind("rating", &RATINGS).chain(of_kind("format", &FORMATS)).chain(of_kind("conservation_issue", &ISSUES));
    all.zip(1..)
        .map(|((kind, label, position), id)| Definition {
            id,
            label: label.to_owned(),
            kind: kind.to_owned(),
            global: true,
            position,
        })
        .collect()
}

/// A repository's own definitions, as they are stored.
pub fn own_definitions(stored: &Body) -> Vec<Definition> {
    objects(stored, "definitions").filter_map(Definition::read).collect()
}

/// Where a repository's own definitions are stored: beside its records, under no number.
pub fn definitions_uri(repository: &str) -> String {
    format!("{repository}/{DEFINITIONS}")
}

/// The definitions, and the components whose resources the assessment shows.
pub(super) fn named(record: &Stored) -> Vec<String> {
    if record.record_type != "assessment" {
        return Vec::new();
    }
    let components = objects(&record.body, "records").filter_map(|assessed| text(assessed, "ref"));
    let components = components.filter(|uri| uri.contains("/archival_objects/")).map(str::to_owned);
    components.chain([definitions_uri(repository_of(&record.uri))]).collect()
}

/// Leaves of each list what says something, and of each item what its author may say.
pub(super) fn keep_said(body: &mut Body) {
    for (list, _) in LISTS {
        let said: Vec<Value> = objects(body, list)
            .filter(|item| text(item, "value").is_some() || text(item, "note").is_some())
            .filter(|item| number_of(item).is_some_and(|number| number != RESEARCH_VALUE))
            .map(|item| {
                let kept = item.iter().filter(|(name, _)| ["definition_id", "value", "note"].contains(&name.as_str()));
                Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
            })
            .collect();
        body.shift_remove(list);
        if !said.is_empty() {
            body.insert(list.to_owned(), said.into());
        }
    }
}

/// The repository's own definitions that an assessment uses: they must stay.
pub(super) fn used(body: &Body) -> Vec<String> {
    let items = LISTS.iter().flat_map(|(list, _)| objects(body, list));
    items.filter_map(number_of).filter(|number| *number > GLOBAL).map(|number| number.to_string()).collect()
}

/// Lets an assessment speak of the definitions of another repository. What has no equal there is dropped.
pub fn renumber(body: &mut Body, numbers: &BTreeMap<u64, u64>) {
    for (list, _) in LISTS {
        let Some(Value::Array(items)) = body.get_mut(list) else { continue };
        items.retain_mut(|item| {
            let Some(number) = item.as_object().and_then(number_of).filter(|number| *number > GLOBAL) else {
                return true;
            };
            let renumbered = numbers.get(&number);
            if let Some(number) = renumbered {
                item["definition_id"] = (*number).into();
            }
            renumbered.is_some()
        });
    }
}

/// The numbers that one repository's own definitions have in another, where they are equal: of one kind, under one label.
pub fn equals(from: &Body, to: &Body) -> BTreeMap<u64, u64> {
    let there = own_definitions(to);
    let equal = |definition: &Definition| {
        there.iter().find(|other| (&other.kind, &other.label) == (&definition.kind, &definition.label))
    };
    own_definitions(from).iter().filter_map(|own| equal(own).map(|other| (own.id, other.id))).collect()
}

fn number_of(item: &Body) -> Option<u64> {
    item.get("definition_id").and_then(Value::as_u64)
}

/// Shows every definition in its list, with what the assessment says of it; and the collections that are assessed.
pub(super) fn show(shown: &mut Body, view: &View<'_>) {
    let mut definitions = global_definitions();
    if let Some(own) = (view.neighbours)(&definitions_uri(repository_of(&view.stored.uri))) {
        definitions.extend(own_definitions(&own.body));
    }
    for (list, kind) in LISTS {
        let of_kind = definitions.iter().filter(|definition| definition.kind == kind);
        let items: Vec<Value> = of_kind.map(|definition| describe(definition, list, &view.stored.body)).collect();
        shown.insert(list.to_owned(), items.into());
    }
    shown.insert("collections".to_owned(), collections(view).into());
}

fn describe(definition: &Definition, list: &str, body: &Body) -> Value {
    let said = objects(body, list).find(|item| number_of(item) == Some(definition.id));
    let mut shown = Map::new();
    shown.insert("global".to_owned(), definition.global.into());
    shown.insert("label".to_owned(), definition.label.as_str().into());
    for property in ["value", "note"] {
        shown.extend(said.and_then(|said| said.get(property)).map(|value| (property.to_owned(), value.clone())));
    }
    if definition.is_readonly() {
        shown.extend(research_value(body).map(|value| ("value".to_owned(), value.to_string().into())));
    }
    shown.insert("readonly".to_owned(), definition.is_readonly().into());
    shown.insert("definition_id".to_owned(), definition.id.into());
    Value::Object(shown)
}

fn research_value(body: &Body) -> Option<i64> {
    let rated = objects(body, "ratings").filter(|item| number_of(item).is_some_and(|number| SUMMED.contains(&number)));
    let values: Vec<i64> = rated.filter_map(|item| text(item, "value")?.trim().parse().ok()).collect();
    (!values.is_empty()).then(|| values.iter().fold(0, |sum: i64, value| sum.saturating_add(*value)))
}

/// The resources among the assessed records, and those of assessed components.
fn collections(view: &View<'_>) -> Vec<Value> {
    let mut found: Vec<&str> = Vec::new();
    for uri in objects(&view.stored.body, "records").filter_map(|assessed| text(assessed, "ref")) {
        let root = match super::super::of_uri(uri).map(|row| row.name) {
            Some("resource") => Some(uri),
            Some("archival_object") => (view.neighbours)(uri).and_then(|record| target(&record.body, "resource")),
            _ => None,
        };
        found.extend(root.filter(|root| !found.contains(root)));
    }
    found.into_iter().map(reference).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_keep_what_was_said() {
        let body = json!({ "ratings": [
            { "definition_id": 1, "label": "Reformatting Readiness" },
            { "definition_id": 6, "value": "3", "note": "n", "global": true },
            { "definition_id": 8, "value": "9" },
        ] });
        let mut body = body.as_object().cloned().unwrap_or_default();
        keep_said(&mut body);
        assert_eq!(body["ratings"], json!([{ "definition_id": 6, "value": "3", "note": "n" }]));
        assert_eq!(research_value(&body), Some(3));
    }

    #[test]
    fn global_definitions_have_their_numbers() {
        let all = global_definitions();
        assert_eq!(all.last().map(|last| last.id), Some(GLOBAL));
        assert_eq!((all[8].id, all[8].position, all[8].label.as_str()), (9, 0, "Architectural Materials"));
    }
}
