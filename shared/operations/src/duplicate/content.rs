//! What the copy of a record says: what the record says, except what can only be said once.

use api::Problem;
use api::show::{Eyes, show_all};
use records::links::inline::many_hint;
use records::record_type::Stored;
use records::{Body, RecordType};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use store::Store;

/// Names of the record alone. A copy is found by its number until somebody names it.
const NAMES: [&str; 6] =
    ["slug", "ead_id", "ark_name", "external_ark_url", "import_current_ark", "import_previous_arks"];

/// Characters in a part of an identifier, at most.
const LONGEST_PART: usize = 50;

/// Characters in the title of a resource, at most.
const LONGEST_TITLE: usize = 16_384;

/// The body of a copy in the finding aid `copy`.
///
/// Identifiers that notes and components have inside of their finding aid are others in each copy, and always the same ones in the
/// same copy: so indexes still name what they named, and a step that runs again writes what it wrote.
pub(super) fn copy_of(body: &Body, copy: &str) -> Body {
    let mut body = body.clone();
    for name in NAMES {
        body.shift_remove(name);
    }
    for statement in body.get_mut("rights_statements").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(statement) = statement.as_object_mut() {
            statement.shift_remove("identifier");
        }
    }
    rename(&mut body, copy);
    body
}

fn rename(object: &mut Map<String, Value>, copy: &str) {
    let is_index_item = object.get("jsonmodel_type").is_some_and(|kind| kind == "note_index_item");
    for (property, value) in object {
        match value {
            Value::String(text) => {
                let is_name = ["ref_id", "persistent_id"].contains(&property.as_str());
                if !text.is_empty() && (is_name || is_index_item && property == "reference") {
                    *text = renamed(text, copy);
                }
            }
            Value::Array(items) => {
                items.iter_mut().filter_map(Value::as_object_mut).for_each(|item| rename(item, copy));
            }
            Value::Object(nested) => rename(nested, copy),
            _ => {}
        }
    }
}

/// 32 hexadecimal digits, as the archive makes them up.
fn renamed(name: &str, copy: &str) -> String {
    hex::encode(&Sha256::digest(format!("{copy} {name}"))[..16])
}

/// Says that a resource is a copy, the so-many-th one, counted from 1: in its title and in the first part of its identifier. Nobody
/// but the staff sees it until it is published.
pub(super) fn mark(body: &Body, number: usize) -> Body {
    let mark = if number == 1 { "[Duplicated]".to_owned() } else { format!("[Duplicated {number}]") };
    let marked = |property: &str, longest: usize| -> Value {
        let text = format!("{mark} {}", body.get(property).and_then(Value::as_str).unwrap_or_default());
        text.chars().take(longest).collect::<String>().into()
    };
    let mut copy = body.clone();
    copy.insert("title".to_owned(), marked("title", LONGEST_TITLE));
    copy.insert("id_0".to_owned(), marked("id_0", LONGEST_PART));
    copy.insert("publish".to_owned(), false.into());
    copy
}

/// Adds the relationships that were written at their other end, where the copy may hold them itself.
pub(super) async fn add_mirrored(store: &Store, row: &RecordType, records: &mut [Stored]) -> Result<(), Problem> {
    let mirrors: Vec<_> = row.mirrors.iter().filter(|mirror| mirror.writable).collect();
    let has_some = |record: &&mut Stored| {
        let is_of = |hint: &String, relation: &str| {
            *hint == many_hint(relation) || hint.starts_with(&format!("from:{relation}:"))
        };
        mirrors.iter().any(|mirror| record.inbound.iter().any(|hint| is_of(hint, mirror.relation)))
    };
    let mut found: Vec<&mut Stored> = records.iter_mut().filter(has_some).collect();
    if found.is_empty() {
        return Ok(());
    }
    let eyes = Eyes { contacts: false, usage: false, suppressed: true };
    let copies: Vec<Stored> = found.iter().map(|record| (**record).clone()).collect();
    for (record, shown) in found.iter_mut().zip(show_all(store, &copies, eyes).await?) {
        for mirror in &mirrors {
            let Some(items) = shown.get(mirror.property).and_then(Value::as_array).filter(|items| !items.is_empty())
            else {
                continue;
            };
            record.body.insert(mirror.property.to_owned(), Value::Array(items.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: &Value) -> Body {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn indexes_name_the_same_in_the_copy() {
        let source = body(&json!({
            "ref_id": "a", "slug": "s", "notes": [
                { "jsonmodel_type": "note_index", "persistent_id": "b",
                  "items": [{ "jsonmodel_type": "note_index_item", "value": "x", "reference": "a" }] },
            ],
        }));
        let copy = copy_of(&source, "/repositories/2/resources/2");
        assert_eq!(copy["ref_id"], copy["notes"][0]["items"][0]["reference"]);
        assert_ne!(copy["ref_id"], "a");
        assert_ne!(copy["notes"][0]["persistent_id"], "b");
        assert_eq!(copy.get("slug"), None);
        assert_ne!(copy["ref_id"], copy_of(&source, "/repositories/2/resources/3")["ref_id"]);
    }

    #[test]
    fn marks_fit() {
        let source = body(&json!({ "title": "T", "id_0": "x".repeat(50) }));
        let marked = mark(&source, 12);
        assert_eq!(marked["title"], "[Duplicated 12] T");
        assert_eq!(marked["id_0"].as_str().map(|text| text.chars().count()), Some(50));
    }
}
