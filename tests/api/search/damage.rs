//! Files of the index that are gone or not what was written: nothing is lost but time.

use std::time::{Duration, Instant};

use serde_json::Value;
use store::work::WHOLE_INDEX;

use super::{in_repository, objects, overwrite, until_found};
use crate::harness::bodies::accession;
use crate::harness::{ACCESSIONS, Fonds};

/// Waits until the index stays as it is, without searching, so that nothing of it is in memory when it is harmed.
pub(super) async fn settled(fonds: &Fonds) {
    let (started, mut before, mut since) = (Instant::now(), 0, Instant::now());
    loop {
        let (version, manifest) = segments::Manifest::read(&fonds.store).await.unwrap();
        let is_built = fonds.store.read_indexing(WHOLE_INDEX).await.unwrap().is_none() && manifest.current.is_some();
        if version != before || !is_built {
            (before, since) = (version, Instant::now());
        }
        if since.elapsed() > Duration::from_millis(700) {
            return;
        }
        assert!(started.elapsed() < super::PATIENCE, "it is still being built");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn check(harm: impl AsyncFn(&Fonds, &str)) {
    let fonds = Fonds::start().await;
    let admin = fonds.admin().await;
    for number in 0..3 {
        admin.create(ACCESSIONS, &accession(&format!("bistort {number}"))).await;
    }
    settled(&fonds).await;
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

/// The file in which the embedded S3 keeps an object of this process's archives.
fn file_of(name: &str) -> std::path::PathBuf {
    let own = format!("fonds-{}-", std::process::id());
    let folders = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
    let own = folders.filter(|folder| folder.file_name().to_string_lossy().starts_with(&own));
    let mut files = own.map(|folder| folder.path().join("objects").join(local::BUCKET).join("index").join(name));
    files.find(|file| file.exists()).unwrap()
}

async fn check_file(harm: fn(Vec<u8>) -> Vec<u8>) {
    Box::pin(check(async |_, name| {
        let file = file_of(name);
        let bytes = harm(std::fs::read(&file).unwrap());
        std::fs::write(file, bytes).unwrap();
    }))
    .await;
}

#[tokio::test]
async fn a_flipped_bit_on_the_disk_is_noticed_and_the_index_is_rebuilt() {
    check_file(|mut bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        bytes
    })
    .await;
}

#[tokio::test]
async fn zeros_on_the_disk_are_noticed_and_the_index_is_rebuilt() {
    check_file(|bytes| vec![0; bytes.len()]).await;
}

#[tokio::test]
async fn half_a_file_on_the_disk_is_noticed_and_the_index_is_rebuilt() {
    check_file(|bytes| bytes[..bytes.len() / 2].to_vec()).await;
}
