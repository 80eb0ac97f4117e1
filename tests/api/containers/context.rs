//! What a container shows of the records in it.

use serde_json::{Value, json};

use crate::harness::bodies::{accession, resource, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

fn in_container(mut record: Value, container: &str) -> Value {
    record["instances"] = json!([{
        "instance_type": "mixed_materials",
        "sub_container": { "top_container": { "ref": container }, "barcode_2": "in-1" },
    }]);
    record
}

#[tokio::test]
async fn a_container_shows_the_collections_in_it() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("7")).await;
    let papers = admin.create(ACCESSIONS, &in_container(accession("a"), &container)).await;
    let mut body = in_container(resource("MS"), &container);
    body["notes"] = json!([{
        "jsonmodel_type": "note_multipart",
        "type": "accessrestrict",
        "subnotes": [{ "jsonmodel_type": "note_text", "content": "closed" }],
        "rights_restriction": { "local_access_restriction_type": ["RestrictedSpecColl"], "end": "2999-01-01" },
    }]);
    let records = admin.create(&format!("{REPO}/resources"), &body).await;
    let shown = admin.get(&container).await.ok();
    assert_eq!(
        shown["collection"],
        json!([
            { "ref": records, "identifier": "MS", "display_string": "Records MS" },
            { "ref": papers, "identifier": "a", "display_string": "Papers a" },
        ])
    );
    assert_eq!(shown["long_display_string"], "Box 7, MS, Records MS");
    assert_eq!(shown["subcontainer_barcodes"], "in-1 in-1 ");
    assert_eq!(shown["restricted"], true);
    assert_eq!(shown["active_restrictions"][0]["linked_records"], json!({ "ref": records }));
    // A page of containers shows the same, each the collections of its own.
    let other = admin.create(&format!("{REPO}/top_containers"), &top_container("8")).await;
    let page = admin.get(&format!("{REPO}/top_containers?page=1")).await.ok();
    assert_eq!(page["results"][0], shown);
    assert_eq!(page["results"][1]["uri"], other.as_str());
    assert_eq!(page["results"][1]["collection"], json!([]));
}

#[tokio::test]
async fn an_unused_container_is_read_in_one_call() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("7")).await;
    assert_eq!(admin.get(&container).await.usage().dynamodb, 1);
}

#[tokio::test]
async fn instances_go_with_their_container() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("7")).await;
    let papers = admin.create(ACCESSIONS, &in_container(accession("a"), &container)).await;
    admin.delete(&container).await.ok();
    let shown = admin.get(&papers).await.ok();
    assert_eq!(shown["instances"], json!([]));
}
