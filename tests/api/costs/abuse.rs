//! What a listing may be made to cost by whom it does not like: bounded for every listing, whatever is asked for.

use std::fmt::Write;

use api::Dialect;
use tests::{Caller, Response};

use super::collections::fill;
use crate::harness::{ACCESSIONS, Fonds};
use crate::permissions::request::Filling;
use tests::catalogue::Catalogue;

/// Calls of a listing: the session with the collection, the changes since, a batch for each hundred records of the largest page, and
/// two rounds of what is shown with them.
const CALLS: u32 = 2 + 3 + 2;

/// Read units of a listing of records of up to 4 KB each, the largest page of 250.
const READ_UNITS: f64 = 300.0;

/// Read units of a listing in another order than by number, at most: it reads every record of a collection of up to 5,000.
const SORTED_READ_UNITS: f64 = 5_000.0 + READ_UNITS;

#[track_caller]
fn check(what: &str, answer: &Response, units: f64) {
    assert!(answer.status == 200 || answer.status == 400, "{what}: {} {}", answer.status, answer.text());
    let usage = answer.usage();
    assert!(usage.read_units <= units, "{what}: {usage:?}");
    assert!(usage.dynamodb <= CALLS || units > READ_UNITS, "{what}: {usage:?}");
    assert!(usage.write_units.abs() < f64::EPSILON, "{what}: {usage:?}");
}

/// A query that names many numbers.
fn numbers(count: u64, separator: &str, prefix: &str) -> String {
    let mut query = format!("{prefix}1");
    for number in 2..=count {
        write!(query, "{separator}{number}").unwrap();
    }
    query
}

/// What a hostile client asks for.
fn queries() -> Vec<String> {
    let mut queries: Vec<String> = [
        "page=1000000000",
        "page=9223372036854775807",
        "page=1&page_size=1000000000",
        "page=9223372036854775807&page_size=9223372036854775807",
        "page=1&page_size=250",
        "page=1&page_size=250&sort_direction=desc",
        "all_ids=true",
        "all_ids=true&page_size=1",
        "all_ids=true&modified_since=1",
        "page=1&modified_since=9223372036854775807",
        "id_set=99999999999999999999",
        "id_set=4294967295,4294967296,18446744073709551615",
        "page=99999999999999999999",
        "page=1&page_size=0",
    ]
    .map(ToOwned::to_owned)
    .to_vec();
    queries.push(numbers(250, ",", "id_set="));
    queries.push(numbers(10_000, ",", "id_set="));
    queries.push(numbers(5_000, "&id_set[]=", "id_set[]="));
    queries
}

/// A request, if the client's own limit on the length of a path lets it out.
async fn ask(caller: &Caller, path: &str, units: f64) {
    if path.len() < 60_000 {
        check(&path[..path.len().min(120)], &caller.get(path).await, units);
    }
}

#[tokio::test]
async fn no_listing_costs_more_than_a_full_page() {
    let fonds = Fonds::start().await;
    let catalogue = Catalogue::fill(&fonds.admin().await).await;
    let admin = fonds.admin().await;
    // Notes the session's use, and finds nothing to fold later on.
    admin.get("/users/current-user").await.ok();
    let listings: Vec<_> = local::wiring::endpoints()
        .into_iter()
        .filter(|endpoint| endpoint.paginated && endpoint.dialect == Dialect::ArchivesSpace)
        .collect();
    assert!(listings.len() >= 20, "{}", listings.len());
    let filling = Filling { repository: 2, number: 1, text: "x", samples: &catalogue.samples };
    for endpoint in &listings {
        let path = filling.path(endpoint, "id_set=").split('?').next().unwrap().to_owned();
        for query in queries() {
            ask(&admin, &format!("{path}?{query}"), READ_UNITS).await;
        }
    }
}

#[tokio::test]
async fn a_large_collection_costs_no_more_than_a_full_page() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    fill(&fonds, 2000).await;
    fonds.clock.advance(60);
    fonds.store.fold(ACCESSIONS).await.unwrap();
    admin.get("/users/current-user").await.ok();
    for query in queries() {
        ask(&admin, &format!("{ACCESSIONS}?{query}"), READ_UNITS).await;
    }
    ask(&admin, &format!("{ACCESSIONS}?page=1&sort_field=title"), SORTED_READ_UNITS).await;
    let beyond = admin.get(&format!("{ACCESSIONS}?page=1000000000")).await;
    assert_eq!(beyond.ok()["total"], 2000);
    assert!(beyond.usage().read_units <= 10.0, "{:?}", beyond.usage());
    let many = admin.get(&format!("{ACCESSIONS}?{}", numbers(10_000, ",", "id_set="))).await;
    assert!(many.error(400)["id_set"][0].as_str().unwrap().contains("250"));
    assert!(many.usage().read_units <= 10.0, "{:?}", many.usage());
}
