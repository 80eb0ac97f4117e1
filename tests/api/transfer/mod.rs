//! Records that go to another repository.

mod along;
mod behind;
mod records;
mod refused;
mod repositories;

use serde_json::{Value, json};
use tests::{Caller, Response};

use crate::harness::bodies::repository;

/// The repository that records go to.
const OTHER: &str = "/repositories/3";

async fn other(admin: &Caller) {
    assert_eq!(admin.create("/repositories", &repository("OTHER")).await, OTHER);
}

async fn transfer(caller: &Caller, uri: &str, to: &str) -> Response {
    caller.post(&format!("{uri}/transfer?target_repo={to}"), &Value::Null).await
}

/// Where a record of the first repository is after its transfer.
fn there(uri: &str) -> String {
    uri.replace("/repositories/2/", "/repositories/3/")
}

fn digital_object(identifier: &str) -> Value {
    json!({ "jsonmodel_type": "digital_object", "title": format!("Scan {identifier}"), "digital_object_id": identifier })
}

/// Instances of a container and of a digital object.
fn with_instances(mut record: Value, container: Option<&str>, object: Option<&str>) -> Value {
    let mut instances = vec![];
    if let Some(container) = container {
        let inside = json!({ "top_container": { "ref": container } });
        instances.push(json!({ "instance_type": "mixed_materials", "sub_container": inside }));
    }
    if let Some(object) = object {
        instances.push(json!({ "instance_type": "digital_object", "digital_object": { "ref": object } }));
    }
    record["instances"] = instances.into();
    record
}
