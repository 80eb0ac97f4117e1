//! Search: what is found, by whom, and how soon.

mod arcs;
mod built;
mod damage;
mod exposed;
mod filtered;
mod follows;
mod found;
mod lost;
mod refused;
mod trees;
mod words;

use std::time::{Duration, Instant};

use serde_json::Value;
use tests::{Caller, Response};

use crate::harness::{Fonds, REPO};

/// How long a test waits for a change to be found. Far more than it takes; a change that never arrives is what it is for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Asks again and again until the answer is as wanted.
pub(crate) async fn until(caller: &Caller, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let started = Instant::now();
    loop {
        let answer = caller.get(path).await;
        // While the index is built for the first time there is nothing to search.
        if answer.status == 503 {
            assert!(answer.text().contains("search index"), "{}", answer.text());
        } else {
            let page = answer.ok();
            if wanted(&page) {
                return page;
            }
        }
        assert!(started.elapsed() < PATIENCE, "{path} still answers {}", answer.text());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until a search finds so many.
pub(crate) async fn until_found(caller: &Caller, path: &str, hits: u64) -> Value {
    until(caller, path, |page| page["total_hits"] == hits).await
}

/// The URIs of a page of hits.
pub(crate) fn uris(page: &Value) -> Vec<String> {
    let results = page["results"].as_array().unwrap();
    results.iter().map(|hit| hit["uri"].as_str().unwrap().to_owned()).collect()
}

/// A search in the repository.
pub(crate) fn in_repository(query: &str) -> String {
    format!("{REPO}/search?page=1&{query}")
}

/// The names and bytes of the index's objects in the bucket.
pub(crate) async fn objects(fonds: &Fonds) -> Vec<String> {
    let (_, manifest) = segments::Manifest::read(&fonds.store).await.unwrap();
    manifest.current.into_iter().flat_map(|contents| contents.objects).map(|object| object.name).collect()
}

/// Replaces an object of the index.
pub(crate) async fn overwrite(fonds: &Fonds, name: &str, bytes: Vec<u8>) {
    fonds.store.put_segment(name, bytes.into()).await.unwrap();
}

/// What an answer says that it cost at S3.
pub(crate) fn s3_of(answer: &Response) -> (u32, u64) {
    (answer.usage().s3, answer.usage().s3_bytes)
}
