//! Annotations: boxes on a picture, and what they mark.

use serde_json::{Value, json};
use tests::Caller;

use super::parts::resource;
use super::{scan, upload};
use crate::harness::Fonds;

const BOX: [f64; 4] = [0.1, 0.2, 0.3, 0.4];

async fn mark(caller: &Caller, resource: &str, name: &str, value: &str) -> Value {
    let [x1, y1, x2, y2] = BOX;
    let body = json!({ "resource_id": resource, "x1": x1, "y1": y1, "x2": x2, "y2": y2, name: value });
    caller.post("/api/annotations", &body).await.expect(201)
}

#[tokio::test]
async fn a_resource_shows_its_annotations_and_what_they_mark() {
    let fonds = Fonds::start().await;
    let (admin, author) = (fonds.admin().await, fonds.archivist().await);
    let resource = resource(&fonds).await;
    let upload =
        async |public, name| upload(&admin, name, public, name, &scan()).await["id"].as_str().unwrap().to_owned();
    let (open, hidden) = (upload(true, "open.png").await, upload(false, "hidden.png").await);
    let path = format!("/api/resources/annotations/{resource}");
    assert_eq!(fonds.anonymous().get(&path).await.ok(), json!({ "annotations": [] }));
    mark(&author, &resource, "transcript", "T5").await;
    mark(&author, &resource, "url", "https://example.org/t5").await;
    for target in [&open, &hidden, &open] {
        mark(&author, &resource, "relation", target).await;
    }
    let ids = |shown: &Value| -> Vec<String> {
        let relations = shown["relations"].as_array().unwrap();
        relations.iter().map(|resource| resource["id"].as_str().unwrap().to_owned()).collect()
    };
    let shown = fonds.anonymous().get(&path).await;
    assert!(shown.usage().dynamodb <= 3);
    let shown = shown.ok();
    let marks: Vec<Value> = shown["annotations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|annotation| json!([annotation["transcript"], annotation["url"], annotation["relation"]]))
        .collect();
    let expected = json!([
        ["T5", null, null],
        [null, "https://example.org/t5", null],
        [null, null, open],
        [null, null, hidden],
        [null, null, open],
    ]);
    assert_eq!(json!(marks), expected);
    assert_eq!(ids(&shown), [open.as_str()]);
    let seen = author.get(&path).await.ok();
    assert_eq!(ids(&seen), [open.as_str(), hidden.as_str()]);
    assert!(seen["relations"][1]["url"].as_str().unwrap().contains("signature="), "{seen}");
    // What marks a resource says nothing without it.
    admin.delete(&format!("/api/resources/{open}")).await.expect(204);
    let left = author.get(&path).await.ok();
    assert_eq!((left["annotations"].as_array().unwrap().len(), ids(&left)), (3, vec![hidden]));
}

#[tokio::test]
async fn a_box_marks_one_thing() {
    let fonds = Fonds::start().await;
    let (author, resource, other) = (fonds.archivist().await, resource(&fonds).await, resource(&fonds).await);
    let made = mark(&author, &resource, "transcript", "T5").await;
    let path = format!("/api/annotations/{}", made["id"].as_str().unwrap());
    let change = async |body: Value| author.post(&path, &body).await;
    let what = |shown: &Value| json!([shown["relation"], shown["transcript"], shown["url"]]);
    assert_eq!(
        what(&change(json!({ "url": "http://example.org" })).await.ok()),
        json!([null, null, "http://example.org"])
    );
    assert_eq!(what(&change(json!({ "relation": other })).await.ok()), json!([other, null, null]));
    let listed = author.get(&format!("/api/resources/annotations/{resource}")).await.ok();
    assert_eq!(listed["relations"][0]["id"], json!(other));
    let now = change(json!({ "x1": 0.0, "transcript": null })).await.ok();
    assert_eq!((what(&now), &now["x1"], &now["x2"]), (json!([other, null, null]), &json!(0.0), &json!(0.3)));
    for wrong in [
        json!({ "relation": null }),
        json!({ "relation": "" }),
        json!({ "relation": resource }),
        json!({ "transcript": "a", "url": "https://example.org" }),
        json!({ "x1": 0.3 }),
        json!({ "y2": 0.1 }),
    ] {
        change(wrong).await.expect(400);
    }
    change(json!({ "relation": "240c43e9-6e3c-449c-9f30-e17d44216658" })).await.expect(404);
    assert_eq!(author.get(&path).await.ok(), now);
    let back = change(json!({ "relation": null, "transcript": "again" })).await.ok();
    assert_eq!(what(&back), json!([null, "again", null]));
    let listed = author.get(&format!("/api/resources/annotations/{resource}")).await.ok();
    assert_eq!(listed.get("relations"), None);
}
