//! Files that were brought without being made resources of: the first of two steps.
//!
//! A claim uses its blob, as a resource does, for a day. Only who brought a file may make resources of it: knowing a hash is not
//! having the bytes.

use bytes::Bytes;
use serde_json::{Map, Value, json};
use store::uploads::upload_id;
use store::{Error, Fetched, Key, Store, Transaction};
use uuid::Uuid;

use crate::entry::Entry;
use crate::hashing::Sums;
use crate::held::body;

/// What somebody has brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// How many they are.
    pub size: u64,
    /// What they are.
    pub media_type: String,
    /// The entry that ends it.
    entry: Uuid,
    version: u64,
}

/// How often a file is brought again because another request brought it at the same moment.
const ATTEMPTS: usize = 4;

/// Keeps a file for a user, who may make resources of it for a day from now on.
pub async fn bring(store: &Store, user: &str, bytes: &Bytes, sums: &Sums, media_type: &str) -> Result<(), Error> {
    let claim = Key::claim(user, &sums.sha);
    for _ in 0..ATTEMPTS {
        let fetched = store.fetch([Key::blob(&sums.sha256), claim.clone()]).await?;
        let former = find(&fetched, user, &sums.sha)?;
        let id = upload_id(store);
        let (sha, sha256) = (sums.sha.clone(), sums.sha256.clone());
        let note = json!({ "sha256": sha256, "size": bytes.len(), "media_type": media_type, "entry": id });
        let entry = Entry::Claim { user: user.to_owned(), sha, sha256 };
        let mut transaction = Transaction::new();
        transaction.set_document(Key::upload(id), 0, &body(&entry)?)?;
        let seen = former.as_ref().map_or(0, |former| former.version);
        transaction.set_document(claim.clone(), seen, note.as_object().unwrap_or(&Map::new()))?;
        let renewed = former.filter(|former| former.sha256 == sums.sha256);
        let kept = if let Some(former) = renewed {
            // The blob is used already, by the claim that this one follows.
            transaction.forget_upload(former.entry);
            store.commit(transaction).await
        } else {
            let blob = store.blob(&fetched, &sums.sha256).await?;
            store.keep_blob(blob, bytes, &transaction).await
        };
        match kept {
            Err(Error::Stale(_)) => {}
            kept => return kept,
        }
    }
    Err(Error::Busy(format!("{} is brought again and again", sums.sha256)))
}

/// A user's claim on a file among fetched items ([`Key::claim`]).
pub fn find(fetched: &Fetched, user: &str, sha: &str) -> Result<Option<Claim>, Error> {
    let Some(document) = Store::document_in(fetched, &Key::claim(user, sha))? else { return Ok(None) };
    let text = |name: &str| document.body.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let size = document.body.get("size").and_then(Value::as_u64);
    let entry = text("entry").and_then(|id| Uuid::try_parse(&id).ok());
    match (text("sha256"), size, text("media_type"), entry) {
        (Some(sha256), Some(size), Some(media_type), Some(entry)) => {
            Ok(Some(Claim { sha256, size, media_type, entry, version: document.version }))
        }
        _ => Err(Error::Unavailable(format!("damaged claim of {user}"))),
    }
}

/// Ends a claim: its blob is used once less.
pub(crate) async fn end(store: &Store, entry: Uuid, user: &str, sha: &str, sha256: &str) -> Result<(), Error> {
    let fetched = store.fetch([Key::blob(sha256), Key::claim(user, sha)]).await?;
    let blob = store.blob(&fetched, sha256).await?;
    let mut transaction = Transaction::new();
    let is_last = transaction.leave_blob(store, &blob);
    transaction.forget_upload(entry);
    if find(&fetched, user, sha)?.is_some_and(|claim| claim.entry == entry) {
        transaction.forget_claim(user, sha);
    }
    store.commit(transaction).await?;
    if is_last {
        store.delete_blob(&blob).await?;
    }
    Ok(())
}
