//! Files of the index that are gone or not what was written: nothing is lost but time.

use serde_json::Value;

use super::{in_repository, objects, overwrite, until_found};
use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

async fn check(harm: impl AsyncFn(&Fonds, &str)) {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for number in 0..3 {
        admin.create(ACCESSIONS, &accession(&format!("bistort {number}"))).await;
    }
    // Waits without searching, so that nothing of the index is in memory when it is harmed.
    let started = std::time::Instant::now();
    loop {
        let written = fonds.store.read(&["/repositories/2/accessions/3"]).await.unwrap();
        assert!(written[0].is_some());
        let (_, manifest) = segments::Manifest::read(&fonds.store).await.unwrap();
        let is_idle = fonds.store.read_indexing(store::work::WHOLE_INDEX).await.unwrap().is_none();
        if manifest.current.is_some() && is_idle {
            break;
        }
        assert!(started.elapsed() < super::PATIENCE);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    for name in objects(&fonds).await {
        harm(&fonds, &name).await;
    }
    let answer = admin.get(&in_repository("q=bistort")).await;
    assert_eq!(answer.status, 503, "{}", answer.text());
    let text = answer.json()["error"].as_str().unwrap_or_default().to_owned();
    assert!(text.contains("damaged") && text.contains("rebuilt"), "{text}");
    assert_eq!(answer.header("retry-after"), "1");
    let found = until_found(&admin, &in_repository("q=bistort"), 3).await;
    assert!(found["results"].as_array().unwrap().iter().all(|hit| hit["json"].is_string()));
    // The indexer is none the worse for it.
    admin.create(ACCESSIONS, &accession("bistort 4")).await;
    let page: Value = until_found(&admin, &in_repository("q=bistort"), 4).await;
    assert_eq!(page["this_page"], 1);
}

#[tokio::test]
async fn a_missing_object_is_noticed_and_the_index_is_rebuilt() {
    Box::pin(check(async |fonds, name| fonds.store.delete_segment(name).await.unwrap())).await;
}

#[tokio::test]
async fn a_changed_object_is_noticed_and_the_index_is_rebuilt() {
    Box::pin(check(async |fonds, name| {
        let (_, manifest) = segments::Manifest::read(&fonds.store).await.unwrap();
        let objects = manifest.current.unwrap().objects;
        let object = objects.iter().find(|object| object.name == name).unwrap();
        let mut bytes = fonds.store.read_segment(name, 0, object.length).await.unwrap().to_vec();
        bytes[10] ^= 1;
        overwrite(fonds, name, bytes).await;
    }))
    .await;
}

#[tokio::test]
async fn an_object_that_is_cut_off_is_noticed_and_the_index_is_rebuilt() {
    Box::pin(check(async |fonds, name| overwrite(fonds, name, vec![0; 20]).await)).await;
}
