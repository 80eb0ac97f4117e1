//! Accessions: material received but not yet described.

use api::actions::suppress_endpoint;
use api::endpoint::group;
use api::generic::{item_key, requested};
use api::{Call, Endpoint, Problem, Reply, get};
use operations::deletion::record_endpoints;
use operations::transfer;
use records::links::references;
use records::permissions::Permission::ViewRepository;
use records::types::ACCESSION;
use serde_json::{Value, json};

/// The routes of this function.
pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = record_endpoints(&ACCESSION);
    endpoints.extend([suppress_endpoint(&ACCESSION), transfer::endpoint(&ACCESSION)]);
    endpoints.push(
        get("/repositories/{repo_id}/accessions/{id}/top_containers")
            .needs(ViewRepository)
            .reads(|inputs| item_key(&ACCESSION, inputs).into_iter().collect())
            .to(top_containers),
    );
    group("accessions", endpoints)
}

/// The top containers that the accession's own instances are in, each once.
async fn top_containers(call: Call) -> Result<Reply, Problem> {
    let accession = requested(&ACCESSION, &call).await?;
    let mut containers: Vec<Value> = vec![];
    for reference in references(&ACCESSION, &accession.body) {
        let container = json!({ "ref": reference.target });
        if reference.relation == "top_container" && !containers.contains(&container) {
            containers.push(container);
        }
    }
    Ok(Reply::json(&containers))
}
