//! The shapes of record URIs.

/// One shape.
pub(super) struct Shape {
    pub(super) record_type: &'static str,
    /// The last segments, between repository and number.
    pub(super) path: &'static str,
    pub(super) in_repository: bool,
}

const fn inside(record_type: &'static str, path: &'static str) -> Shape {
    Shape { record_type, path, in_repository: true }
}

const fn global(record_type: &'static str, path: &'static str) -> Shape {
    Shape { record_type, path, in_repository: false }
}

/// Every type whose records have a URI that ends in a number. A test holds it against the schemas.
pub(super) static SHAPES: &[Shape] = &[
    inside("archival_object", "archival_objects"),
    inside("accession", "accessions"),
    inside("resource", "resources"),
    inside("top_container", "top_containers"),
    inside("digital_object", "digital_objects"),
    inside("digital_object_component", "digital_object_components"),
    inside("event", "events"),
    inside("classification", "classifications"),
    inside("classification_term", "classification_terms"),
    inside("assessment", "assessments"),
    inside("collection_management", "collection_management"),
    inside("custom_report_template", "custom_report_templates"),
    inside("group", "groups"),
    inside("job", "jobs"),
    inside("preference", "preferences"),
    inside("rde_template", "rde_templates"),
    global("repository", "repositories"),
    global("agent_person", "agents/people"),
    global("agent_corporate_entity", "agents/corporate_entities"),
    global("agent_family", "agents/families"),
    global("agent_software", "agents/software"),
    global("subject", "subjects"),
    global("term", "terms"),
    global("vocabulary", "vocabularies"),
    global("location", "locations"),
    global("location_profile", "location_profiles"),
    global("container_profile", "container_profiles"),
    global("user", "users"),
    global("enumeration", "config/enumerations"),
    global("enumeration_value", "config/enumeration_values"),
    global("telephone", "telephone"),
];

/// A repository and its agent, read and written together. Nothing is stored under such a URI.
pub(super) static TOGETHER: Shape = global("repository_with_agent", "repositories/with_agent");

/// Trees have no number of their own: `/repositories/2/resources/5/tree`.
pub(super) const TREES: [(&str, &str); 3] = [
    ("resource_tree", "resource"),
    ("digital_object_tree", "digital_object"),
    ("classification_tree", "classification"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn the_shapes_are_those_of_the_schemas() {
        for shape in SHAPES.iter().chain([&TOGETHER]) {
            let start = if shape.in_repository { "/repositories/:repo_id/" } else { "/" };
            let uri = schema::find(shape.record_type).unwrap().uri.as_deref();
            assert_eq!(uri, Some(format!("{start}{}", shape.path).as_str()));
        }
    }
}
