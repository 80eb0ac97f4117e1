//! What background jobs there are: the lists that clients show before they ask for one.

use api::{Call, Endpoint, Problem, Reply, get};
use serde_json::{Value, json};

/// Job types with the permissions that creating and cancelling one takes besides the general ones.
const TYPES: [(&str, &[&str], &[&str]); 11] = [
    ("import_job", &["import_records"], &["cancel_importer_job"]),
    ("bulk_archival_object_updater_job", &["update_resource_record"], &[]),
    ("bulk_import_job", &["import_records"], &["cancel_importer_job"]),
    ("container_labels_job", &[], &[]),
    ("find_and_replace_job", &["manage_repository"], &["manage_repository"]),
    ("generate_arks_job", &["administer_system"], &["administer_system"]),
    ("generate_slugs_job", &["administer_system"], &["administer_system"]),
    ("ns2_remover_job", &["administer_system"], &["administer_system"]),
    ("print_to_pdf_job", &[], &[]),
    ("report_job", &[], &[]),
    ("trim_whitespace_job", &[], &[]),
];

/// What can be imported, in the order in which the original lists it.
const IMPORTS: [(&str, &str); 11] = [
    ("subject_csv", "Import Subject records from a CSV file"),
    ("marcxml_accession", "Import MARC XML records as Accessions"),
    ("marcxml", "Import all record types from a MARC XML file"),
    ("marcxml_subjects_and_agents", "Import only subjects and agents from a MARC XML file"),
    ("marcxml_auth_agent", "Import agent records from a MARCXML authority file"),
    ("location_csv", "Import Location records from a CSV file"),
    ("ead_xml", "Import EAD records from an XML file"),
    ("eac_xml", "Import EAC-CPF records from an XML file"),
    ("digital_object_csv", "Import Digital Object records from a CSV file"),
    ("assessment_csv", "Import Assessment records from a CSV file"),
    ("accession_csv", "Import Accession records from a CSV file"),
];

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![get("/job_types").to(job_types), get("/repositories/{repo_id}/jobs/import_types").to(import_types)]
}

async fn job_types(_: Call) -> Result<Reply, Problem> {
    let types: serde_json::Map<String, Value> = TYPES
        .into_iter()
        .map(|(name, create, cancel)| {
            (name.to_owned(), json!({ "create_permissions": create, "cancel_permissions": cancel }))
        })
        .collect();
    Ok(Reply::json(&types))
}

async fn import_types(_: Call) -> Result<Reply, Problem> {
    let types: Vec<Value> =
        IMPORTS.into_iter().map(|(name, description)| json!({ "name": name, "description": description })).collect();
    Ok(Reply::json(&types))
}
