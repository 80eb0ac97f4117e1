//! What kinds of job there are, and who may ask for them: the lists that clients show before they ask for one.

use api::{Call, Endpoint, Problem, Reply, get};
use records::Body;
use records::enumerations::Lists;
use records::permissions::Permission;
use serde_json::{Value, json};

/// A kind of job that clients may ask for.
pub(crate) struct JobType {
    /// Its name, which is also that of its schema.
    pub(crate) name: &'static str,
    /// What asking for one takes besides `create_job`.
    create: &'static [&'static str],
    /// What cancelling one takes besides `cancel_job`.
    pub(crate) cancel: &'static [&'static str],
    /// Whether clients are shown it.
    is_listed: bool,
}

const fn listed(name: &'static str, create: &'static [&'static str], cancel: &'static [&'static str]) -> JobType {
    JobType { name, create, cancel, is_listed: true }
}

const fn hidden(name: &'static str) -> JobType {
    JobType { name, create: &[], cancel: &[], is_listed: false }
}

/// In the order in which the original lists them; those that other routes ask for come last.
static TYPES: [JobType; 13] = [
    listed("import_job", &["import_records"], &["cancel_importer_job"]),
    listed("bulk_archival_object_updater_job", &["update_resource_record"], &[]),
    listed("bulk_import_job", &["import_records"], &["cancel_importer_job"]),
    listed("container_labels_job", &[], &[]),
    listed("find_and_replace_job", &["manage_repository"], &["manage_repository"]),
    listed("generate_arks_job", &["administer_system"], &["administer_system"]),
    listed("generate_slugs_job", &["administer_system"], &["administer_system"]),
    listed("ns2_remover_job", &["administer_system"], &["administer_system"]),
    listed("print_to_pdf_job", &[], &[]),
    listed("report_job", &[], &[]),
    listed("trim_whitespace_job", &[], &[]),
    JobType { create: &["update_resource_record"], ..hidden("resource_duplicate_job") },
    hidden("top_container_linker_job"),
];

/// The kind of job with this name.
pub(crate) fn find(name: &str) -> Option<&'static JobType> {
    TYPES.iter().find(|known| known.name == name)
}

/// The kind of job that a body asks for, if there is one and the caller may.
pub(crate) fn of(call: &Call, asked: &Body) -> Result<&'static JobType, Problem> {
    let name = asked.get("jsonmodel_type").and_then(Value::as_str).unwrap_or_default();
    let job_type = find(name).ok_or_else(|| Problem::NotFound(format!("No runner found for {name}")))?;
    let mut needed = job_type.create.iter().filter_map(|code| Permission::from_code(code));
    if needed.all(|permission| call.may(permission)) { Ok(job_type) } else { Err(Problem::denied()) }
}

/// Checks a body that did not come as the request's own.
pub(crate) fn check(schema: &'static str, value: Value, lists: &Lists) -> Result<Body, Problem> {
    let shown = format!("#<JSONModel(:{schema}) {}>", value.to_string().chars().take(2000).collect::<String>());
    match records::validate::check(schema, value, lists) {
        Ok(checked) => Ok(checked.body),
        Err(invalid) => Err(Problem::Schema(Box::new(invalid), shown)),
    }
}

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
        .iter()
        .filter(|known| known.is_listed)
        .map(|known| {
            (known.name.to_owned(), json!({ "create_permissions": known.create, "cancel_permissions": known.cancel }))
        })
        .collect();
    Ok(Reply::json(&types))
}

async fn import_types(_: Call) -> Result<Reply, Problem> {
    let types: Vec<Value> =
        IMPORTS.into_iter().map(|(name, description)| json!({ "name": name, "description": description })).collect();
    Ok(Reply::json(&types))
}
