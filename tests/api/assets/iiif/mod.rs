//! What viewers of IIIF read.

mod images;
mod manifests;

use std::time::{Duration, Instant};

use serde_json::Value;
use tests::Caller;
use tests::made::photograph;

use crate::harness::Fonds;

/// A file is looked into within seconds, even on a machine that does much else.
const PATIENCE: Duration = Duration::from_mins(1);

/// Uploads a picture and waits until somebody has looked at it; its id.
async fn picture(fonds: &Fonds, width: u16, height: u16) -> String {
    let admin = fonds.admin().await;
    let fields = [("title", "Notebook"), ("public", "true")];
    let files = [("file", "wall.jpg", "image/jpeg", &photograph(width, height)[..])];
    let made = admin.multipart("/api/resources", &fields, &files).await.expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    let begun = Instant::now();
    while admin.get(&format!("/api/iiif/images/{id}/info.json")).await.status != 200 {
        assert!(begun.elapsed() < PATIENCE, "nobody looked at {made}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    id
}

/// The manifest of a resource.
async fn manifest(caller: &Caller, id: &str) -> Value {
    caller.get(&format!("/api/iiif/resources/{id}/manifest")).await.ok()
}
