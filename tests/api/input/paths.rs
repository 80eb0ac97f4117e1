//! Paths, queries and forms.

use http::Method;

use crate::harness::{ACCESSIONS, Fonds};

#[tokio::test]
async fn paths_that_lead_nowhere_are_refused_quietly() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let paths = [
        "/%ff",
        "/repositories/%ff/accessions/1",
        "/repositories/2/accessions/%c3%28",
        "/repositories/2/accessions/%00",
        "/repositories/2/accessions/1%2f..%2f2",
        "/repositories/2/accessions/..%2f..%2fusers%2f1",
        "/repositories/%2e%2e/users",
        "/repositories/2/accessions/1/",
        "/repositories//accessions/1",
        "/repositories/2/accessions/1;x=1",
        "/repositories/2/accessions/١",
        "/repositories/2/accessions/%D9%A1",
        "/users/%ff/login",
        "/schemas/%ff",
        "/repositories/+2/accessions/1",
        "/%",
        "/%zz",
        "/repositories/2/accessions/%",
    ];
    for path in paths {
        let path: String = path
            .chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { tests::caller::encode(&c.to_string()) })
            .collect();
        let answer = admin.get(&path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {} {}", answer.status, answer.text());
        assert!(!answer.json()["error"].is_null(), "{path}: {}", answer.text());
        assert!(!answer.text().contains("panick"), "{path}");
    }
    let long = format!("/repositories/2/accessions/{}", "1".repeat(8000));
    assert!(matches!(admin.get(&long).await.status, 400 | 404 | 414));
}

#[tokio::test]
async fn queries_and_forms_of_any_bytes_are_read() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for query in [
        "page=%ff",
        "page=1&x=%ff",
        "%ff=%ff&page=1",
        "page=1&&&==&",
        "page[]=1&page=1",
        "page=1&page=2",
        "resolve[]=%ff&page=1",
        "page=1&resolve[][]=x&resolve[a][b]=c",
    ] {
        let answer = admin.get(&format!("{ACCESSIONS}?{query}")).await;
        assert!(matches!(answer.status, 200 | 400), "{query}: {} {}", answer.status, answer.text());
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let uri = format!("{ACCESSIONS}/1/suppressed");
    for body in [&b"\xff=\xff"[..], b"suppressed=\xff", b"%", b"&&&", b"suppressed[]=true"] {
        let answer = admin.send(Method::POST, &uri, &form, body).await;
        assert!(matches!(answer.status, 400 | 404), "{body:?}: {} {}", answer.status, answer.text());
    }
}

#[tokio::test]
async fn broken_multipart_forms_are_refused() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let types = ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"];
    for content_type in types {
        for body in
            ["", "--x", "--x\r\n", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end", "nonsense"]
        {
            let headers = [("content-type", content_type)];
            let answer = admin.send(Method::POST, &format!("{ACCESSIONS}/1/suppressed"), &headers, body).await;
            assert!(!answer.error(400).is_null(), "{content_type} {body:?}");
        }
    }
}

#[tokio::test]
async fn resolve_takes_any_text() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &crate::harness::bodies::accession("a")).await;
    let deep = "repository::".repeat(300);
    for path in ["", "::", "a::b::c", "__proto__", &deep, "repository::agent_representation::", "%00"] {
        let answer = admin.get(&format!("{uri}?resolve[]={path}")).await;
        assert!(matches!(answer.status, 200 | 400), "{path:.40}: {} {}", answer.status, answer.text());
    }
}

/// Two records that name each other could be followed for ever: a path that does ended the process.
#[tokio::test]
async fn resolve_goes_round_a_limited_number_of_times() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let first = admin.create(ACCESSIONS, &crate::harness::bodies::accession("a")).await;
    let mut other = crate::harness::bodies::accession("b");
    other["related_accessions"] = serde_json::json!([{
        "jsonmodel_type": "accession_parts_relationship", "relator": "forms_part_of", "relator_type": "part", "ref": first,
    }]);
    admin.create(ACCESSIONS, &other).await;
    let path = |steps: usize| format!("{first}?resolve[]={}", vec!["related_accessions"; steps].join("::"));
    assert_eq!(admin.get(&path(16)).await.status, 200);
    admin.get(&path(17)).await.error(400);
}
