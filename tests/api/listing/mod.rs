//! Listings: `GET` of a collection.

mod narrowed;
mod pages;
mod refused;
mod sorted;

use futures_util::future::join_all;
use tests::Caller;

use crate::harness::ACCESSIONS;
use crate::harness::bodies::accession;

/// Creates accessions 1 to `count`, with identifiers that say their number.
async fn fill(caller: &Caller, count: usize) {
    let numbers: Vec<usize> = (1..=count).collect();
    for some in numbers.chunks(8) {
        join_all(
            some.iter().map(|number| async move { caller.create(ACCESSIONS, &accession(&number.to_string())).await }),
        )
        .await;
    }
}
