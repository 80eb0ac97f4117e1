//! The order of checks decides which status a request with several faults gets.

use http::Method;
use serde_json::json;

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn a_bad_body_comes_before_a_missing_permission() {
    let fonds = Fonds::start().await;
    let reader = fonds.reader().await;
    let refused = reader.post(ACCESSIONS, &json!({ "title": "no identifier" })).await.error(400);
    assert_eq!(refused["id_0"], json!(["Property is required but was missing"]));
    assert_eq!(reader.post(ACCESSIONS, &accession("a")).await.error(403), "Access denied");
    let unreadable = fonds.anonymous().send(Method::POST, ACCESSIONS, &[], "{").await.error(400);
    assert!(unreadable.as_str().unwrap().starts_with("Had some trouble parsing your request: "), "{unreadable}");
}

#[tokio::test]
async fn a_missing_permission_comes_before_a_missing_record() {
    let fonds = Fonds::start().await;
    let missing = format!("{ACCESSIONS}/99");
    assert_eq!(fonds.anonymous().get(&missing).await.error(403), "Access denied");
    assert_eq!(fonds.reader().await.delete(&missing).await.error(403), "Access denied");
    assert_eq!(fonds.reader().await.get(&missing).await.error(404), "Accession not found");
}

#[tokio::test]
async fn an_unknown_repository_is_a_bad_parameter() {
    let fonds = Fonds::start().await;
    let expected = json!({ "repo_id": ["Failed validation -- The Repository must exist"] });
    for path in ["/repositories/99/accessions?page=1", "/repositories/99/accessions/1"] {
        assert_eq!(fonds.admin().await.get(path).await.error(400), expected, "{path}");
        assert_eq!(fonds.anonymous().get(path).await.error(400), expected, "{path}");
    }
    let created = fonds.admin().await.post("/repositories/99/accessions", &accession("a")).await;
    assert_eq!(created.error(400), expected);
}

#[tokio::test]
async fn rights_end_at_the_repository() {
    let fonds = Fonds::start().await;
    let outsider = fonds.outsider().await;
    let uri = fonds.archivist().await.create(ACCESSIONS, &accession("a")).await;
    let mut changed = fonds.archivist().await.get(&uri).await.ok();
    changed["title"] = json!("taken over");
    for answer in [
        outsider.get(&uri).await,
        outsider.post(&uri, &changed).await,
        outsider.delete(&uri).await,
        outsider.get(&format!("{ACCESSIONS}?page=1")).await,
        outsider.post(ACCESSIONS, &accession("b")).await,
    ] {
        assert_eq!(answer.error(403), "Access denied");
    }
    // The same record under the outsider's own repository is not there.
    let through_own = uri.replace("/repositories/2/", "/repositories/3/");
    assert_eq!(outsider.get(&through_own).await.error(404), "Accession not found");
    assert_eq!(outsider.post(&through_own, &changed).await.error(404), "Accession not found");
    assert_eq!(fonds.reader().await.get(&uri).await.ok()["title"], "Papers a");
}

#[tokio::test]
async fn a_reader_reads_and_an_archivist_writes_but_does_not_delete() {
    let fonds = Fonds::start().await;
    let (archivist, reader) = (fonds.archivist().await, fonds.reader().await);
    let uri = archivist.create(ACCESSIONS, &accession("a")).await;
    let body = reader.get(&uri).await.ok();
    assert_eq!(body["created_by"], "archivist");
    assert_eq!(reader.post(&uri, &body).await.error(403), "Access denied");
    archivist.post(&uri, &body).await.ok();
    assert_eq!(archivist.delete(&uri).await.error(403), "Access denied");
    fonds.admin().await.delete(&uri).await.ok();
}

#[tokio::test]
async fn the_global_repository_holds_no_archival_records() {
    let fonds = Fonds::empty().await;
    let refused = fonds.admin().await.post("/repositories/1/accessions", &accession("a")).await;
    assert_eq!(refused.error(400), "The global repository cannot contain archival records");
}

#[tokio::test]
async fn unknown_routes_and_methods_are_not_found() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for path in ["/nothing", "/repositories/2/nothing", "/repositories/2/accessions/1/nothing", "//", "/accessions"] {
        assert_eq!(admin.get(path).await.error(404), "Sinatra::NotFound", "{path}");
    }
    for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE] {
        let answer = admin.send(method.clone(), REPO.replace('2', "").trim_end_matches('/'), &[], "").await;
        assert_eq!(answer.error(404), "Sinatra::NotFound", "{method}");
    }
}
