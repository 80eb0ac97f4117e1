//! Who finds what: the filters are part of every query.

use serde_json::json;

use super::{in_repository, until_found, uris};
use crate::harness::bodies::{accession, subject};
use crate::harness::{ACCESSIONS, Fonds, REPO};

#[tokio::test]
async fn rights_decide_which_searches_may_be_asked() {
    let fonds = Fonds::start().await;
    let (admin, reader, outsider) = (fonds.admin().await, fonds.reader().await, fonds.outsider().await);
    let anonymous = fonds.anonymous();
    admin.create(ACCESSIONS, &accession("rue")).await;
    until_found(&reader, &in_repository("q=rue"), 1).await;
    for caller in [&reader, &outsider, &anonymous] {
        assert_eq!(caller.get("/search?q=rue&page=1").await.status, 403);
        assert_eq!(caller.get("/search/records?uri[]=/repositories/2/accessions/1").await.status, 403);
        assert_eq!(caller.get("/search/record_types_by_repository?record_types[]=accession").await.status, 403);
    }
    for caller in [&outsider, &anonymous] {
        assert_eq!(caller.get(&in_repository("q=rue")).await.status, 403);
        assert_eq!(caller.get(&format!("{REPO}/top_containers/search?q=rue")).await.status, 403);
    }
}

#[tokio::test]
async fn a_repository_finds_its_own_records_and_those_of_none() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let other = admin.create("/repositories", &crate::harness::bodies::repository("SECOND")).await;
    let here = admin.create(ACCESSIONS, &accession("yarrow")).await;
    let there = admin.create(&format!("{other}/accessions"), &accession("yarrow")).await;
    let shared = admin.create("/subjects", &subject("Yarrow")).await;
    until_found(&admin, "/search?q=yarrow&page=1", 3).await;
    let mut found = uris(&admin.get(&in_repository("q=yarrow")).await.ok());
    found.sort();
    assert_eq!(found, [here, shared.clone()]);
    let mut found = uris(&admin.get(&format!("{other}/search?q=yarrow&page=1")).await.ok());
    found.sort();
    assert_eq!(found, [there, shared]);
}

#[tokio::test]
async fn suppressed_records_are_found_by_those_who_may_see_them() {
    let fonds = Fonds::start().await;
    let (admin, archivist, reader) = (fonds.admin().await, fonds.archivist().await, fonds.reader().await);
    let uri = admin.create(ACCESSIONS, &accession("fennel")).await;
    until_found(&reader, &in_repository("q=fennel"), 1).await;
    admin.post(&format!("{uri}/suppressed?suppressed=true"), &json!({})).await.ok();
    until_found(&reader, &in_repository("q=fennel"), 0).await;
    assert_eq!(archivist.get(&in_repository("q=fennel")).await.ok()["total_hits"], 0);
    assert_eq!(uris(&admin.get(&in_repository("q=fennel")).await.ok()), std::slice::from_ref(&uri));
    admin.post(&format!("{uri}/suppressed?suppressed=false"), &json!({})).await.ok();
    until_found(&reader, &in_repository("q=fennel"), 1).await;
}

#[tokio::test]
async fn the_public_finds_what_is_published() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let public = fonds.session_of(3).await;
    let mut home = admin.get(REPO).await.ok();
    home["publish"] = json!(true);
    admin.post(REPO, &home).await.ok();
    let mut shown = accession("lovage 1");
    shown["publish"] = json!(true);
    let shown = admin.create(ACCESSIONS, &shown).await;
    admin.create(ACCESSIONS, &accession("lovage 2")).await;
    until_found(&admin, &in_repository("q=lovage"), 2).await;
    let page = until_found(&public, &in_repository("q=lovage"), 1).await;
    assert_eq!(uris(&page), [shown]);
    // A repository that is not published hides what is in it.
    let mut home = admin.get(REPO).await.ok();
    home["publish"] = json!(false);
    admin.post(REPO, &home).await.ok();
    until_found(&public, &in_repository("q=lovage"), 0).await;
    until_found(&fonds.anonymous(), "/search/repositories?page=1", 0).await;
}
