//! A reference that is made to a record while it goes away.

use std::time::Duration;

use serde_json::json;
use store::Transaction;

use crate::harness::bodies::{accession, repository, subject};
use crate::harness::{ACCESSIONS, Fonds};

#[tokio::test]
async fn a_link_that_comes_too_late_is_cut_all_the_same() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let topic = admin.create("/subjects", &subject("Letters")).await;
    let mut body = accession("a");
    body["subjects"] = json!([{ "ref": topic }]);
    let uri = admin.create(ACCESSIONS, &body).await;
    // What a slow writer is about to commit, who has seen the subject.
    let mut late = fonds.store.read(&[&uri]).await.unwrap().pop().flatten().unwrap();
    late.uri = format!("{ACCESSIONS}/2");
    let mut transaction = Transaction::new();
    transaction.create(&fonds.store, &late).await.unwrap();
    transaction.link(&topic, "subjects", &late.uri, "");
    admin.delete(&topic).await.ok();
    assert_eq!(admin.get(&uri).await.ok()["subjects"], json!([]));
    fonds.store.commit(transaction).await.unwrap();
    for _ in 0..200 {
        if admin.get(&late.uri).await.ok()["subjects"] == json!([]) {
            assert!(fonds.store.links(&topic, "", 10).await.unwrap().is_empty());
            // Nobody's copy became stale.
            assert_eq!(admin.get(&late.uri).await.ok()["lock_version"], 0);
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the record still refers to one that is gone");
}

/// What a user saw: the accessions of a finding aid were lost on its way to another repository, when the stream was late.
#[tokio::test]
async fn what_a_transfer_left_behind_is_left_to_it() {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    let other = admin.create("/repositories", &repository("OTHER")).await;
    let going = admin.create(ACCESSIONS, &accession("a")).await;
    let mut staying = fonds.store.read(&[&going]).await.unwrap().pop().flatten().unwrap();
    // By the clock of those who move it, it leaves long after anything that the table is told here.
    fonds.clock.advance(1000);
    admin.post(&format!("{going}/transfer?target_repo={other}"), &json!({})).await.ok();
    let left = fonds.clock.now();
    staying.uri = format!("{ACCESSIONS}/2");
    staying.body.insert("related_accessions".to_owned(), json!([{ "ref": going, "relator": "forms_part_of" }]));
    let mut transaction = Transaction::new();
    transaction.create(&fonds.store, &staying).await.unwrap();
    transaction.link(&going, "related_accessions", &staying.uri, "");
    fonds.store.commit(transaction).await.unwrap();
    let made = |seconds: i64| {
        let keys = json!({ "pk": { "S": going }, "sk": { "S": format!("link#related_accessions#{}", staying.uri) } });
        let change = json!({ "ApproximateCreationDateTime": seconds, "Keys": keys });
        json!({ "Records": [{ "eventName": "INSERT", "dynamodb": change }] })
    };
    let indexer = local::wiring::indexer(fonds.store.clone());
    let links = async || fonds.store.links(&going, "", 10).await.unwrap().len();
    indexer.handle(&made(left - 1)).await.unwrap();
    assert_eq!(links().await, 1);
    indexer.handle(&made(left + 1)).await.unwrap();
    assert_eq!(links().await, 0);
}
