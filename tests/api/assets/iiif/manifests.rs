//! Manifests that validators accept, and long ones.

use http::Method;
use serde_json::{Value, json};

use super::{manifest, picture};
use crate::assets::collections::{collection, resources};
use crate::assets::upload;
use crate::harness::Fonds;

/// The ids of everything that a document describes, as the validator gathers them: what is only shown or pointed at has others' ids.
fn ids<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("id").and_then(Value::as_str));
            let described = object.iter().filter(|(key, _)| !["body", "thumbnail", "target"].contains(&key.as_str()));
            described.for_each(|(_, value)| ids(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| ids(item, found)),
        _ => {}
    }
}

#[track_caller]
fn assert_unique(document: &Value) {
    let mut found = vec![];
    ids(document, &mut found);
    let count = found.len();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), count, "an id stands in two places: {document:#}");
}

#[tokio::test]
async fn no_id_stands_in_two_places() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let shown = picture(&fonds, 300, 200).await;
    let text = upload(&admin, "List", true, "list.txt", b"a text\n").await["id"].as_str().unwrap().to_owned();
    for id in [&shown, &text] {
        let document = manifest(&fonds.anonymous(), id).await;
        assert_unique(&document);
        assert_eq!(document["rendering"][0]["type"], if *id == shown { "Image" } else { "Text" });
    }
    let both = collection(&admin, "Both", &[shown, text]).await;
    let document = fonds.anonymous().get(&format!("/api/iiif/collections/{both}/manifest")).await.ok();
    assert_unique(&document);
    // What is painted need not be offered once more.
    assert!(document["items"][0].get("rendering").is_none() && document["items"][1]["rendering"][0]["id"].is_string());
}

#[tokio::test]
async fn rights_are_statements_or_words() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let [id] = &resources(&fonds, 1, true).await[..] else { panic!("one resource") };
    for (copyright, rights) in [
        ("https://creativecommons.org/licenses/by/4.0/", json!("http://creativecommons.org/licenses/by/4.0/")),
        ("https://creativecommons.org/about/", Value::Null),
        ("http://rightsstatements.org/vocab/InC/1.0/ and more words", Value::Null),
    ] {
        admin.post(&format!("/api/metadata/{id}"), &json!({ "copyright": copyright })).await.expect(201);
        let document = manifest(&fonds.anonymous(), id).await;
        assert_eq!(document["rights"], rights, "{copyright}");
        let said = &document["requiredStatement"]["value"]["none"][0];
        assert_eq!(*said, if rights.is_null() { json!(copyright) } else { Value::Null });
    }
}

#[tokio::test]
async fn a_manifest_has_a_canvas_whatever_may_be_seen() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let hidden = resources(&fonds, 1, false).await;
    for members in [&[][..], &hidden] {
        let id = collection(&admin, "Trench 5", members).await;
        let document = fonds.anonymous().get(&format!("/api/iiif/collections/{id}/manifest")).await.ok();
        let canvases = document["items"].as_array().unwrap();
        assert_eq!(canvases.len(), 1);
        assert_eq!((&canvases[0]["type"], &canvases[0]["height"]), (&json!("Canvas"), &json!(1000)));
        // The validator's schema wants a page of annotations of a canvas, and takes an empty one.
        assert_eq!(canvases[0]["items"][0]["items"], json!([]));
        assert!(!document.to_string().contains(&hidden[0]), "what is private stays so");
    }
}

#[tokio::test]
async fn a_picture_that_nobody_has_looked_at_has_no_size() {
    let fonds = Fonds::start().await;
    let [id] = &resources(&fonds, 1, true).await[..] else { panic!("one resource") };
    let body = |document: &Value| document["items"][0]["items"][0]["items"][0]["body"].clone();
    let unknown = body(&manifest(&fonds.anonymous(), id).await);
    assert!(unknown.get("width").is_none() && unknown.get("height").is_none(), "{unknown}");
    let known = picture(&fonds, 300, 200).await;
    let known = body(&manifest(&fonds.anonymous(), &known).await);
    assert_eq!((&known["width"], &known["height"]), (&json!(300), &json!(200)));
}

/// A collection of 5,000 pages had 7.5 MB, which no function can answer with.
#[tokio::test]
async fn a_long_manifest_comes_packed_or_from_the_bucket() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let members = resources(&fonds, 50, true).await;
    let said: Value = (0..10).map(|key| (format!("layer-{key}"), json!("Mörtel ".repeat(1200)))).collect();
    for id in &members {
        admin.post(&format!("/api/metadata/{id}"), &said).await.expect(201);
    }
    let id = collection(&admin, "Long", &members).await;
    let path = format!("/api/iiif/collections/{id}/manifest");
    let sent = fonds.anonymous().get(&path).await;
    assert_eq!((sent.status, sent.header("cache-control")), (302, "no-store"));
    assert_eq!(sent.header("access-control-allow-origin"), "*");
    let fetched = fonds.anonymous().get(sent.header("location")).await;
    assert_eq!(fetched.header("content-type"), sent_type());
    assert!(fetched.body.len() > 4 * 1024 * 1024);
    let document = fetched.ok();
    assert_eq!(document["items"].as_array().unwrap().len(), members.len());
    // It is there already.
    assert_eq!(fonds.anonymous().get(&path).await.usage().s3, sent.usage().s3 - 1);
    let packed = fonds.anonymous().send(Method::GET, &path, &[("accept-encoding", "gzip")], "").await;
    assert_eq!((packed.status, packed.header("content-encoding")), (200, "gzip"));
    assert_eq!(packed.header("content-type"), sent_type());
    let mut unpacked = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed.body[..]), &mut unpacked).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&unpacked).unwrap(), document);
    // Who refuses it is sent to the bucket as well.
    let refusing = fonds.anonymous().send(Method::GET, &path, &[("accept-encoding", "gzip;q=0")], "").await;
    assert_eq!(refusing.status, 302);
}

fn sent_type() -> &'static str {
    "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\""
}
