//! Files that come with a job. They are kept as blobs, under the hash of their content, and counted by their jobs.

use std::collections::BTreeMap;

use api::call::Part;
use api::{Call, Problem};
use bytes::Bytes;
use operations::job::file_note;
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::blobs::Blob;
use store::{Fetched, Key, Store};

/// A file on its way in.
pub(crate) struct File {
    /// SHA-256 of its bytes.
    pub(crate) sha256: String,
    name: String,
    bytes: Bytes,
}

impl File {
    /// What the job says of it.
    pub(crate) fn note(&self) -> Value {
        file_note(&self.name, &self.sha256, self.bytes.len())
    }
}

/// The files of a form, in their order.
pub(crate) fn read(parts: &[Part]) -> Vec<File> {
    let is_file = |part: &&Part| part.name == "files" || part.name.starts_with("files[");
    parts
        .iter()
        .filter(is_file)
        .map(|part| File {
            sha256: hex::encode(Sha256::digest(&part.bytes)),
            name: part.file_name.clone().unwrap_or_default(),
            bytes: part.bytes.clone(),
        })
        .collect()
}

/// Writes the content of files that is not there yet. The blobs have to be counted in the transaction that names them; when that
/// meets somebody who just deletes one, this is called again with `is_again`.
pub(crate) async fn keep(call: &Call, files: &[File], is_again: bool) -> Result<Vec<Blob>, Problem> {
    let distinct: BTreeMap<&str, &File> = files.iter().map(|file| (file.sha256.as_str(), file)).collect();
    let again = if is_again {
        call.store.fetch(distinct.keys().map(|sha256| Key::blob(sha256))).await?
    } else {
        Fetched::default()
    };
    let mut blobs = vec![];
    for (sha256, file) in distinct {
        let blob = call.store.blob(if is_again { &again } else { &call.fetched }, sha256).await?;
        if !blob.is_stored() {
            call.store.put_blob(sha256, file.bytes.clone()).await?;
        }
        blobs.push(blob);
    }
    Ok(blobs)
}

/// The files that a job notes: hash, name and size.
pub(crate) fn noted(job: &records::Body) -> Vec<(String, String, u64)> {
    let files = job.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |file: &Value, name: &str| file[name].as_str().unwrap_or_default().to_owned();
    files.iter().map(|file| (text(file, "sha256"), text(file, "name"), file["size"].as_u64().unwrap_or(0))).collect()
}

/// Deletes blobs that nobody uses any more.
pub(crate) async fn sweep(store: &Store, unused: &[Blob]) -> Result<(), Problem> {
    for blob in unused {
        store.delete_blob(blob).await?;
    }
    Ok(())
}
