//! Finding aids that go to another repository.

use serde_json::{Value, json};

use super::{add, grow, outline, plant};
use crate::harness::bodies::{accession, event, person, repository, top_container};
use crate::harness::{ACCESSIONS, Fonds, REPO};

const OTHER: &str = "/repositories/3";

fn there(uri: &str) -> String {
    uri.replace("/repositories/2/", "/repositories/3/")
}

#[tokio::test]
async fn a_tree_goes_with_its_root() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    admin.create("/repositories", &repository("OTHER")).await;
    let root = plant(&admin, "MS").await;
    let series = add(&admin, &root, None, "Series").await;
    grow(&admin, &root, &series, 120).await;
    let file = add(&admin, &root, Some(&series), "File").await;
    let item = add(&admin, &root, Some(&file), "Item").await;
    add(&admin, &root, None, "Last").await;
    let container = admin.create(&format!("{REPO}/top_containers"), &top_container("1")).await;
    let mut body = admin.get(&item).await.ok();
    body["instances"] = json!([{ "instance_type": "mixed_materials",
        "sub_container": { "top_container": { "ref": container } } }]);
    admin.post(&item, &body).await.ok();
    let agent = admin.create("/agents/people", &person("Hamsun")).await;
    let happened = admin.create(&format!("{REPO}/events"), &event(&agent, &file)).await;
    let staying = admin.create(ACCESSIONS, &accession("a")).await;
    let mut body = event(&agent, &item);
    body["linked_records"] = json!([{ "ref": item, "role": "source" }, { "ref": staying, "role": "source" }]);
    let about_both = admin.create(&format!("{REPO}/events"), &body).await;
    let before = outline(&admin, &root).await;

    let answer = admin.post(&format!("{root}/transfer?target_repo={OTHER}"), &Value::Null).await.ok();
    assert_eq!((&answer["status"], &answer["merge_destination"]), (&json!("Moved"), &json!(3)));
    assert_eq!(outline(&admin, &there(&root)).await, before);
    for uri in [&root, &series, &file, &item, &container, &happened] {
        admin.get(uri).await.expect(404);
    }
    assert_eq!(admin.get(&format!("{REPO}/archival_objects?all_ids=true")).await.ok(), json!([]));
    let listed = admin.get(&format!("{OTHER}/archival_objects?all_ids=true")).await.ok();
    assert_eq!(listed.as_array().unwrap().len(), 124);
    let shown = admin.get(&there(&container)).await.ok();
    assert_eq!(shown["collection"][0]["ref"], there(&root));
    assert_eq!(admin.get(&there(&file)).await.ok()["linked_events"], json!([{ "ref": there(&happened) }]));
    assert_eq!(admin.get(&about_both).await.ok()["linked_records"], json!([{ "ref": staying, "role": "source" }]));
    let shown = admin.get(&there(&item)).await.ok();
    assert_eq!(shown["linked_events"].as_array().unwrap().len(), 1);
    // It comes back, and is edited where it is.
    admin.post(&format!("{}/transfer?target_repo={REPO}", there(&root)), &Value::Null).await.ok();
    assert_eq!(outline(&admin, &root).await, before);
    add(&admin, &root, Some(&file), "New").await;
    admin.delete(&root).await.ok();
    assert_eq!(admin.get(&format!("{REPO}/archival_objects?all_ids=true")).await.ok(), json!([]));
}

#[tokio::test]
async fn trees_go_with_their_repository() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    admin.create("/repositories", &repository("OTHER")).await;
    let mut roots = vec![];
    for identifier in ["A", "B", "C"] {
        let root = plant(&admin, identifier).await;
        let series = add(&admin, &root, None, "Series").await;
        grow(&admin, &root, &series, 15).await;
        add(&admin, &root, Some(&series), "Last").await;
        roots.push((root.clone(), outline(&admin, &root).await));
    }
    let class = json!({ "title": "Writers", "identifier": "W" });
    let class = admin.create(&format!("{REPO}/classifications"), &class).await;
    let term = json!({ "title": "Poets", "identifier": "P", "classification": { "ref": class } });
    let term = admin.create(&format!("{REPO}/classification_terms"), &term).await;
    let below =
        json!({ "title": "Lyric", "identifier": "L", "classification": { "ref": class }, "parent": { "ref": term } });
    let below = admin.create(&format!("{REPO}/classification_terms"), &below).await;
    let answer = admin.post(&format!("{REPO}/transfer?target_repo={OTHER}"), &Value::Null).await.ok();
    assert_eq!(answer["status"], "OK");
    for (root, before) in &roots {
        assert_eq!(outline(&admin, &there(root)).await, *before);
        admin.get(root).await.expect(404);
    }
    let shown = admin.get(&there(&below)).await.ok();
    assert_eq!(
        (&shown["classification"]["ref"], &shown["parent"]["ref"]),
        (&json!(there(&class)), &json!(there(&term)))
    );
    assert_eq!(admin.get(&there(&class)).await.ok()["has_classification_terms"], true);
    let left = admin.get(&format!("{REPO}/archival_objects?all_ids=true")).await.ok();
    assert_eq!(left, json!([]));
}
