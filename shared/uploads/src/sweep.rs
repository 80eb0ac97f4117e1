//! Clearing away what was begun and never finished.
//!
//! Everything that may be left says so in the table before it is written ([`store::uploads`]), so a sweep is one query of what is older
//! than a day. Two things can be left without it, and the bucket lists them: files that were sent after their upload was given
//! up, to an address that was still good, and objects in parts whose id was never written down.

use store::documents::Document;
use store::{Error, Key, Store, Transaction};
use tokio::time::Instant;
use uuid::Uuid;

use crate::claims;
use crate::entry::{Entry, State};
use crate::held::{self, Held};

/// Seconds that something may take before it counts as never finished. The rules of the bucket in `template.yaml` say the same.
pub const LIFETIME: i64 = 24 * 3600;

/// Seconds after which nobody is still at work on an upload that was given up.
const LINGERING: i64 = 3600;

/// Entries that are read at once.
const PAGE: usize = 100;

/// What a sweep has found and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that were never finished.
    pub uploads: u64,
    /// Files that were brought, and that nobody made a resource of in time, and uploads that are over or were given up.
    pub notes: u64,
    /// Blobs that nobody uses.
    pub blobs: u64,
    /// Files that came in without an upload.
    pub files: u64,
    /// Objects in parts.
    pub parts: u64,
}

impl Swept {
    /// How many orphans there were: bytes that nobody would have asked for.
    pub fn orphans(&self) -> u64 {
        self.uploads + self.blobs + self.files + self.parts
    }
}

/// Removes what is older than a day and was never finished, until the moment has come.
pub async fn sweep(store: &Store, until: Instant) -> Result<Swept, Error> {
    let mut swept = Swept::default();
    let before = store.clock().now() - LIFETIME;
    loop {
        let entries = store.uploads_before(before * 1000, PAGE).await?;
        let (count, mut left) = (entries.len(), 0);
        for (id, document) in entries {
            // Boxed: the futures of the SDKs are deep.
            let removed = Box::pin(remove(store, id, &document, &mut swept)).await.unwrap_or_else(|error| {
                // The next sweep finds it again; the others must not wait for it.
                tracing::warn!(%error, upload = %id, "was not swept");
                false
            });
            left += usize::from(!removed);
        }
        if count < PAGE || left > 0 || Instant::now() >= until {
            break;
        }
    }
    for object in store.pending_before(before).await? {
        store.delete_object(&object).await?;
        swept.files += 1;
    }
    // Nobody counts on these: they are made again when somebody asks.
    for object in store.made_before(before).await? {
        store.delete_object(&object).await?;
    }
    for parts in store.parts_before(before).await? {
        store.abort_parts(&parts).await?;
        swept.parts += 1;
    }
    Ok(swept)
}

/// Removes what an entry speaks of. `false`: the entry stays for a later sweep.
async fn remove(store: &Store, id: Uuid, document: &Document, swept: &mut Swept) -> Result<bool, Error> {
    match held::read(document)? {
        Entry::Blob { sha256 } => {
            swept.blobs += u64::from(store.discard_blob(&sha256).await?);
            let mut transaction = Transaction::new();
            transaction.forget_upload(id);
            store.commit(transaction).await?;
        }
        Entry::Claim { user, sha, sha256 } => {
            claims::end(store, id, &user, &sha, &sha256).await?;
            swept.notes += 1;
        }
        Entry::Upload(_) => {
            let Some(mut held) = Held::stored(&store.fetch([Key::upload(id)]).await?, id)? else { return Ok(true) };
            match &held.upload.state {
                State::GivenUp(given_up) if store.clock().now() - given_up.since < LINGERING => return Ok(false),
                State::Done | State::Refused { .. } | State::GivenUp(_) => {
                    held.clear(store).await?;
                    held.forget(store).await?;
                    swept.notes += 1;
                }
                State::Receiving | State::Checking(_) | State::Placing(_) => {
                    let is_over = held.give_up(store).await?;
                    swept.uploads += 1;
                    return Ok(is_over);
                }
            }
        }
    }
    Ok(true)
}
