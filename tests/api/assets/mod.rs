//! The routes of ARCS: files, and what people write about them.

mod annotations;
mod bookmarks;
mod collections;
mod comments;
mod declared;
mod deleting;
mod download;
mod flags;
mod iiif;
mod jobs;
mod keywords;
mod metadata;
mod original;
mod parts;
mod permissions;
mod pictures;
mod serving;
mod upload;
mod uploads;
mod urls;
mod versions;
mod zip;

use serde_json::Value;
use tests::Caller;

/// A file that is not text, and in which every place can be told from its neighbours.
pub(crate) fn scan() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend((0..20_000_u32).flat_map(u32::to_be_bytes));
    bytes
}

/// Uploads a file; the resource.
pub(crate) async fn upload(caller: &Caller, title: &str, public: bool, file_name: &str, bytes: &[u8]) -> Value {
    let public = public.to_string();
    let fields = [("title", title), ("public", &public)];
    caller.multipart("/api/resources", &fields, &[("file", file_name, "image/png", bytes)]).await.expect(201)
}

/// The path of an address of the archive.
fn path_of(url: &Value) -> String {
    let url = url.as_str().unwrap();
    let host_and_path = url.split_once("://").unwrap().1;
    format!("/{}", host_and_path.split_once('/').unwrap().1)
}
