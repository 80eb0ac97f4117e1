//! Extents and dates over a record and its components.

use serde_json::json;

use crate::harness::bodies::{accession, resource, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn extents_add_up_the_containers() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let profile = json!({
        "name": "Box", "dimension_units": "inches", "extent_dimension": "width",
        "height": "10", "width": "5", "depth": "10",
    });
    let profile = admin.create("/container_profiles", &profile).await;
    let mut container = top_container("1");
    container["container_profile"] = json!({ "ref": profile });
    let container = admin.create(&format!("{REPO}/top_containers"), &container).await;
    let mut papers = accession("a");
    let instance = json!({ "instance_type": "audio", "sub_container": { "top_container": { "ref": container } } });
    papers["instances"] = json!([instance, instance]);
    let papers = admin.create(ACCESSIONS, &papers).await;
    let extent = admin.get(&format!("/extent_calculator?record_uri={papers}&unit=feet")).await.ok();
    assert_eq!((&extent["total_extent"], &extent["container_count"]), (&json!(0.42), &json!(1)));
    assert_eq!(extent["resource"], json!(null));
    admin.get("/extent_calculator?record_uri=nonsense").await.error(400);
    fonds.anonymous().get(&format!("/extent_calculator?record_uri={papers}")).await.error(403);
}

#[tokio::test]
async fn dates_span_the_components() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let records = admin.create(&format!("{REPO}/resources"), &resource("MS")).await;
    let component = json!({
        "title": "Letters", "level": "file", "resource": { "ref": records },
        "dates": [{ "date_type": "inclusive", "label": "creation", "begin": "1920", "end": "1932-02" }],
    });
    admin.create(&format!("{REPO}/archival_objects"), &component).await;
    let dates = admin.get(&format!("/date_calculator?record_uri={records}")).await.ok();
    assert_eq!(dates["min_begin_date"], "1920-01-01");
    assert_eq!((&dates["max_end_date"], &dates["max_end"]), (&json!("1932-02-29"), &json!("1932-02")));
    let none = admin.get(&format!("/date_calculator?record_uri={records}&label=usage")).await.ok();
    assert_eq!(none["min_begin"], json!(null));
}
