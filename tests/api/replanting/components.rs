//! `POST /repositories/:repo_id/component_transfers`.

use serde_json::{Value, json};
use tests::{Caller, Response};

use super::{add, grow, outline, plant};
use crate::harness::{Fonds, REPO};

async fn transfer(caller: &Caller, component: &str, resource: &str) -> Response {
    let query = format!("target_resource={resource}&component={component}");
    caller.post(&format!("{REPO}/component_transfers?{query}"), &Value::Null).await
}

#[tokio::test]
async fn a_component_comes_behind_what_is_there() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (from, to) = (plant(&admin, "FROM").await, plant(&admin, "TO").await);
    let series = add(&admin, &from, None, "Series").await;
    let file = add(&admin, &from, Some(&series), "File").await;
    add(&admin, &from, Some(&series), "Another").await;
    add(&admin, &to, None, "There").await;
    let seen = admin.get(&file).await.ok();
    let answer = transfer(&admin, &file, &to).await.ok();
    let event = answer["event"].as_str().unwrap();
    assert_eq!(answer, json!({ "component": file, "resource": to, "event": event }));
    assert_eq!(outline(&admin, &from).await, ["Series", "  Another"]);
    assert_eq!(outline(&admin, &to).await, ["There", "File"]);
    let moved = admin.get(&file).await.ok();
    assert_eq!((&moved["position"], &moved["linked_events"]), (&json!(1), &json!([{ "ref": event }])));
    let shown = admin.get(event).await.ok();
    assert_eq!(shown["event_type"], "component_transfer");
    assert_eq!(
        shown["linked_records"],
        json!([{ "ref": from, "role": "source" }, { "ref": to, "role": "outcome" }, { "ref": file, "role": "transfer" }])
    );
    assert_eq!(shown["linked_agents"][0]["role"], "implementer");
    // Who read it before has to read it again, or would send it back.
    admin.post(&file, &seen).await.expect(409);
}

#[tokio::test]
async fn everything_below_goes_along() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let (from, to) = (plant(&admin, "FROM").await, plant(&admin, "TO").await);
    let fonds_level = add(&admin, &from, None, "Top").await;
    let series = add(&admin, &from, Some(&fonds_level), "Series").await;
    grow(&admin, &from, &series, 130).await;
    let deep = add(&admin, &from, Some(&series), "Deep").await;
    let deeper = add(&admin, &from, Some(&deep), "Deeper").await;
    add(&admin, &from, Some(&deeper), "Deepest").await;
    add(&admin, &from, Some(&fonds_level), "Stays").await;
    let before = outline(&admin, &from).await;
    let answer = transfer(&admin, &series, &to).await.ok();
    assert_eq!(answer["resource"], to.as_str());
    assert_eq!(outline(&admin, &from).await, ["Top", "  Stays"]);
    let expected: Vec<String> =
        before[1..before.len() - 1].iter().map(|line| line.strip_prefix("  ").unwrap().to_owned()).collect();
    assert_eq!(outline(&admin, &to).await, expected);
    assert_eq!(expected.len(), 134);
    // The other way as well: nothing was left behind that would be in the way.
    transfer(&admin, &series, &from).await.ok();
    assert_eq!(outline(&admin, &to).await, Vec::<String>::new());
    assert_eq!(outline(&admin, &from).await.len(), 136);
    admin.delete(&from).await.ok();
    admin.get(&deeper).await.expect(404);
}

#[tokio::test]
async fn inside_of_its_resource_it_goes_to_the_end() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let root = plant(&admin, "MS").await;
    let series = add(&admin, &root, None, "Series").await;
    let file = add(&admin, &root, Some(&series), "File").await;
    add(&admin, &root, Some(&file), "Item").await;
    add(&admin, &root, None, "Last").await;
    transfer(&admin, &file, &root).await.ok();
    assert_eq!(outline(&admin, &root).await, ["Series", "Last", "File", "  Item"]);
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let fonds = Fonds::start().await;
    let (admin, reader) = (fonds.admin().await, fonds.reader().await);
    let (from, to) = (plant(&admin, "FROM").await, plant(&admin, "TO").await);
    let file = add(&admin, &from, None, "File").await;
    let missing = format!("{REPO}/archival_objects/99");
    assert_eq!(transfer(&admin, &missing, &to).await.error(404), "That which does not exist cannot be moved.");
    for (component, resource) in [
        (file.as_str(), "x"),
        (&file, "/repositories/2/resources/99"),
        (&file, "/repositories/3/resources/1"),
        ("x", &to),
    ] {
        transfer(&admin, component, resource).await.expect(400);
    }
    let missing = admin.post(&format!("{REPO}/component_transfers"), &Value::Null).await.error(400);
    assert_eq!((missing["component"].is_array(), missing["target_resource"].is_array()), (true, true));
    assert_eq!(transfer(&reader, &file, &to).await.error(403), "Access denied");
    // A component that is called the same there.
    let body = |root: &str| json!({ "title": "Twin", "level": "file", "resource": { "ref": root }, "ref_id": "twin" });
    let components = format!("{REPO}/archival_objects");
    let twin = admin.create(&components, &body(&from)).await;
    admin.create(&components, &body(&to)).await;
    let refused = transfer(&admin, &twin, &to).await.error(400);
    assert_eq!(refused["ref_id"], json!(["An Archival Object Ref ID must be unique to its resource"]));
    admin.post(&format!("{file}/suppressed?suppressed=true"), &Value::Null).await.ok();
    let refused = transfer(&admin, &file, &to).await.error(409);
    assert_eq!(refused, "Can't update an object that has been suppressed");
    assert_eq!(outline(&admin, &from).await.len(), 2);
}
