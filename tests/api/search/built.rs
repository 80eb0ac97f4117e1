//! Building the index while it is searched.

use std::time::Instant;

use segments::{Contents, Manifest};
use serde_json::json;
use store::work::WHOLE_INDEX;

use super::{PATIENCE, in_repository};
use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

/// What a building writes down that has taken all numbered records.
fn at_the_end(build: &str) -> records::Body {
    json!({ "build": build, "collection": "/none", "after": 0 }).as_object().unwrap().clone()
}

#[tokio::test]
async fn a_building_that_was_overtaken_does_not_complete_the_other_ones_half() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for number in 0..3 {
        admin.create(ACCESSIONS, &accession(&format!("bistort {number}"))).await;
    }
    fonds.index_everything().await;
    let (seen, before) = Manifest::read(&fonds.store).await.unwrap();
    let built = before.current.clone();
    let mut half = before.clone();
    (half.next, half.build) = (Some(Contents::default()), "later".to_owned());
    half.switch(&fonds.store, seen, &before).await.unwrap();
    fonds.store.note_indexing(WHOLE_INDEX, &at_the_end("earlier")).await.unwrap();
    let began = Instant::now();
    while fonds.store.read_indexing(WHOLE_INDEX).await.unwrap().is_some() {
        assert_eq!(admin.get(&in_repository("q=bistort")).await.ok()["total_hits"], 3);
        assert!(began.elapsed() < PATIENCE, "it is not built");
    }
    assert_eq!(admin.get(&in_repository("q=bistort")).await.ok()["total_hits"], 3);
    let (_, after) = Manifest::read(&fonds.store).await.unwrap();
    assert!(after.current != built && after.next.is_none(), "it was built again");
}
