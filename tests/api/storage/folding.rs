//! A collection's changes are folded into a bitmap. No listing may tell whether they are already.

use serde_json::Value;
use store::Transaction;
use store::members::Membership;
use tests::Caller;

use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

async fn listing(caller: &Caller) -> [Value; 3] {
    let get = async |query: &str| caller.get(&format!("{ACCESSIONS}?{query}")).await.ok();
    [get("all_ids=true").await, get("page=2&page_size=3").await, get("id_set=1,2,3,4,5").await]
}

#[tokio::test]
async fn a_fold_changes_no_listing() {
    let fonds = Fonds::start().await;
    let (admin, reader, indexer) = (fonds.admin().await, fonds.reader().await, fonds.indexer().await);
    for number in 1..=12 {
        admin.create(ACCESSIONS, &accession(&number.to_string())).await;
    }
    for round in 0..4 {
        admin.delete(&format!("{ACCESSIONS}/{}", 2 + round * 3)).await.ok();
        let suppressed = format!("{ACCESSIONS}/{}/suppressed", 1 + round * 3);
        admin.form(&suppressed, &[("suppressed", "true")]).await.ok();
        if round % 2 == 1 {
            admin.form(&suppressed, &[("suppressed", "false")]).await.ok();
        }
        let before = [listing(&reader).await, listing(&indexer).await];
        assert_ne!(before[0], before[1]);
        // Within the time that a fold leaves out, beyond it, and a second time with nothing new.
        for seconds in [0, 5, 60, 0] {
            fonds.clock.advance(seconds);
            fonds.store.fold(ACCESSIONS).await.unwrap();
            assert_eq!(before, [listing(&reader).await, listing(&indexer).await], "round {round}, {seconds} s");
        }
        admin.create(ACCESSIONS, &accession(&format!("late {round}"))).await;
    }
}

#[tokio::test]
async fn a_fold_under_way_loses_no_change() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let mut created: u32 = 0;
    for round in 0..5 {
        let write = async {
            for number in 0..8 {
                admin.create(ACCESSIONS, &accession(&format!("{round} {number}"))).await;
            }
        };
        let fold = async {
            for _ in 0..8 {
                fonds.store.fold(ACCESSIONS).await.unwrap();
            }
        };
        futures_util::join!(write, fold);
        created += 8;
        fonds.clock.advance(7);
        let listed = admin.get(&format!("{ACCESSIONS}?page=1&page_size=1")).await.ok();
        assert_eq!(listed["total"], created);
    }
}

#[tokio::test]
async fn a_change_that_was_staged_long_ago_is_not_missed() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let uri = admin.create(ACCESSIONS, &accession("1")).await;
    let mut stored = fonds.store.read(&[&uri]).await.unwrap().pop().flatten().unwrap();
    stored.uri = format!("{ACCESSIONS}/2");
    let mut transaction = Transaction::new();
    transaction.create(&fonds.store, &stored).await.unwrap();
    transaction.member(&stored.uri, Membership::Added, stored.revision());
    transaction.tombstone("/subjects/77");
    // A writer with thousands of links has much to do between staging and the end.
    fonds.clock.advance(60);
    fonds.store.fold(ACCESSIONS).await.unwrap();
    let since = fonds.clock.now();
    fonds.store.commit(transaction).await.unwrap();
    assert_eq!(admin.get(&format!("{ACCESSIONS}?all_ids=true")).await.ok(), serde_json::json!([1, 2]));
    assert_eq!(fonds.store.tombstones(since).await.unwrap(), ["/subjects/77"]);
}
