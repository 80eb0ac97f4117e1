//! Files on their way in: through forms, in two steps, and straight to the bucket.

mod at_once;
mod bucket;
mod direct;
mod forms;
mod refused;
mod shared_content;
mod sweeping;
mod two_steps;

use http::Method;
use serde_json::{Value, json};
use store::uploads::Object;
use tests::{Caller, Response};
use uploads::hashing::Hashes;

use crate::harness::Fonds;

/// The smallest part of an object in parts.
const PART: usize = 5 * 1024 * 1024;

/// Bytes in which every place can be told from its neighbours, different for each seed.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// Begins an upload; the answer.
async fn begin(caller: &Caller, body: &Value) -> Value {
    caller.post("/api/uploads", body).await.expect(201)
}

/// Sends bytes to a signed address, with the headers that it wants.
async fn put(fonds: &Fonds, signed: &Value, bytes: &[u8]) -> Response {
    let headers: Vec<(&'static str, &str)> = signed["headers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (&*Box::leak(name.clone().into_boxed_str()), value.as_str().unwrap()))
        .collect();
    fonds.anonymous().send(Method::PUT, signed["url"].as_str().unwrap(), &headers, bytes.to_vec()).await
}

/// Says that all was sent.
async fn complete(caller: &Caller, upload: &Value) -> Response {
    caller.post(&format!("/api/uploads/{}/complete", upload["id"].as_str().unwrap()), &json!({})).await
}

/// The bytes at an address of a resource, wherever that leads.
async fn bytes_at(fonds: &Fonds, url: &Value) -> Vec<u8> {
    let answer = fonds.anonymous().get(&super::path_of(url)).await;
    if answer.status == 302 {
        return fonds.anonymous().get(answer.header("location")).await.body.to_vec();
    }
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.body.to_vec()
}

impl Fonds {
    /// Whether the bucket has a blob of these bytes.
    async fn has_blob(&self, bytes: &[u8]) -> bool {
        match self.store.head_object(&Object::blob(&Hashes::of(bytes).sha256)).await {
            Ok(version) => {
                assert_eq!(version.size, bytes.len() as u64);
                true
            }
            Err(store::Error::Missing(_)) => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// What waits in the bucket: files that nobody has looked at, and objects in parts.
    async fn waiting(&self) -> (usize, usize) {
        let files = self.store.pending_before(i64::MAX).await.unwrap().len();
        (files, self.store.parts_before(i64::MAX).await.unwrap().len())
    }

    /// Entries that speak of bytes on their way.
    async fn entries(&self) -> usize {
        self.store.uploads_before(self.clock.milliseconds() + 1000, 1000).await.unwrap().len()
    }
}
