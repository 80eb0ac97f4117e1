//! What writing to trees costs: calls and items do not grow with the number of siblings or descendants.

use serde_json::json;

use super::{add, component, grow, number, plant};
use crate::harness::{Fonds, REPO};

#[tokio::test]
async fn writing_among_thousands_costs_what_it_costs_among_few() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut costs = vec![];
    for (identifier, siblings) in [("A", 300_u64), ("B", 3000)] {
        let root = plant(&admin, identifier).await;
        let series = add(&admin, &root, None, "Series").await;
        let other = add(&admin, &root, None, "Other").await;
        grow(&admin, &root, Some(&series), 0..usize::try_from(siblings).unwrap(), |_, _| {}).await;
        let child = |place: u64| format!("{REPO}/archival_objects/{}", number(&other) + 1 + place);
        let middle = (siblings / 2).to_string();
        let id = |uri: &str| number(uri).to_string();
        let mut found = vec![];
        let mut note = |what: &str, calls: u32, answer: tests::Response| {
            answer.ok();
            let usage = answer.usage();
            assert!(usage.dynamodb <= calls, "{what} among {siblings}: {usage:?}");
            found.push((what.to_owned(), usage.read_units, usage.write_units));
        };
        // The first request notes that the session is in use.
        admin.get(&root).await.ok();
        let objects = format!("{REPO}/archival_objects");
        note("create", 2, admin.post(&objects, &component(&root, Some(&series), "last")).await);
        let mut body = component(&root, Some(&series), "middle");
        body["position"] = json!(siblings / 2);
        note("create in the middle", 3, admin.post(&objects, &body).await);
        let fields = [("parent", &*id(&series)), ("position", "0")];
        note("move to the beginning", 4, admin.form(&format!("{}/parent", child(siblings - 2)), &fields).await);
        let fields = [("parent", &*id(&series)), ("position", &*middle)];
        note("move to the middle", 4, admin.form(&format!("{}/parent", child(4)), &fields).await);
        let fields = [("parent", &*id(&other)), ("position", "0")];
        note("move to another parent", 3, admin.form(&format!("{}/parent", child(5)), &fields).await);
        let fields = [("parent", &*id(&other)), ("position", "0")];
        note("move with all below", 3, admin.form(&format!("{series}/parent"), &fields).await);
        let mut body = admin.get(&child(9)).await.ok();
        body["title"] = json!("changed");
        note("update", 3, admin.post(&child(9), &body).await);
        body.as_object_mut().unwrap().remove("position");
        body["lock_version"] = json!(1);
        note("update without a position", 2, admin.post(&child(9), &body).await);
        note("delete", 3, admin.delete(&child(9)).await);
        costs.push(found);
    }
    for ((what, few_read, few_written), (_, many_read, many_written)) in costs[0].iter().zip(&costs[1]) {
        // The index grows with the root of the number of siblings.
        assert!(*many_read <= few_read + 8.0, "{what}: {few_read} and {many_read} units read");
        assert!(*many_written <= few_written + 24.0, "{what}: {few_written} and {many_written} units written");
    }
}

#[tokio::test]
async fn a_small_tree_is_written_in_two_calls() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = plant(&admin, "A").await;
    let series = add(&admin, &root, None, "Series").await;
    let file = add(&admin, &root, Some(&series), "File").await;
    add(&admin, &root, Some(&series), "Last").await;
    admin.get(&root).await.ok();
    let body = admin.get(&file).await.ok();
    let updated = admin.post(&file, &body).await;
    updated.ok();
    // With the position that every client sends back.
    assert_eq!(updated.usage().dynamodb, 2);
    let batch: Vec<_> = (0..10).map(|number| component(&root, None, &format!("{number}"))).collect();
    let batch = json!({ "jsonmodel_type": "archival_record_children", "children": batch });
    let grown = admin.post(&format!("{series}/children"), &batch).await;
    grown.ok();
    assert!(grown.usage().dynamodb <= 4, "{:?}", grown.usage());
}
