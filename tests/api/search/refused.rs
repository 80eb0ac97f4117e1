//! Searches that cannot be answered.

use serde_json::json;

use super::{in_repository, until_found};
use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

/// Recorded from the original (feeds, step 695).
#[tokio::test]
async fn a_page_must_be_named() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let error = admin.get("/search?q=*").await.error(400);
    assert_eq!(error, json!({ "page": ["Parameter required but no value provided"] }));
}

#[tokio::test]
async fn bad_input_is_told_or_finds_nothing() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    admin.create(ACCESSIONS, &accession("hyssop")).await;
    until_found(&admin, &in_repository("q=hyssop"), 1).await;
    let long = "x".repeat(100_000);
    let told = [
        "page=0",
        "page=-1",
        "page=x",
        "page=1&page_size=0",
        "page=1&facet_mincount=-1",
        "page=1&aq=nonsense",
        "page=1&aq=[]",
        "page=1&filter={",
        "page=1&filter_term[]=x",
        "page=1&hl=perhaps",
        "page=1&sort=title%20sideways",
    ];
    for query in told {
        let answer = admin.get(&format!("/search?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.text());
        assert!(!answer.json()["error"].is_null(), "{query}");
    }
    let harmless =
        ["%22unbalanced", "((((", "a%20AND%20", "*a*b*c*", "nofield:x", "title:%5Bb%20TO%20a%5D", "~~~", "%5C"];
    for query in harmless {
        let answer = admin.get(&format!("/search?page=1&q={query}")).await;
        assert!([200, 400].contains(&answer.status), "{query}: {} {}", answer.status, answer.text());
    }
    // A page beyond the last is empty, however far, and costs no walk.
    let beyond = admin.get("/search?page=1000000000&page_size=250").await.ok();
    assert_eq!(beyond["results"], json!([]));
    let answer = admin.form("/search", &[("page", "1"), ("q", &long)]).await;
    assert!([200, 400].contains(&answer.status), "{}", answer.status);
}
