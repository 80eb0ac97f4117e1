//! ARKs: names for ever. Archives do not give them out unless they ask for it, and this one does not.
//!
//! The routes are there, with their permission, for clients that look: no record has such a name, and none is taken.

use api::generic::{item_key, item_path, requested, with_row};
use api::{Call, Endpoint, Problem, Reply, get, post};
use records::RecordType;
use records::permissions::Permission::AdministerSystem;

/// The routes of a type whose records may have ARKs.
pub(crate) fn endpoints(row: &'static RecordType) -> [Endpoint; 2] {
    let path = format!("{}/ark_name", item_path(row));
    let reads = move |inputs: &api::call::Inputs| item_key(row, inputs).into_iter().collect();
    [
        get(path.clone()).needs(AdministerSystem).reads(reads).to(with_row(row, show)),
        post(path).needs(AdministerSystem).body("ark_name").reads(reads).to(with_row(row, change)),
    ]
}

async fn show(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    requested(row, &call).await?;
    Err(Problem::missing("ArkName"))
}

async fn change(row: &'static RecordType, call: Call) -> Result<Reply, Problem> {
    requested(row, &call).await?;
    Err(Problem::refused("ark", "ARKs are not enabled"))
}
