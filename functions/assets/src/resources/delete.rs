//! Deleting a resource, with everything that belongs to it.
//!
//! 1. The resource is marked (suppressed): from then on nothing new comes to it. What is created at it is created only while it is the
//!    version that was read.
//! 2. It leaves its collections, and its parts go, in transactions of their own ([`crate::parts`]).
//! 3. Its record goes. The blob goes after it, if no other resource has the same content.
//!
//! Whoever is interrupted finds the resource still there, and deletes it again.

use api::{Call, Problem, Reply};
use arcs::kinds::Resource;
use arcs::{Entity, membership, shelf};
use store::{Error, Key, Store, Transaction};

use crate::{parts, rights, versions};
use api::arcs::requested::{read_again, requested};

/// How often it is tried again because the resource or its blob changed meanwhile.
const ATTEMPTS: usize = 6;

pub(super) async fn delete(call: Call) -> Result<Reply, Problem> {
    call.user()?;
    let mut resource = requested::<Resource>(&call).await?;
    rights::check_admin(&call)?;
    for _ in 0..ATTEMPTS {
        versions::check(&call, &resource.stored)?;
        match mark(&call.store, &mut resource).await {
            Err(Error::Stale(_)) => resource = read_again(&call.store, &resource).await?,
            marked => {
                marked?;
                end(&call.store, resource).await?;
                return Ok(Reply::nothing());
            }
        }
    }
    Err(Problem::stale())
}

/// Says that the resource is on its way out, unless an earlier attempt did.
async fn mark(store: &Store, resource: &mut Entity<Resource>) -> Result<(), Error> {
    if resource.stored.suppressed {
        return Ok(());
    }
    let seen = resource.stored.revision();
    resource.change_silently(store, resource.facts.clone())?;
    resource.stored.suppressed = true;
    let mut transaction = Transaction::new();
    transaction.update(store, &resource.stored, seen).await?;
    store.commit(transaction).await
}

async fn end(store: &Store, mut resource: Entity<Resource>) -> Result<(), Problem> {
    membership::leave_all(store, resource.id).await?;
    parts::dismantle(store, &resource.stored.uri).await?;
    for _ in 0..ATTEMPTS {
        match remove(store, &resource).await {
            Err(Error::Stale(_)) => resource = read_again(store, &resource).await?,
            removed => {
                removed?;
                // Collections look only whether the resource is there: one may have taken it in until now.
                return Ok(membership::leave_all(store, resource.id).await?);
            }
        }
    }
    Err(Problem::stale())
}

async fn remove(store: &Store, resource: &Entity<Resource>) -> Result<(), Error> {
    let (uri, sha256) = (&resource.stored.uri, &resource.facts.sha256);
    let blob = store.blob(&store.fetch([Key::blob(sha256)]).await?, sha256).await?;
    let mut transaction = Transaction::new();
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
