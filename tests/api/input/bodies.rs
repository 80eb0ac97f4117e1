//! Bodies.

use http::Method;
use serde_json::{Value, json};
use tests::{Caller, Response};

use crate::harness::bodies::{accession, person};
use crate::harness::{ACCESSIONS, Fonds};

async fn send(caller: &Caller, body: impl Into<bytes::Bytes>) -> Response {
    caller.send(Method::POST, ACCESSIONS, &[("content-type", "application/json")], body).await
}

#[tokio::test]
async fn what_is_no_json_is_said_so() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let bodies: [&[u8]; 10] = [
        b"",
        b"{",
        b"{\"id_0\":",
        b"nonsense",
        b"{'id_0':'a'}",
        b"{\"id_0\":\"a\"} trailing",
        b"\xff\xfe{\"id_0\":\"a\"}",
        b"{\"id_0\":\"\xc3\x28\"}",
        b"{\"id_0\":\"\\ud800\"}",
        b"\0",
    ];
    for body in bodies {
        let refused = send(&admin, body).await.error(400);
        let text = refused.as_str().unwrap_or_else(|| panic!("{refused}"));
        assert!(text.starts_with("Had some trouble parsing your request: "), "{body:?}: {text}");
    }
}

#[tokio::test]
async fn a_record_is_an_object() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for body in ["[]", "[{\"id_0\":\"a\"}]", "1", "\"text\"", "null", "true", "1e400", "-0"] {
        let answer = send(&admin, body).await;
        assert!(!answer.error(400).is_null(), "{body}: {}", answer.text());
    }
}

#[tokio::test]
async fn depth_has_an_end() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for depth in [100, 127, 129, 10_000, 100_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let body = format!("{{\"id_0\":\"{depth}{}\",\"dates\":{nested}}}", open.len());
            let answer = send(&admin, body).await;
            answer.error(400);
        }
    }
}

#[tokio::test]
async fn nested_notes_have_an_end() {
    let fonds = Fonds::start().await;
    let mut terms = json!([]);
    for _ in 0..60 {
        terms = json!([{ "term": "t", "term_type": "topical", "vocabulary": "/vocabularies/1", "terms": terms, "_resolved": terms }]);
        if terms.to_string().len() > 1_000_000 {
            break;
        }
    }
    let mut body = accession("a");
    body["linked_agents"] = json!([{ "ref": "/agents/people/1", "role": "creator", "terms": terms }]);
    let answer = fonds.admin().await.post(ACCESSIONS, &body).await;
    assert!(matches!(answer.status, 200 | 400), "{}", answer.text());
}

#[tokio::test]
async fn wrong_types_are_told() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let wrong =
        [json!(1), json!(1.5), json!(true), json!("x"), json!(["x"]), json!({ "x": 1 }), json!([[[]]]), json!(-1e308)];
    let properties = [
        "id_0",
        "title",
        "dates",
        "extents",
        "subjects",
        "linked_agents",
        "instances",
        "publish",
        "accession_date",
        "collection_management",
        "user_defined",
        "lang_materials",
        "rights_statements",
        "related_accessions",
        "external_ids",
        "slug",
        "is_slug_auto",
        "deaccessions",
    ];
    for (number, property) in properties.iter().enumerate() {
        for (place, value) in wrong.iter().enumerate() {
            let mut body = accession(&format!("{number}-{place}"));
            body[property] = value.clone();
            let answer = admin.post(ACCESSIONS, &body).await;
            let fits = answer.status == 200;
            assert!(fits || answer.status == 400, "{property} = {value}: {} {}", answer.status, answer.text());
            if !fits {
                assert!(answer.json()["error"].is_object() || answer.json()["error"].is_string(), "{}", answer.text());
            }
        }
    }
}

#[tokio::test]
async fn wrong_nested_types_are_told() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let nested = [
        json!({ "instances": [{ "instance_type": 5, "sub_container": "x" }] }),
        json!({ "instances": [{ "jsonmodel_type": "nonsense" }] }),
        json!({ "related_accessions": [{ "jsonmodel_type": "nonsense", "ref": "/repositories/2/accessions/1" }] }),
        json!({ "related_accessions": [{ "ref": "/repositories/2/accessions/1" }] }),
        json!({ "related_accessions": ["/repositories/2/accessions/1"] }),
        json!({ "subjects": ["/subjects/1"] }),
        json!({ "subjects": [{ "ref": 1 }] }),
        json!({ "subjects": [{ "ref": ["/subjects/1"] }] }),
        json!({ "subjects": [{ "ref": "/subjects/99999999999999999999999" }] }),
        json!({ "subjects": [{ "ref": "/subjects/-1" }] }),
        json!({ "subjects": [{ "ref": "http://host/subjects/1" }] }),
        json!({ "linked_agents": [{ "ref": "/agents/people/1", "role": ["creator"] }] }),
        json!({ "lang_materials": [{ "notes": [{ "jsonmodel_type": "note_nonsense", "content": ["x"] }] }] }),
        json!({ "lang_materials": [{ "notes": "x" }] }),
        json!({ "user_defined": { "integer_1": "1.5", "real_1": "x", "date_1": "2020" } }),
        json!({ "dates": [{ "date_type": { "x": 1 }, "label": [] }] }),
        json!({ "dates": [[{ "date_type": "single" }]] }),
        json!({ "collection_management": [] }),
    ];
    for more in nested {
        let mut body = accession("a");
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = admin.post(ACCESSIONS, &body).await;
        assert!(!answer.error(400).is_null(), "{more}: {}", answer.text());
    }
}

#[tokio::test]
async fn the_type_is_that_of_the_route() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for (number, record_type) in
        [json!("resource"), json!(5), json!(["accession"]), json!("../x")].into_iter().enumerate()
    {
        let mut body = accession(&number.to_string());
        body["jsonmodel_type"] = record_type.clone();
        let uri = admin.create(ACCESSIONS, &body).await;
        assert_eq!(admin.get(&uri).await.ok()["jsonmodel_type"], "accession", "{record_type}");
    }
}

#[tokio::test]
async fn lengths_are_counted_in_characters() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    body["title"] = json!("ø".repeat(8192));
    admin.create(ACCESSIONS, &body).await;
    for (property, length) in [("id_0", 256), ("title", 8193), ("provenance", 65_001)] {
        let mut body = accession("b");
        body[property] = json!("ø".repeat(length));
        let refused = admin.post(ACCESSIONS, &body).await.error(400);
        assert_eq!(refused[property], json!([format!("Must be {} characters or fewer", length - 1)]));
    }
}

#[tokio::test]
async fn a_body_beyond_six_megabytes_is_too_large() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut body = accession("a");
    body["junk"] = Value::String("x".repeat(7 * 1024 * 1024));
    let refused = send(&admin, body.to_string()).await;
    assert!(refused.error(413).is_string());
    assert!(refused.text().len() < 1000);
    // The connection is still good, and one below the limit is taken.
    body["junk"] = Value::String("x".repeat(5 * 1024 * 1024));
    send(&admin, body.to_string()).await.ok();
}

#[tokio::test]
async fn versions_that_are_none_are_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    let versions =
        [json!(-1), json!(1.5), json!("x"), json!(18_446_744_073_709_551_615_u64), json!([0]), json!({}), json!(true)];
    for version in versions {
        let mut body = accession("a");
        body["lock_version"] = version.clone();
        let answer = admin.post(&uri, &body).await;
        assert!(matches!(answer.status, 400 | 409), "{version}: {} {}", answer.status, answer.text());
    }
}

#[tokio::test]
async fn texts_come_back_as_they_were_sent() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let texts = [
        "\u{0}",
        "\u{1}\u{7f}",
        "\u{202e}rtl",
        "a\r\nb\tc",
        "'; DROP TABLE x; --",
        "😀👩‍👩‍👧",
        "\u{feff}bom",
        "e\u{301}",
        "#{7*7}${7*7}{{7*7}}",
        "%00%0d%0a",
        "\\u0000",
        "\u{10ffff}",
    ];
    for (number, text) in texts.iter().enumerate() {
        let mut body = accession(&format!("n{number}"));
        body["provenance"] = json!(text);
        let uri = admin.create(ACCESSIONS, &body).await;
        assert_eq!(admin.get(&uri).await.ok()["provenance"], *text, "{text:?}");
        let by_name = admin.create("/agents/people", &person(&format!("{number} {text}"))).await;
        admin.get(&by_name).await.ok();
    }
}
