//! The types of records that a description is made of.

use serde_json::Value;

use crate::Body;
use crate::record_type::Stored;

/// The types that count, in the order in which clients know them, and where their records stand in a body: property names joined by
/// slashes. The flag says that components have them as well as resources.
const FAMILIES: [(&str, &str, bool); 16] = [
    ("extent", "extents", true),
    ("date", "dates", true),
    ("lang_material", "lang_materials", true),
    ("external_document", "external_documents", true),
    ("rights_statement", "rights_statements", true),
    ("instance", "instances", true),
    ("deaccession", "deaccessions", false),
    ("external_id", "external_ids", true),
    ("collection_management", "collection_management", false),
    ("metadata_rights_declaration", "metadata_rights_declarations", false),
    ("user_defined", "user_defined", false),
    ("revision_statement", "revision_statements", false),
    ("language_and_script", "lang_materials/language_and_script", true),
    ("rights_statement_external_document", "rights_statements/external_documents", true),
    ("rights_statement_act", "rights_statements/acts", true),
    ("sub_container", "instances/sub_container", true),
];

/// The types in a record and below it. What components could have counts as soon as there are some: to look would be to read
/// every record of the tree.
pub fn families(record: &Stored, has_components: bool) -> Vec<&'static str> {
    let own = FAMILIES.iter().filter(|(_, path, in_components)| {
        (has_components && *in_components) || has(&record.body, path.split('/').collect::<Vec<_>>().as_slice())
    });
    let components = has_components.then_some("archival_object");
    components.into_iter().chain(own.map(|(name, _, _)| *name)).collect()
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
    use crate::tree::show::tests::stored;

    #[test]
    fn a_resource_alone_is_what_it_holds() {
        let body = json!({
            "dates": [{}], "instances": [{ "sub_container": {} }], "lang_materials": [{ "notes": [] }], "user_defined": {},
        });
        let resource = stored("resource", &body);
        let expected = ["date", "lang_material", "instance", "user_defined", "sub_container"];
        assert_eq!(families(&resource, false), expected);
        let with_components = families(&resource, true);
        assert_eq!((with_components[0], with_components.len()), ("archival_object", 13));
    }
}
