//! Whole trees in one answer.

use serde_json::{Value, json};

use super::{add, component, grow, plant};
use crate::harness::bodies::{resource, top_container};
use crate::harness::{Fonds, REPO};

/// The titles of a tree in their order, each with its depth.
fn flatten(nodes: &Value, depth: usize, found: &mut Vec<(usize, String)>) {
    for node in nodes.as_array().unwrap() {
        found.push((depth, node["title"].as_str().unwrap().to_owned()));
        assert_eq!(node["has_children"], !node["children"].as_array().unwrap().is_empty());
        flatten(&node["children"], depth + 1, found);
    }
}

#[tokio::test]
async fn the_full_tree_has_thousands_of_nodes_in_their_order() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let mut expected = vec![];
    for series in 0..4 {
        let uri = add(&archivist, &root, None, &format!("series {series}")).await;
        grow(&archivist, &root, Some(&uri), 0..700, |_, _| {}).await;
        expected.push((1, format!("series {series}")));
        expected.extend((0..700).map(|number| (2, number.to_string())));
    }
    let answer = archivist.get(&format!("{root}/tree")).await;
    let tree = answer.ok();
    let mut found = vec![];
    flatten(&tree["children"], 1, &mut found);
    assert_eq!(found, expected);
    // A megabyte at a time, and the root before.
    let usage = answer.usage();
    assert!(usage.dynamodb <= 4, "{usage:?}");

    let ordered = archivist.get(&format!("{root}/ordered_records")).await.ok();
    assert_eq!(ordered, json!({ "uris": [], "jsonmodel_type": "resource_ordered_records" }));
    let mut body = archivist.get(&root).await.ok();
    body["publish"] = json!(true);
    archivist.post(&root, &body).await.ok();
    let ordered = archivist.get(&format!("{root}/ordered_records")).await.ok();
    let uris = ordered["uris"].as_array().unwrap();
    let told =
        uris.iter().map(|one| (one["depth"].as_u64().unwrap(), one["display_string"].as_str().unwrap().to_owned()));
    let top = (0, body["title"].as_str().unwrap().to_owned());
    let all = [top].into_iter().chain(expected.into_iter().map(|(depth, title)| (depth as u64, title)));
    assert_eq!(told.collect::<Vec<_>>(), all.collect::<Vec<_>>());
    assert_eq!(uris[0], json!({ "ref": root, "display_string": body["title"], "depth": 0, "level": "collection" }));
}

#[tokio::test]
async fn full_trees_are_what_clients_walk() {
    let fonds = Fonds::start().await;
    let (admin, archivist) = (fonds.admin().await, fonds.archivist().await);
    let container = archivist.create(&format!("{REPO}/top_containers"), &top_container("3")).await;
    let instance = json!({ "instance_type": "books", "sub_container": {
        "top_container": { "ref": container }, "type_2": "folder", "indicator_2": "2" } });
    let mut body = resource("A");
    body["publish"] = json!(true);
    let root = archivist.create(&format!("{REPO}/resources"), &body).await;
    let series = add(&archivist, &root, None, "Series").await;
    let mut file = component(&root, Some(&series), "File");
    file["instances"] = json!([instance]);
    file["component_id"] = json!("F");
    file["ref_id"] = json!("file");
    let file = archivist.create(&format!("{REPO}/archival_objects"), &file).await;
    let node = |title: &str, uri: &str, children: Value| {
        json!({
            "jsonmodel_type": "resource_tree", "title": title, "id": uri.rsplit('/').next().unwrap().parse::<u64>().unwrap(),
            "record_uri": uri, "node_type": "archival_object", "publish": true, "suppressed": false,
            "has_children": children != json!([]), "level": "file", "instance_types": [], "containers": [],
            "children": children,
        })
    };
    let mut leaf = node("File", &file, json!([]));
    leaf["component_id"] = json!("F");
    leaf["instance_types"] = json!(["books"]);
    leaf["containers"] = json!([{ "type_1": "box", "indicator_1": "3", "type_2": "folder", "indicator_2": "2" }]);
    let mut expected = node("Records A", &root, json!([node("Series", &series, json!([leaf]))]));
    expected["node_type"] = json!("resource");
    expected["level"] = json!("collection");
    let tree = archivist.get(&format!("{root}/tree")).await.ok();
    assert_eq!(tree, expected);
    let resolved = archivist.get(&format!("{root}?resolve[]=tree")).await.ok();
    assert_eq!(resolved["tree"], json!({ "ref": format!("{root}/tree"), "_resolved": tree }));
    let containers = format!("{root}/top_containers");
    assert_eq!(archivist.get(&containers).await.ok(), json!([{ "ref": container }]));
    let small = archivist.get(&format!("/bulk_archival_object_updater{root}/small_tree")).await.ok();
    assert_eq!(
        (&small["title"], &small["identifier"], &small["uri"]),
        (&json!("Records A"), &json!("A"), &json!(root))
    );
    let small = &small["children"][0]["children"][0];
    assert_eq!(
        *small,
        json!({ "title": "File", "uri": file, "ref_id": "file", "component_id": "F", "container": "box: 3, folder: 2",
            "has_children": false, "children": [] })
    );

    // What is withdrawn or suppressed is left out with all below it.
    admin.form(&format!("{file}/suppressed"), &[("suppressed", "true")]).await.ok();
    assert_eq!(archivist.get(&containers).await.ok(), json!([]));
    let hidden = archivist.get(&format!("{root}/tree")).await.ok();
    assert_eq!(
        (&hidden["children"][0]["has_children"], &hidden["children"][0]["children"]),
        (&json!(false), &json!([]))
    );
    let seen = admin.get(&format!("{root}/tree")).await.ok();
    assert_eq!(seen["children"][0]["children"][0]["suppressed"], true);
    let resolved = archivist.get(&format!("{root}?resolve[]=tree")).await.ok();
    assert_eq!(resolved["tree"]["_resolved"], hidden);
    let ordered = admin.get(&format!("{root}/ordered_records")).await.ok();
    assert_eq!(ordered["uris"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_a_description_is_made_of_is_told() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let alone = archivist.get(&format!("{root}/models_in_graph")).await.ok();
    assert_eq!(alone, json!(["extent", "date", "lang_material", "language_and_script"]));
    let series = add(&archivist, &root, None, "Series").await;
    let mut file = component(&root, Some(&series), "File");
    file["external_documents"] = json!([{ "title": "Scan", "location": "https://example.org/scan" }]);
    archivist.create(&format!("{REPO}/archival_objects"), &file).await;
    let with_components = archivist.get(&format!("{root}/models_in_graph")).await.ok();
    let expected =
        json!(["archival_object", "extent", "date", "lang_material", "external_document", "language_and_script"]);
    assert_eq!(with_components, expected);
    let series = add(&archivist, &root, None, "Other series").await;
    assert_eq!(archivist.get(&format!("{series}/models_in_graph")).await.ok(), json!([]));
}

#[tokio::test]
async fn the_trees_of_other_types_have_their_own_properties() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let made = json!({ "jsonmodel_type": "classification", "title": "Group", "identifier": "RG" });
    let root = admin.create(&format!("{REPO}/classifications"), &made).await;
    let term = json!({
        "jsonmodel_type": "classification_term", "title": "Term", "identifier": "1", "classification": { "ref": root },
    });
    let term = admin.create(&format!("{REPO}/classification_terms"), &term).await;
    let tree = admin.get(&format!("{root}/tree")).await.ok();
    assert_eq!((&tree["identifier"], &tree["jsonmodel_type"]), (&json!("RG"), &json!("classification_tree")));
    let child = &tree["children"][0];
    assert_eq!((&child["identifier"], &child["record_uri"]), (&json!("1"), &json!(term)));
    let object = json!({ "jsonmodel_type": "digital_object", "title": "Scans", "digital_object_id": "scans" });
    let object = admin.create(&format!("{REPO}/digital_objects"), &object).await;
    let page = json!({
        "jsonmodel_type": "digital_object_component", "title": "Page", "digital_object": { "ref": object },
        "file_versions": [{ "jsonmodel_type": "file_version", "file_uri": "http://example.org/p1" }],
    });
    admin.create(&format!("{REPO}/digital_object_components"), &page).await;
    let tree = admin.get(&format!("{object}/tree")).await.ok();
    assert_eq!((&tree["node_type"], &tree["file_versions"]), (&json!("digital_object"), &json!([])));
    assert_eq!(tree["children"][0]["file_versions"], json!([{ "file_uri": "http://example.org/p1" }]));
}
