//! Parameters, and what the 400 says about them.

use serde_json::json;

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

const MISSING: &str = "Parameter required but no value provided";

#[tokio::test]
async fn a_listing_without_a_mode_names_all_three() {
    let fonds = Fonds::start().await;
    let expected = json!({ "page": [MISSING], "id_set": [MISSING], "all_ids": [MISSING] });
    assert_eq!(fonds.admin().await.get(ACCESSIONS).await.error(400), expected);
    assert_eq!(fonds.anonymous().get("/subjects").await.error(400), expected);
}

#[tokio::test]
async fn a_listing_by_pages_only_names_the_page() {
    let fonds = Fonds::start().await;
    let refused = fonds.admin().await.get("/delete-feed").await.error(400);
    assert_eq!(refused, json!({ "page": [MISSING] }));
}

#[tokio::test]
async fn a_number_in_the_path_must_be_one() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for text in ["abc", "1x", "0x10", "1.5", "%20", "99999999999999999999"] {
        let refused = admin.get(&format!("{ACCESSIONS}/{text}")).await.error(400);
        let shown = text.replace("%20", " ");
        assert_eq!(refused, json!({ "id": [format!("Wanted type Integer but got '{shown}'")] }));
    }
    let refused = admin.get("/repositories/two/accessions/1").await.error(400);
    assert_eq!(refused, json!({ "repo_id": ["Wanted type Integer but got 'two'"] }));
    assert_eq!(admin.get(&format!("{ACCESSIONS}/-1")).await.error(404), "Accession not found");
    assert_eq!(admin.get(&format!("{ACCESSIONS}/0")).await.error(404), "Accession not found");
}

#[tokio::test]
async fn all_problems_are_told_at_once() {
    let fonds = Fonds::start().await;
    let refused = fonds.admin().await.get("/repositories/99/accessions/x?resolve=subjects").await.error(400);
    assert_eq!(
        refused,
        json!({
            "repo_id": ["Failed validation -- The Repository must exist"],
            "id": ["Wanted type Integer but got 'x'"],
            "resolve": [
                "Wanted type [String] but got 'subjects'.  \
                 Perhaps you meant to specify an array like: resolve[]=subjects"
            ],
        })
    );
}

#[tokio::test]
async fn an_array_is_given_in_brackets_with_or_without_an_index() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    for query in ["resolve[]=repository", "resolve[0]=repository", "resolve%5B%5D=repository&resolve[]=subjects"] {
        let shown = admin.get(&format!("{uri}?{query}")).await.ok();
        assert_eq!(shown["repository"]["_resolved"]["repo_code"], "MAIN", "{query}");
    }
}

#[tokio::test]
async fn a_boolean_is_true_or_false_in_any_case() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    let suppressed = format!("{uri}/suppressed");
    let missing = admin.form(&suppressed, &[]).await.error(400);
    assert_eq!(missing, json!({ "suppressed": [MISSING] }));
    for text in ["yes", "1", ""] {
        let refused = admin.form(&suppressed, &[("suppressed", text)]).await.error(400);
        let expected = format!("Wanted type RESTHelpers::BooleanParam but got '{text}'");
        assert_eq!(refused, json!({ "suppressed": [expected] }));
    }
    assert_eq!(admin.form(&suppressed, &[("suppressed", "TRUE")]).await.ok()["suppressed_state"], true);
    assert_eq!(admin.form(&format!("{suppressed}?suppressed=False"), &[]).await.ok()["suppressed_state"], false);
    // In a form of several parts as well.
    assert_eq!(admin.multipart(&suppressed, &[("suppressed", "true")], &[]).await.ok()["suppressed_state"], true);
}

#[tokio::test]
async fn a_parameter_of_the_path_is_not_overridden() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    assert_eq!(admin.get(&format!("{uri}?id=99&repo_id=99")).await.ok()["uri"], uri);
}

#[tokio::test]
async fn undeclared_parameters_are_dropped() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(&format!("{ACCESSIONS}?utm_source=x&lock_version=5"), &accession("a")).await;
    assert_eq!(admin.get(&format!("{uri}?nonsense[]=1&page=x")).await.ok()["lock_version"], 0);
}

#[tokio::test]
async fn a_direction_is_up_or_down() {
    let fonds = Fonds::start().await;
    let refused = fonds.admin().await.get(&format!("{ACCESSIONS}?page=1&sort_direction=up")).await.error(400);
    let expected = "Failed validation -- must be either 'asc' or 'desc' but given: up";
    assert_eq!(refused, json!({ "sort_direction": [expected] }));
}

#[tokio::test]
async fn a_number_that_may_not_be_negative_says_so() {
    let fonds = Fonds::start().await;
    let refused = fonds.admin().await.get("/delete-feed?page=1&modified_since=-5").await.error(400);
    assert_eq!(refused, json!({ "modified_since": ["Wanted type RESTHelpers::NonNegativeInteger but got '-5'"] }));
}
