//! Trees that go to another root: components that are transferred, finding aids that are merged, and those that go to another
//! repository.

mod components;
mod interrupted;
mod merges;
mod transfers;

use serde_json::{Value, json};
use tests::Caller;

use crate::harness::REPO;
use crate::harness::bodies::resource;

async fn plant(caller: &Caller, identifier: &str) -> String {
    caller.create(&format!("{REPO}/resources"), &resource(identifier)).await
}

async fn add(caller: &Caller, root: &str, parent: Option<&str>, title: &str) -> String {
    let mut body = json!({ "title": title, "level": "file", "resource": { "ref": root }, "publish": true });
    if let Some(parent) = parent {
        body["parent"] = json!({ "ref": parent });
    }
    caller.create(&format!("{REPO}/archival_objects"), &body).await
}

/// Adds numbered components behind those that are there.
async fn grow(caller: &Caller, root: &str, parent: &str, count: usize) {
    let child = |number: usize| json!({ "title": format!("{number}"), "level": "file", "resource": { "ref": root } });
    let numbers: Vec<usize> = (0..count).collect();
    for some in numbers.chunks(100) {
        let children: Vec<Value> = some.iter().map(|number| child(*number)).collect();
        let body = json!({ "jsonmodel_type": "archival_record_children", "children": children });
        caller.post(&format!("{parent}/children"), &body).await.ok();
    }
}

/// A tree as text, a line for each component: two blanks for each level, and the title. What the tree says of each component is
/// held against what its record says.
async fn outline(caller: &Caller, root: &str) -> Vec<String> {
    let tree = caller.get(&format!("{root}/tree")).await.ok();
    let mut lines = vec![];
    let mut nodes: Vec<(usize, Value, Value)> = vec![];
    push_children(&tree, root, 0, None, &mut nodes);
    while let Some((depth, node, parent)) = nodes.pop() {
        let uri = node["record_uri"].as_str().unwrap().to_owned();
        let record = caller.get(&uri).await.ok();
        assert_eq!(record["resource"]["ref"], root, "{uri}");
        assert_eq!(
            record.get("parent").map(|parent| parent["ref"].clone()),
            parent.as_str().map(|uri| json!(uri)),
            "{uri}"
        );
        assert_eq!(record["ancestors"].as_array().unwrap().len(), depth + 1, "{uri}");
        let page = caller.get(&format!("{root}/tree/node?node_uri={uri}")).await.ok();
        assert_eq!(page["child_count"], node["children"].as_array().unwrap().len(), "{uri}");
        lines.push(format!("{}{}", "  ".repeat(depth), node["title"].as_str().unwrap()));
        push_children(&node, root, depth + 1, Some(&uri), &mut nodes);
    }
    let top = caller.get(&format!("{root}/tree/root")).await.ok();
    assert_eq!(top["child_count"], tree["children"].as_array().unwrap().len());
    lines
}

fn push_children(
    node: &Value,
    _root: &str,
    depth: usize,
    parent: Option<&str>,
    nodes: &mut Vec<(usize, Value, Value)>,
) {
    for child in node["children"].as_array().unwrap().iter().rev() {
        nodes.push((depth, child.clone(), json!(parent)));
    }
}
