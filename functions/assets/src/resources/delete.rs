//! Deleting a resource, with everything that belongs to it.
//!
//! Comments go first, in transactions of their own when there are many, the record last: whoever is interrupted
//! half-way finds the resource still there and deletes it again. The blob goes after the record, if no other resource
//! has the same content.

use api::{Call, Problem, Reply};
use arcs::kinds::{Comment, Resource};
use arcs::{Entity, Part, shelf};
use store::{Key, Transaction};

use crate::requested::{read_again, requested};
use crate::{comments, rights};

/// How often it is tried again because the resource or its blob changed meanwhile.
const ATTEMPTS: usize = 6;

/// Comments in one transaction: each is two items, and DynamoDB takes 100.
const TOGETHER: usize = 45;

pub(super) async fn delete(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let mut resource = requested::<Resource>(&call).await?;
    rights::check_admin(&call)?;
    for _ in 0..ATTEMPTS {
        match remove(&call, &resource).await {
            Err(store::Error::Stale(_)) => resource = read_again(&call.store, &resource).await?,
            removed => {
                removed?;
                return Ok(Reply::nothing());
            }
        }
    }
    Err(Problem::stale())
}

async fn remove(call: &Call, resource: &Entity<Resource>) -> Result<(), store::Error> {
    let (store, uri, sha256) = (&call.store, &resource.stored.uri, &resource.facts.sha256);
    let comments = comments::uris_of(store, resource).await?;
    let mut batches = comments.chunks(TOGETHER).peekable();
    let mut transaction = Transaction::new();
    while let Some(batch) = batches.next() {
        for comment in batch {
            transaction.discard(comment);
            transaction.unlink(uri, Comment::RELATION, comment);
        }
        if batches.peek().is_some() {
            store.commit(std::mem::take(&mut transaction)).await?;
        }
    }
    let blob = store.blob(&store.fetch([Key::blob(sha256)]).await?, sha256).await?;
    let is_last = transaction.leave_blob(store, &blob);
    shelf::remove(&mut transaction, resource);
    transaction.delete(uri, resource.stored.revision());
    store.commit(transaction).await?;
    if is_last {
        // The resource is gone either way. Bytes that stay cost their storage, until the same content comes again.
        if let Err(error) = store.delete_blob(&blob).await {
            tracing::warn!(%error, "a blob that nobody uses stays");
        }
    }
    Ok(())
}
