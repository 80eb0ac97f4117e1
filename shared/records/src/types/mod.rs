//! The record types, one row each: [`all`] of them, and where to [`find`] one.

mod accession;
mod agent;
mod archival_object;
pub mod assessment;
mod classification;
mod container;
mod digital_object;
mod event;
mod group;
mod job;
mod location;
mod repository;
mod resource;
mod settings;
pub(crate) mod shared;
mod subject;
mod user;

pub use accession::ACCESSION;
pub use agent::{AGENT_CORPORATE_ENTITY, AGENT_FAMILY, AGENT_PERSON, AGENT_SOFTWARE, MADE_FOR_USER};
pub use archival_object::ARCHIVAL_OBJECT;
pub use assessment::ASSESSMENT;
pub use classification::{CLASSIFICATION, CLASSIFICATION_TERM, step as classification_step};
pub use container::{CONTAINER_PROFILE, TOP_CONTAINER};
pub use digital_object::{DIGITAL_OBJECT, DIGITAL_OBJECT_COMPONENT};
pub use event::EVENT;
pub use group::{GROUP, asks_for_global};
pub use job::{ACTIVE as ACTIVE_JOBS, JOB};
pub use location::{LOCATION, LOCATION_PROFILE};
pub use repository::REPOSITORY;
pub use resource::RESOURCE;
pub use settings::{COLLECTION_MANAGEMENT, CUSTOM_REPORT_TEMPLATE, PREFERENCE, RDE_TEMPLATE, shipped_preference};
pub use subject::{SUBJECT, TERM, VOCABULARY};
pub use user::USER;

use crate::RecordType;

static ALL: [&RecordType; 28] = [
    &ACCESSION,
    &AGENT_CORPORATE_ENTITY,
    &AGENT_FAMILY,
    &AGENT_PERSON,
    &AGENT_SOFTWARE,
    &ARCHIVAL_OBJECT,
    &ASSESSMENT,
    &CLASSIFICATION,
    &CLASSIFICATION_TERM,
    &CONTAINER_PROFILE,
    &CUSTOM_REPORT_TEMPLATE,
    &DIGITAL_OBJECT,
    &DIGITAL_OBJECT_COMPONENT,
    &EVENT,
    &GROUP,
    &JOB,
    &LOCATION,
    &LOCATION_PROFILE,
    &PREFERENCE,
    &REPOSITORY,
    &RESOURCE,
    &SUBJECT,
    &TERM,
    &TOP_CONTAINER,
    &USER,
    &VOCABULARY,
    &RDE_TEMPLATE,
    &COLLECTION_MANAGEMENT,
];

/// Every record type.
pub fn all() -> &'static [&'static RecordType] {
    &ALL
}

/// The record type with this name.
pub fn find(name: &str) -> Option<&'static RecordType> {
    ALL.iter().copied().find(|record_type| record_type.name == name)
}

/// What is stored like records, with rules of its own beside these rows: what ARCS keeps, whose ids are UUIDs, and the
/// definitions of a repository, which have no number.
static BESIDE: [&str; 9] = [
    "arcs_resource",
    "arcs_comment",
    "arcs_keyword",
    "arcs_annotation",
    "arcs_flag",
    "arcs_bookmark",
    "arcs_collection",
    "arcs_job",
    assessment::attributes::DEFINITIONS,
];

/// A record type's name, as the program holds it.
pub fn name(name: &str) -> Option<&'static str> {
    let row = find(name).map(|record_type| record_type.name);
    row.or_else(|| BESIDE.into_iter().find(|known| *known == name))
}

/// The type of the record with this URI, told by its path.
pub fn of_uri(uri: &str) -> Option<&'static RecordType> {
    let inside = uri.strip_prefix(crate::render::repository_of(uri)).unwrap_or(uri);
    // A repository's own URI is nothing but the prefix.
    let path = if inside.is_empty() { uri } else { inside };
    let (plural, id) = path.strip_prefix('/')?.rsplit_once('/')?;
    let is_numbered = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    ALL.iter().copied().find(|record_type| is_numbered && record_type.plural == plural)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_tell_their_type() {
        let type_of = |uri| of_uri(uri).map(|record_type| record_type.name);
        assert_eq!(type_of("/repositories/2/accessions/7"), Some("accession"));
        assert_eq!(type_of("/agents/people/1"), Some("agent_person"));
        assert_eq!(type_of("/repositories/2"), Some("repository"));
        assert_eq!(type_of("/repositories/2/nothing/7"), None);
        assert_eq!(type_of("/subjects/x"), None);
    }

    #[test]
    fn every_type_has_a_schema() {
        for record_type in all() {
            assert!(crate::schema::find(record_type.name).is_some(), "{}", record_type.name);
        }
    }
}
