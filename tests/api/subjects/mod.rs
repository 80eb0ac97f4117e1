//! Subjects.

use serde_json::json;

use crate::harness::Fonds;
use crate::harness::bodies::subject;

#[tokio::test]
async fn a_subject_is_made_of_terms_which_are_shared() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let first = archivist.create("/subjects", &subject("Letters")).await;
    let shown = fonds.anonymous().get(&first).await.ok();
    assert_eq!(shown["title"], "Letters");
    let term = shown["terms"][0]["uri"].as_str().unwrap();
    // The same term once more, beside a new one, and once by its URI.
    let mut body = subject("Letters");
    let norway = json!({ "term": "Norway", "term_type": "geographic", "vocabulary": "/vocabularies/1" });
    body["terms"].as_array_mut().unwrap().push(norway.clone());
    let second = archivist.create("/subjects", &body).await;
    let shown = archivist.get(&second).await.ok();
    assert_eq!(shown["title"], "Letters -- Norway");
    assert_eq!(shown["terms"][0]["uri"], term);
    let mut by_uri = subject("");
    by_uri["terms"] = json!([norway, term]);
    let third = archivist.create("/subjects", &by_uri).await;
    assert_eq!(archivist.get(&third).await.ok()["title"], "Norway -- Letters");
}

#[tokio::test]
async fn an_equal_subject_is_named() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create("/subjects", &subject("Letters")).await;
    let refused = admin.post("/subjects", &subject("Letters")).await.error(400);
    assert_eq!(refused["conflicting_record"], json!([uri]));
    let other = admin.create("/subjects", &subject("Diaries")).await;
    let mut body = admin.get(&other).await.ok();
    body["terms"] = subject("Letters")["terms"].clone();
    let refused = admin.post(&other, &body).await.error(400);
    assert_eq!(refused["conflicting_record"], json!([uri]));
}

#[tokio::test]
async fn a_subject_belongs_to_all_repositories() {
    let fonds = Fonds::start().await;
    let outsider = fonds.outsider().await;
    let uri = fonds.archivist().await.create("/subjects", &subject("Letters")).await;
    let mut body = outsider.get(&uri).await.ok();
    body["scope_note"] = json!("of any kind");
    outsider.post(&uri, &body).await.ok();
    assert_eq!(fonds.reader().await.post(&uri, &body).await.error(403), "Access denied");
    assert_eq!(fonds.anonymous().get("/subjects?page=1").await.ok()["results"][0]["scope_note"], "of any kind");
}

/// Subjects are compared as they were sent: a term named by its URI is another one than the same term written out. Sent back
/// as it is shown, the subject is like any other.
#[tokio::test]
async fn a_term_by_its_uri_makes_another_subject() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    let first = archivist.create("/subjects", &subject("Letters")).await;
    let term = archivist.get(&first).await.ok()["terms"][0]["uri"].clone();
    let mut by_uri = subject("");
    by_uri["terms"] = json!([term]);
    let second = archivist.create("/subjects", &by_uri).await;
    let shown = archivist.get(&second).await.ok();
    assert_eq!(shown["title"], "Letters");
    assert!(shown["terms"][0].get("named").is_none());
    assert_eq!(archivist.post("/subjects", &by_uri).await.error(400)["conflicting_record"], json!([second]));
    assert_eq!(archivist.post(&second, &shown).await.error(400)["conflicting_record"], json!([first]));
}

#[tokio::test]
async fn a_vocabulary_lists_its_terms_as_they_were_made() {
    let fonds = Fonds::start().await;
    let archivist = fonds.archivist().await;
    for term in ["Letters", "Diaries", "Maps"] {
        archivist.create("/subjects", &subject(term)).await;
    }
    let terms = archivist.get("/vocabularies/1/terms").await.ok();
    let uris: Vec<_> = terms.as_array().unwrap().iter().map(|term| term["uri"].as_str().unwrap()).collect();
    assert_eq!(uris, ["/terms/1", "/terms/2", "/terms/3"]);
}
