//! Templates: of rapid data entry, and of custom reports.

use api::generic::{collection, collection_path, create_endpoint, delete_endpoint, read_endpoint, update_endpoint};
use api::listing::{list, whole};
use api::show::{Eyes, show_all};
use api::{Call, Endpoint, Param, Problem, Reply, get, post, write};
use records::permissions::Permission::{CreateJob, ManageCustomReportTemplates};
use records::types::{CUSTOM_REPORT_TEMPLATE, RDE_TEMPLATE};
use serde_json::Value;
use store::Key;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![
        post(collection_path(&RDE_TEMPLATE))
            .needs_all(RDE_TEMPLATE.needs.create)
            .body(RDE_TEMPLATE.name)
            .reads(|inputs| write::keys_for_create(&RDE_TEMPLATE, inputs))
            .to(create_rde_template),
        get(collection_path(&RDE_TEMPLATE))
            .reads(|inputs| {
                collection(&RDE_TEMPLATE, inputs.number("repo_id")).map(|uri| Key::members(&uri)).into_iter().collect()
            })
            .to(rde_templates),
        read_endpoint(&RDE_TEMPLATE),
        delete_endpoint(&RDE_TEMPLATE),
        create_endpoint(&CUSTOM_REPORT_TEMPLATE),
        update_endpoint(&CUSTOM_REPORT_TEMPLATE),
        read_endpoint(&CUSTOM_REPORT_TEMPLATE),
        delete_endpoint(&CUSTOM_REPORT_TEMPLATE),
        // Who runs reports may list them as well as who writes them.
        get(collection_path(&CUSTOM_REPORT_TEMPLATE))
            .needs_one_of(&[CreateJob, ManageCustomReportTemplates])
            .paginated()
            .params([Param::resolve()])
            .reads(|inputs| {
                let uri = collection(&CUSTOM_REPORT_TEMPLATE, inputs.number("repo_id"));
                uri.map(|uri| Key::members(&uri)).into_iter().collect()
            })
            .to(|call| list(&CUSTOM_REPORT_TEMPLATE, call)),
    ]
}

/// They are never changed, and so have no version to tell.
async fn create_rde_template(call: Call) -> Result<Reply, Problem> {
    let stored = write::create(&call, &RDE_TEMPLATE, call.body.clone()).await?;
    let mut outcome = write::outcome("Created", &RDE_TEMPLATE, &stored, Some(&call.warnings));
    outcome["lock_version"] = Value::Null;
    Ok(Reply::json(&outcome))
}

async fn rde_templates(call: Call) -> Result<Reply, Problem> {
    let templates = whole(&call, &collection(&RDE_TEMPLATE, call.repository()).unwrap_or_default()).await?;
    Ok(Reply::json(&show_all(&call.store, &templates, Eyes::of(&call.caller, call.repository())).await?))
}
