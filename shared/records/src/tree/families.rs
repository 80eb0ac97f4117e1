//! The types of records that a description is made of.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Body;

/// The types that count, in the order in which clients know them, and where their records stand in a body: property names joined by
/// slashes. Those inside of others come last.
const FAMILIES: [(&str, &str); 16] = [
    ("extent", "extents"),
    ("date", "dates"),
    ("lang_material", "lang_materials"),
    ("external_document", "external_documents"),
    ("rights_statement", "rights_statements"),
    ("instance", "instances"),
    ("deaccession", "deaccessions"),
    ("external_id", "external_ids"),
    ("collection_management", "collection_management"),
    ("metadata_rights_declaration", "metadata_rights_declarations"),
    ("user_defined", "user_defined"),
    ("revision_statement", "revision_statements"),
    ("language_and_script", "lang_materials/language_and_script"),
    ("rights_statement_external_document", "rights_statements/external_documents"),
    ("rights_statement_act", "rights_statements/acts"),
    ("sub_container", "instances/sub_container"),
];

/// The types that stand in a record itself.
const OUTER: usize = 12;

/// Which types of records are in a record, or in several: one bit for each, in the order of the list above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Families(u16);

impl Families {
    /// Those in a body.
    pub fn of(body: &Body) -> Self {
        let holds = |path: &str| has(body, path.split('/').collect::<Vec<_>>().as_slice());
        let bits = FAMILIES.iter().enumerate().filter(|(_, (_, path))| holds(path)).map(|(place, _)| 1 << place);
        Self(bits.sum())
    }

    /// Those in one or the other.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
    pub(super) fn is_empty(&self) -> bool {
        self.0 == 0
    }

    fn names(self, places: std::ops::Range<usize>) -> impl Iterator<Item = &'static str> {
        places.filter(move |place| self.0 & (1 << place) != 0).map(|place| FAMILIES[place].0)
    }
}

/// The types in a record and in the components below it, if it has any: first those that the record has itself, and those inside
/// of others last.
pub fn families(own: Families, below: Option<Families>) -> Vec<&'static str> {
    let more = Families(below.unwrap_or_default().0 & !own.0);
    let mut names: Vec<&str> = below.is_some().then_some("archival_object").into_iter().collect();
    for places in [0..OUTER, OUTER..FAMILIES.len()] {
        names.extend(own.names(places.clone()));
        names.extend(more.names(places));
    }
    names
}

fn has(body: &Body, path: &[&str]) -> bool {
    let Some((property, rest)) = path.split_first() else { return true };
    match body.get(*property) {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_object).any(|item| has(item, rest)),
        Some(Value::Object(object)) => has(object, rest),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(body: &Value) -> Families {
        Families::of(body.as_object().unwrap())
    }

    #[test]
    fn a_description_is_what_it_and_its_components_hold() {
        let resource = of(&json!({
            "dates": [{}], "instances": [], "lang_materials": [{ "notes": [] }], "user_defined": {},
        }));
        assert_eq!(families(resource, None), ["date", "lang_material", "user_defined"]);
        assert_eq!(families(resource, Some(Families::default()))[0], "archival_object");
        let box_and_extent = of(&json!({ "extents": [{}], "instances": [{ "sub_container": {} }] }));
        let language = of(&json!({ "lang_materials": [{ "language_and_script": {} }] }));
        let all = families(resource, Some(box_and_extent.or(language)));
        let expected = [
            "archival_object",
            "date",
            "lang_material",
            "user_defined",
            "extent",
            "instance",
            "language_and_script",
            "sub_container",
        ];
        assert_eq!(all, expected);
    }
}
