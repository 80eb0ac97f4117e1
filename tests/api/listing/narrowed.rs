//! By numbers, and by the time of the last change.

use serde_json::json;

use super::fill;
use crate::harness::{ACCESSIONS, Fonds};

#[tokio::test]
async fn a_set_of_numbers_brings_those_that_are_there() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    fill(&admin, 5).await;
    for query in ["id_set=4,2,99,2", "id_set[]=4&id_set[]=2&id_set[]=99", "id_set[]=4,2", "id_set=4,%202,"] {
        let found = admin.get(&format!("{ACCESSIONS}?{query}")).await.ok();
        let uris: Vec<&str> = found.as_array().unwrap().iter().map(|record| record["uri"].as_str().unwrap()).collect();
        assert_eq!(uris, ["/repositories/2/accessions/2", "/repositories/2/accessions/4"], "{query}");
    }
    assert_eq!(admin.get(&format!("{ACCESSIONS}?id_set=")).await.ok(), json!([]));
    let found = admin.get(&format!("{ACCESSIONS}?id_set=1&resolve[]=repository")).await.ok();
    assert_eq!(found[0]["repository"]["_resolved"]["repo_code"], "MAIN");
}

#[tokio::test]
async fn a_set_has_at_most_250_numbers() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let set = |count: u32| (1..=count).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    admin.get(&format!("{ACCESSIONS}?id_set={}", set(250))).await.ok();
    let refused = admin.get(&format!("{ACCESSIONS}?id_set={}", set(251))).await.error(400);
    assert!(refused["id_set"].is_array(), "{refused}");
    // A number beyond every record is no error.
    assert_eq!(admin.get(&format!("{ACCESSIONS}?id_set=4294967296,18446744073709551615")).await.ok(), json!([]));
}

#[tokio::test]
async fn only_what_changed_since() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    fill(&admin, 3).await;
    fonds.clock.advance(100);
    let moment = fonds.clock.now();
    let body = admin.get(&format!("{ACCESSIONS}/2")).await.ok();
    admin.post(&format!("{ACCESSIONS}/2"), &body).await.ok();
    fill_one(&admin).await;
    let since = |query: &str| format!("{ACCESSIONS}?{query}&modified_since={moment}");
    assert_eq!(admin.get(&since("all_ids=true")).await.ok(), json!([2, 4]));
    let page = admin.get(&since("page=1")).await.ok();
    assert_eq!((&page["total"], page["results"].as_array().unwrap().len()), (&json!(2), 2));
    assert_eq!(admin.get(&since("id_set=1,2,3")).await.ok().as_array().unwrap().len(), 1);
    let later = moment + 1000;
    let nothing = admin.get(&format!("{ACCESSIONS}?page=1&modified_since={later}")).await.ok();
    assert_eq!(nothing["total"], 0);
    assert_eq!(admin.get(&format!("{ACCESSIONS}?all_ids=1&modified_since=0")).await.ok(), json!([1, 2, 3, 4]));
    // What was deleted since is in the feed, not in the listing.
    admin.delete(&format!("{ACCESSIONS}/2")).await.ok();
    assert_eq!(admin.get(&since("all_ids=true")).await.ok(), json!([4]));
}

async fn fill_one(caller: &tests::Caller) {
    caller.create(ACCESSIONS, &crate::harness::bodies::accession("late")).await;
}
