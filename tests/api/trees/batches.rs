//! Creating many children in one request.

use serde_json::{Value, json};

use super::{add, census, component, number, plant};
use crate::harness::{Fonds, REPO};

fn batch(children: &[Value]) -> Value {
    json!({ "jsonmodel_type": "archival_record_children", "children": children })
}

#[tokio::test]
async fn children_come_in_order_behind_the_others() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let series = add(&archivist, &root, None, "Series").await;
    add(&archivist, &root, Some(&series), "first").await;
    let children = (0..130).map(|number| {
        let mut child = component(&root, Some("/repositories/2/archival_objects/999"), &format!("{number}"));
        child["position"] = json!(0);
        child
    });
    let answer = archivist.post(&format!("{series}/children"), &batch(&children.collect::<Vec<_>>())).await;
    assert_eq!(answer.ok(), json!({ "status": "Updated", "id": number(&series), "lock_version": 0, "stale": null }));
    let orders = census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    let expected = ["first".to_owned()].into_iter().chain((0..130).map(|number| format!("{number}")));
    assert_eq!(orders[&number(&series)], expected.collect::<Vec<_>>());
    // Nothing is a list as well.
    archivist.post(&format!("{series}/children"), &batch(&[])).await.ok();
    archivist.post(&format!("{series}/children"), &json!({})).await.ok();
}

#[tokio::test]
async fn all_are_created_or_none() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let root = plant(&archivist, "A").await;
    let with = |number: usize, property: &str, value: Value| {
        let mut children: Vec<Value> = (0..60).map(|number| component(&root, None, &format!("{number}"))).collect();
        children[number][property] = value;
        children
    };
    let mut taken = component(&root, None, "taken");
    taken["ref_id"] = json!("taken");
    archivist.create(&format!("{REPO}/archival_objects"), &taken).await;
    let path = format!("{root}/children");
    let errors = archivist.post(&path, &batch(&with(50, "level", json!("galaxy")))).await.error(400);
    assert!(errors["children/50/level"].is_array(), "{errors}");
    let errors = archivist.post(&path, &batch(&with(55, "title", json!("<emph>x")))).await.error(400);
    assert!(errors["title"].is_array(), "{errors}");
    let errors = archivist.post(&path, &batch(&with(55, "ref_id", json!("taken")))).await.error(400);
    assert_eq!(errors["ref_id"][0], "An Archival Object Ref ID must be unique to its resource ( ref_id: taken )");
    let mut twice = with(3, "ref_id", json!("new"));
    twice[58]["ref_id"] = json!("new");
    archivist.post(&path, &batch(&twice)).await.error(400);
    let unknown = with(59, "subjects", json!([{ "ref": "/subjects/999" }]));
    archivist.post(&path, &batch(&unknown)).await.error(400);
    archivist.post(&format!("{REPO}/resources/999/children"), &batch(&with(0, "title", json!("x")))).await.error(404);
    let orders = census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    assert_eq!(orders[&0], ["taken"]);
    archivist.post(&path, &batch(&with(3, "ref_id", json!("new")))).await.ok();
    let orders = census::check(&fonds.store, &root, &format!("{REPO}/archival_objects")).await;
    assert_eq!(orders[&0].len(), 61);
}
