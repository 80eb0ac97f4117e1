//! How a resource gets in whose bytes are somewhere else: its blob first, then everything that points to it.

use arcs::kinds::Resource;
use arcs::{Author, Entity};
use store::blobs::Blob;
use store::{Error, Key, Store, Transaction};

use crate::placing;

/// How often a blob is written again because another request was just deleting it.
const ATTEMPTS: usize = 4;

/// Writes the blob by `write`, unless its content is there already, and then the resource with its keywords, in one transaction with what
/// `with` adds.
/// `blob` is the blob's state as it was read before. [`Error::NumberInUse`]: there is such a resource.
pub async fn keep<W, F>(
    store: &Store,
    resource: &Entity<Resource>,
    author: Author<'_>,
    keywords: &[String],
    mut blob: Blob,
    write: W,
    with: impl Fn(&mut Transaction),
) -> Result<(), Error>
where
    W: Fn() -> F,
    F: Future<Output = Result<(), Error>>,
{
    let sha256 = &resource.facts.sha256;
    for _ in 0..ATTEMPTS {
        if !blob.is_stored() {
            write().await?;
        }
        let mut transaction = Transaction::new();
        transaction.use_blob(&blob);
        placing::found(store, &mut transaction, resource, author, keywords).await?;
        with(&mut transaction);
        match store.commit(transaction).await {
            Err(Error::Stale(_)) => {
                let fetched = store.fetch([Key::blob(sha256)]).await?;
                blob = store.blob(&fetched, sha256).await?;
            }
            committed => return committed,
        }
    }
    Err(Error::Unavailable(format!("blob {sha256} keeps being deleted")))
}
