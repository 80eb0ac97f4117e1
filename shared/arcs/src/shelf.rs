//! Which files there are under a SHA-1 and a name, and whether everybody may have them.
//!
//! Several resources may share content and name, and differ in who may see them. Each has an entry in the SHA-1's own
//! partition, written and removed together with its record. What a download needs stands in the entry. Open ones
//! sort before restricted ones, so that one entry read answers "is there an open one?", however many there are.

use records::record_type::Link;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{Store, Transaction};

use crate::entity::Entity;
use crate::kinds::Resource;

/// What begins the relation of files that anybody may have; sorts first.
const OPEN: &str = "open";

/// What begins the relation of the others.
const RESTRICTED: &str = "restricted";

/// What a download needs to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct File {
    /// SHA-256 of the bytes, which names the blob.
    pub sha256: String,
    /// Media type.
    pub mime_type: String,
    /// Bytes.
    pub size: u64,
}

/// Makes a resource's file findable.
pub fn place(transaction: &mut Transaction, resource: &Entity<Resource>) {
    let Resource { sha256, mime_type, file_size: size, .. } = resource.facts.clone();
    let file = serde_json::to_string(&File { sha256, mime_type, size }).unwrap_or_default();
    transaction.link(&partition(&resource.facts.sha), &relation(&resource.facts), &resource.stored.uri, &file);
}

/// Takes a resource's file away again, unless the same transaction places it.
pub fn remove(transaction: &mut Transaction, resource: &Entity<Resource>) {
    transaction.unlink(&partition(&resource.facts.sha), &relation(&resource.facts), &resource.stored.uri);
}

/// The file of this name that anybody may have.
pub async fn find_open(store: &Store, sha: &str, name: &str) -> Result<Option<File>, store::Error> {
    find(store, sha, &format!("{OPEN}.{}", hash(name))).await
}

/// The file of this name that not everybody may have.
pub async fn find_restricted(store: &Store, sha: &str, name: &str) -> Result<Option<File>, store::Error> {
    find(store, sha, &format!("{RESTRICTED}.{}", hash(name))).await
}

/// A file with this content, under whatever name, and whether anybody may have it; `None` when nobody has uploaded it.
pub async fn find_any(store: &Store, sha: &str) -> Result<Option<(File, bool)>, store::Error> {
    let Some(first) = store.links(&partition(sha), "", 1).await?.into_iter().next() else { return Ok(None) };
    let is_open = first.relation.starts_with(OPEN);
    Ok(Some((read(first)?, is_open)))
}

async fn find(store: &Store, sha: &str, relation: &str) -> Result<Option<File>, store::Error> {
    let entries = store.links(&partition(sha), relation, 1).await?;
    entries.into_iter().next().map(read).transpose()
}

fn read(entry: Link) -> Result<File, store::Error> {
    let file = serde_json::from_value(serde_json::Value::Object(entry.extra));
    file.map_err(|error| store::Error::Unavailable(format!("damaged entry of {}: {error}", entry.source)))
}

fn partition(sha: &str) -> String {
    format!("/arcs-data/{sha}")
}

fn relation(resource: &Resource) -> String {
    let visibility = if resource.public { OPEN } else { RESTRICTED };
    format!("{visibility}.{}", hash(&resource.file_name))
}

/// The name as part of a key: of a fixed length and without separators, whatever the client wrote.
fn hash(name: &str) -> String {
    hex::encode(Sha256::digest(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_entries_sort_first() {
        assert!(OPEN < RESTRICTED);
    }
}
