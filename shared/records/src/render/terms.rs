//! Terms of linked agents. They show what terms show nowhere else: the numbers of what they are made of.

use serde_json::Value;

use crate::Body;
use crate::derive::{objects_mut, text};
use crate::enumerations::seed;

/// The list of term types. Nobody can edit it, so that the numbers of its values are those of the seed.
const TYPES: &str = "subject_term_type";

/// Adds them to the terms of a reference.
pub(super) fn add_numbers(reference: &mut Body) {
    for term in objects_mut(reference, "terms") {
        let term_type = text(term, "term_type").and_then(|value| seed(TYPES)?.find(value));
        let numbers = [
            ("id", number(term, "uri")),
            ("vocab_id", number(term, "vocabulary")),
            ("term_type_id", term_type.map(|value| value.id)),
            ("json_schema_version", Some(1)),
        ];
        for (property, number) in numbers {
            if let Some(number) = number {
                term.insert(property.to_owned(), Value::from(number));
            }
        }
    }
}

/// The number at the end of a URI.
fn number(term: &Body, property: &str) -> Option<u64> {
    text(term, property)?.rsplit('/').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn terms_show_their_numbers() {
        let mut reference = json!({ "ref": "/agents/people/1", "terms": [
            { "term": "Railways", "term_type": "cultural_context", "uri": "/terms/42", "vocabulary": "/vocabularies/1" },
        ] });
        let reference = reference.as_object_mut().unwrap();
        add_numbers(reference);
        let term = &reference["terms"][0];
        let numbers = ["id", "vocab_id", "term_type_id", "json_schema_version"].map(|name| &term[name]);
        assert_eq!(numbers, [42, 1, 1267, 1]);
    }
}
