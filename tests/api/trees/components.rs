//! What components say of their place, when it is read, listed, resolved, and after others were moved.

use serde_json::{Value, json};

use super::{add, component, grow, plant, relocate};
use crate::harness::{Fonds, REPO};

/// The records above a component, as it tells.
fn above(record: &Value) -> Vec<&str> {
    record["ancestors"].as_array().unwrap().iter().map(|ancestor| ancestor["ref"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_component_tells_what_is_above_it() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let mut published = crate::harness::bodies::resource("A");
    published["publish"] = json!(true);
    let root = archivist.create(&format!("{REPO}/resources"), &published).await;
    let mut series = component(&root, None, "Series");
    series["level"] = json!("otherlevel");
    series["other_level"] = json!("bundle");
    let series = archivist.create(&format!("{REPO}/archival_objects"), &series).await;
    add(&archivist, &root, Some(&series), "First").await;
    let file = add(&archivist, &root, Some(&series), "Second").await;
    let record = archivist.get(&file).await.ok();
    assert_eq!(record["resource"], json!({ "ref": root }));
    assert_eq!(record["parent"], json!({ "ref": series }));
    assert_eq!(record["position"], 1);
    let expected = json!([{ "ref": series, "level": "bundle" }, { "ref": root, "level": "collection" }]);
    assert_eq!((&record["ancestors"], &record["has_unpublished_ancestor"]), (&expected, &json!(false)));
    let top = archivist.get(&series).await.ok();
    assert!(top.get("parent").is_none());
    assert_eq!((above(&top), &top["position"]), (vec![root.as_str()], &json!(0)));

    // Lists, references and children tell the same.
    let listed = archivist.get(&format!("{REPO}/archival_objects?id_set=3")).await.ok();
    assert_eq!(listed[0], record);
    let children = archivist.get(&format!("{series}/children")).await.ok();
    assert_eq!((children.as_array().unwrap().len(), &children[1]), (2, &record));
    let resolved = archivist.get(&format!("{file}?resolve[]=parent&resolve[]=ancestors")).await.ok();
    assert_eq!(resolved["parent"]["_resolved"], top);
    assert_eq!(resolved["ancestors"][1]["_resolved"]["uri"], json!(root));

    // A series that is withdrawn withdraws what is in it.
    let mut body = top.clone();
    body["publish"] = json!(false);
    archivist.post(&series, &body).await.ok();
    assert_eq!(archivist.get(&file).await.ok()["has_unpublished_ancestor"], true);
}

#[tokio::test]
async fn the_way_up_is_true_after_something_above_was_moved() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let mut chain: Vec<String> = vec![];
    for level in 0..6 {
        let parent = chain.last().cloned();
        chain.push(add(&archivist, &root, parent.as_deref(), &format!("level {level}")).await);
    }
    let other = add(&archivist, &root, None, "other").await;
    // The third takes everything below it along; the deepest one was not written.
    relocate(&archivist, &chain[2], Some(&other), 0).await;
    let deepest = archivist.get(&chain[5]).await.ok();
    assert_eq!(above(&deepest), [&chain[4], &chain[3], &chain[2], &other, &root]);
    let number = |uri: &str| uri.rsplit('/').next().unwrap().to_owned();
    let way = archivist.get(&format!("{root}/tree/node_from_root?node_ids[]={}", number(&chain[5]))).await.ok();
    let nodes: Vec<&Value> = way[number(&chain[5])].as_array().unwrap().iter().map(|step| &step["node"]).collect();
    assert_eq!(nodes, [&Value::Null, &json!(other), &json!(chain[2]), &json!(chain[3]), &json!(chain[4])]);
    // And again, further in and back to the top.
    relocate(&archivist, &chain[4], Some(&chain[0]), 0).await;
    relocate(&archivist, &chain[0], Some(&other), 1).await;
    assert_eq!(above(&archivist.get(&chain[5]).await.ok()), [&chain[4], &chain[0], &other, &root]);
    relocate(&archivist, &chain[5], None, 0).await;
    let top = archivist.get(&chain[5]).await.ok();
    assert_eq!((above(&top), &top["position"]), (vec![root.as_str()], &json!(0)));
    assert_eq!(archivist.get(&other).await.ok()["position"], 1);
}

#[tokio::test]
async fn the_one_before_is_the_sibling_or_what_is_above() {
    let fonds = Fonds::start().await;
    let (admin, reader) = (fonds.admin().await, fonds.reader().await);
    let root = plant(&admin, "A").await;
    let series = add(&admin, &root, None, "Series").await;
    grow(&admin, &root, Some(&series), 0..150, |_, _| {}).await;
    let before = |number: u64| format!("{REPO}/archival_objects/{number}/previous");
    assert_eq!(reader.get(&before(1)).await.error(404), "No previous node");
    assert_eq!(reader.get(&before(2)).await.ok()["uri"], json!(series));
    for number in [3, 66, 67, 130, 151] {
        let found = reader.get(&before(number)).await.ok();
        assert_eq!(found["uri"], json!(format!("{REPO}/archival_objects/{}", number - 1)));
        assert_eq!(found["position"], json!(number - 3));
    }
    // What is hidden is gone past.
    for number in [64, 65, 66] {
        admin.form(&format!("{REPO}/archival_objects/{number}/suppressed"), &[("suppressed", "true")]).await.ok();
    }
    assert_eq!(reader.get(&before(67)).await.ok()["uri"], json!(format!("{REPO}/archival_objects/63")));
    assert_eq!(admin.get(&before(67)).await.ok()["uri"], json!(format!("{REPO}/archival_objects/66")));
}

#[tokio::test]
async fn containers_follow_their_components() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let containers = format!("{REPO}/top_containers");
    let container = archivist.create(&containers, &crate::harness::bodies::top_container("1")).await;
    let root = plant(&archivist, "A").await;
    let mut series = vec![];
    for identifier in ["S1", "S2"] {
        let mut body = component(&root, None, identifier);
        body["level"] = json!("series");
        body["component_id"] = json!(identifier);
        series.push(archivist.create(&format!("{REPO}/archival_objects"), &body).await);
    }
    let folder = add(&archivist, &root, Some(&series[0]), "Folder").await;
    let mut item = component(&root, Some(&folder), "Item");
    item["instances"] =
        json!([{ "instance_type": "books", "sub_container": { "top_container": { "ref": container } } }]);
    archivist.create(&format!("{REPO}/archival_objects"), &item).await;
    assert_eq!(archivist.get(&container).await.ok()["series"][0]["ref"], json!(series[0]));
    relocate(&archivist, &folder, Some(&series[1]), 0).await;
    let shown = archivist.get(&container).await.ok();
    assert_eq!(shown["series"][0]["ref"], json!(series[1]));
    assert_eq!(shown["collection"][0]["ref"], json!(root));
    assert_eq!(shown["display_string"], "Box 1: Series S2");
    // The other way round: the tree shows the container as it is now.
    let mut renamed = shown;
    renamed["indicator"] = json!("1a");
    archivist.post(&container, &renamed).await.ok();
    let page = archivist.get(&format!("{root}/tree/waypoint?offset=0&parent_node={folder}")).await.ok();
    assert_eq!(page[0]["containers"][0]["top_container_indicator"], "1a");
}
