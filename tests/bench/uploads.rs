//! A gigabyte, sent straight to the bucket in parts: how long it takes, and how much of it is ever in memory.

use std::path::Path;
use std::time::Instant;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use tests::{Caller, http_client};

use crate::process::Running;
use crate::row;

/// Bytes of the file.
const SIZE: u64 = 1024 * 1024 * 1024;

pub(crate) async fn measure(fonds: &Path) {
    let data = std::env::temp_dir().join(format!("fonds-bench-uploads-{}", std::process::id()));
    let archive = Running::start(fonds, &[], &data);
    let base_url = archive.said.last().unwrap().strip_prefix("ready ").unwrap().to_owned();
    let anonymous = Caller::anonymous(http_client(), &base_url);
    let admin = anonymous.log_in("admin", "admin").await;
    let (_, before) = archive.memory();

    let began = Instant::now();
    let upload = admin.post("/api/uploads", &json!({ "name": "large.bin", "size": SIZE })).await.expect(201);
    let path = format!("/api/uploads/{}", upload["id"].as_str().unwrap());
    let piece = Bytes::from(vec![7; usize::try_from(upload["part_size"].as_u64().unwrap()).unwrap()]);
    loop {
        let next = admin.post(&format!("{path}/parts"), &json!({})).await.ok();
        let parts = next["parts"].as_array().unwrap();
        if parts.is_empty() {
            break;
        }
        for part in parts {
            put(&anonymous, part, &piece).await;
        }
    }
    rate("1 GB straight to the bucket: sent", began);
    let began = Instant::now();
    while admin.post(&format!("{path}/complete"), &json!({})).await.status == 202 {}
    rate("read again, hashed, placed", began);
    assert_eq!(admin.get(&path).await.ok()["state"], "done");
    let (_, most) = archive.memory();
    row("memory at most meanwhile", &format!("{most:.0} MB"), &format!("{before:.0} MB before it"));
    drop(archive);
    let _ = std::fs::remove_dir_all(data);
}

async fn put(anonymous: &Caller, part: &Value, piece: &Bytes) {
    let size = usize::try_from(part["size"].as_u64().unwrap()).unwrap();
    let sent = anonymous.send(Method::PUT, part["url"].as_str().unwrap(), &[], piece.slice(..size)).await;
    assert_eq!(sent.status, 200, "{}", sent.text());
}

fn rate(what: &str, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    let megabytes = f64::from(u32::try_from(SIZE / 1_000_000).unwrap());
    row(what, &format!("{seconds:.1} s"), &format!("{:.0} MB/s", megabytes / seconds));
}
