//! Templates: of rapid data entry, and of custom reports.

use api::generic::{
    collection_path, create_endpoint, delete_endpoint, read_endpoint, record_endpoints,
};
use api::listing::{list, whole};
use api::show::{Eyes, show_all};
use api::{Call, Endpoint, Param, Problem, Reply, get, post};
use records::permissions::Permission::{CreateJob, ManageCustomReportTemplates};
use records::types::{CUSTOM_REPORT_TEMPLATE, RDE_TEMPLATE};
use serde_json::Value;
use store::Key;

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = vec![
        post(collection_path(&RDE_TEMPLATE))
            .needs_all(RDE_TEMPLATE.needs.create)
            .body(RDE_TEMPLATE.name)
            .reads(|inputs| api::write::keys_for_create(&RDE_TEMPLATE, inputs))
            .to(create_rde_template),
        get(collection_path(&RDE_TEMPLATE)).reads(|inputs| members(&RDE_TEMPLATE, inputs)).to(rde_templates),
        read_endpoint(&RDE_TEMPLATE),
        delete_endpoint(&RDE_TEMPLATE),
    ];
    endpoints.extend(record_endpoints(&CUSTOM_REPORT_TEMPLATE));
    endpoints
}
