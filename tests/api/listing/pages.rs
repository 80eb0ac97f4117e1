//! By pages.

use serde_json::{Value, json};

use super::fill;
use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

fn numbers(page: &Value) -> Vec<u64> {
    let uris = page["results"].as_array().unwrap().iter().map(|record| record["uri"].as_str().unwrap());
    uris.map(|uri| uri.rsplit('/').next().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn an_empty_collection_has_one_empty_page() {
    let fonds = Fonds::start().await;
    let empty = json!({ "first_page": 1, "last_page": 1, "this_page": 1, "total": 0, "results": [] });
    assert_eq!(fonds.reader().await.get(&format!("{ACCESSIONS}?page=1")).await.ok(), empty);
    assert_eq!(fonds.anonymous().get("/subjects?page=1").await.ok(), empty);
    assert_eq!(fonds.reader().await.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), json!([]));
    assert_eq!(fonds.reader().await.get(&format!("{ACCESSIONS}?id_set=1,2")).await.ok(), json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_some_hundred_records() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    fill(&admin, 305).await;
    let all: Vec<u64> = serde_json::from_value(admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok()).unwrap();
    assert_eq!(all.len(), 305);
    assert!(all.is_sorted());
    let first = admin.get(&format!("{ACCESSIONS}?page=1")).await.ok();
    assert_eq!((&first["total"], &first["last_page"], &first["this_page"]), (&json!(305), &json!(31), &json!(1)));
    assert_eq!(numbers(&first), all[..10]);
    let deep = admin.get(&format!("{ACCESSIONS}?page=31")).await.ok();
    assert_eq!(numbers(&deep), all[300..]);
    let beyond = admin.get(&format!("{ACCESSIONS}?page=32")).await.ok();
    assert_eq!((&beyond["results"], &beyond["this_page"], &beyond["total"]), (&json!([]), &json!(32), &json!(305)));
    // More than 250 records are never on a page.
    let cut = admin.get(&format!("{ACCESSIONS}?page=1&page_size=1000")).await.ok();
    assert_eq!((numbers(&cut).len(), &cut["last_page"]), (250, &json!(2)));
    let rest = admin.get(&format!("{ACCESSIONS}?page=2&page_size=100000")).await.ok();
    assert_eq!(numbers(&rest), all[250..]);
    // Every record is on exactly one page.
    let mut walked = vec![];
    for page in 1..=44 {
        walked.extend(numbers(&admin.get(&format!("{ACCESSIONS}?page={page}&page_size=7")).await.ok()));
    }
    assert_eq!(walked, all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_close_up_after_deletions() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    fill(&admin, 30).await;
    let all: Vec<u64> = serde_json::from_value(admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok()).unwrap();
    for number in all.iter().step_by(3) {
        admin.delete(&format!("{ACCESSIONS}/{number}")).await.ok();
    }
    let left: Vec<u64> =
        all.iter().enumerate().filter(|(place, _)| place % 3 != 0).map(|(_, number)| *number).collect();
    let page = admin.get(&format!("{ACCESSIONS}?page=2&page_size=15")).await.ok();
    assert_eq!((&page["total"], &page["last_page"]), (&json!(20), &json!(2)));
    assert_eq!(numbers(&page), left[15..]);
}

#[tokio::test]
async fn a_listing_shows_its_own_repository() {
    let fonds = Fonds::start().await;
    let outsider = fonds.outsider().await;
    fonds.admin().await.create(ACCESSIONS, &accession("a")).await;
    let theirs = outsider.create("/repositories/3/accessions", &accession("b")).await;
    let page = outsider.get("/repositories/3/accessions?page=1").await.ok();
    assert_eq!((&page["total"], &page["results"][0]["uri"]), (&json!(1), &json!(theirs)));
}

#[tokio::test]
async fn a_page_shows_what_a_record_shows() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("a")).await;
    let page = admin.get(&format!("{ACCESSIONS}?page=1")).await.ok();
    assert_eq!(page["results"][0], admin.get(&uri).await.ok());
    let resolved = admin.get(&format!("{ACCESSIONS}?page=1&resolve[]=repository")).await.ok();
    assert_eq!(resolved["results"][0]["repository"]["_resolved"]["repo_code"], "MAIN");
}

#[tokio::test]
async fn the_first_mode_counts() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    admin.create(ACCESSIONS, &accession("a")).await;
    assert!(admin.get(&format!("{ACCESSIONS}?page=1&id_set=1&all_ids=true")).await.ok().is_object());
    assert!(admin.get(&format!("{ACCESSIONS}?id_set=1&all_ids=true")).await.ok()[0].is_object());
    assert_eq!(admin.get(&format!("{ACCESSIONS}?all_ids=false")).await.ok(), json!([1]));
}
