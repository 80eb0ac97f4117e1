//! A reference that is made to a record while it goes away.

use std::time::Duration;

use serde_json::json;
use store::Transaction;

use crate::harness::bodies::{accession, subject};
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
