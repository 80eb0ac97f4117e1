//! Which documents show something of another record, and so are made again when it changes.

/// A way from a changed record to the records whose documents show something of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependence {
    /// Records that refer to it with this property.
    Linked(&'static str),
    /// Everything below it in its tree: they show their path, and are published only with it.
    Below,
    /// Everything in it: repositories.
    Within,
}

/// What depends on records of a type. A change that leaves title, publication and suppression as they were needs none of it.
pub fn dependents_of(record_type: &str) -> &'static [Dependence] {
    use Dependence::{Below, Linked, Within};
    match record_type {
        "agent_person" | "agent_family" | "agent_corporate_entity" | "agent_software" => {
            &[Linked("linked_agents"), Linked("creator"), Linked("surveyed_by"), Linked("reviewer")]
        }
        "subject" => &[Linked("subjects")],
        "resource" => &[Below, Linked("linked_records"), Linked("records"), Linked("top_container")],
        "archival_object" => &[Below, Linked("linked_records"), Linked("records"), Linked("top_container")],
        "accession" => &[Linked("linked_records"), Linked("records"), Linked("top_container")],
        "digital_object" | "digital_object_component" => &[Below, Linked("linked_records")],
        "classification" | "classification_term" => &[Below, Linked("classifications")],
        "location" => &[Linked("container_locations")],
        "container_profile" => &[Linked("container_profile")],
        "location_profile" => &[Linked("location_profile")],
        "repository" => &[Within],
        _ => &[],
    }
}
