//! Making a blob and a resource of a file that was looked at.
//!
//! The bytes are copied inside the bucket, and only those that were read. If the content is there already, they are dropped.

use arcs::entity::key;
use arcs::kinds::{Keyword, Resource};
use arcs::{Author, Entity, Part, shelf};
use store::blobs::Blob;
use store::uploads::Object;
use store::uploads::parts::Parts;
use store::{Error, Key, Store, Transaction, jittered};
use tokio::time::Instant;
use uuid::Uuid;

use crate::entry::{Placing, State};
use crate::held::Held;

/// Bytes that are copied at a time. S3 would copy ten times as much in one call, but nobody could be interrupted then.
const PART: u64 = 512 * 1024 * 1024;

/// How often it is begun again because the blob was just deleted.
const ATTEMPTS: usize = 4;

/// How often keywords are added again because the resource changed meanwhile, with a growing pause.
const PATIENCE: u32 = 8;

/// Keywords that a file may bring.
pub const MOST_KEYWORDS: usize = 100;

/// Keywords that fit into the transaction of a new resource, which is 100 items: each is five, and the resource with what else is written
/// takes up to ten.
const TOGETHER: usize = 18;

/// Places a file. `false`: the time is over.
pub(crate) async fn place(store: &Store, held: &mut Held, placing: Placing, until: Instant) -> Result<bool, Error> {
    let placed = try_to_place(store, held, placing, until).await;
    // If it stays, the sweep finds it.
    if matches!(placed, Err(Error::Stale(_)))
        && let Err(error) = held.clear_given_up(store).await
    {
        tracing::warn!(%error, upload = %held.id, "what came too late stays");
    }
    placed
}

async fn try_to_place(store: &Store, held: &mut Held, mut placing: Placing, until: Instant) -> Result<bool, Error> {
    let sha256 = placing.sums.sha256.clone();
    for _ in 0..ATTEMPTS {
        let blob = store.blob(&store.fetch([Key::blob(&sha256)]).await?, &sha256).await?;
        if !blob.is_stored() {
            // By this the object is announced.
            held.turn(store, State::Placing(placing.clone())).await?;
            match copy(store, held, &mut placing, until).await {
                Err(Error::Missing(_)) => {
                    held.turn(store, State::Receiving).await?;
                    return Ok(false);
                }
                Ok(false) => return Ok(false),
                copied => copied?,
            };
        }
        match settle(store, held, &placing, &blob).await {
            // The blob has changed, if the upload has not.
            Err(Error::Stale(key)) if key != Key::upload(held.id).pk => placing.copy = None,
            settled => {
                settled?;
                return Ok(true);
            }
        }
    }
    Err(Error::Busy(format!("blob {sha256} keeps being deleted")))
}

/// Copies the bytes to their place. `false`: the time is over.
async fn copy(store: &Store, held: &mut Held, placing: &mut Placing, until: Instant) -> Result<bool, Error> {
    let (from, to, size) = (held.object(), Object::blob(&placing.sums.sha256), placing.version.size);
    if size <= PART {
        store.copy_object(&from, &placing.version, &to).await?;
        return Ok(true);
    }
    let (id, mut parts) = match placing.copy.take() {
        Some(begun) => begun,
        None => (store.begin_parts(to.clone(), false).await?.id, vec![]),
    };
    let to = Parts { object: to, id };
    for number in parts.len() as u64..size.div_ceil(PART) {
        let range = (number * PART, size.min((number + 1) * PART));
        let place = i32::try_from(number + 1).unwrap_or(i32::MAX);
        parts.push(store.copy_part(&from, &placing.version, range, &to, place).await?);
        placing.copy = Some((to.id.clone(), parts.clone()));
        held.turn(store, State::Placing(placing.clone())).await?;
        if Instant::now() >= until {
            return Ok(false);
        }
    }
    match store.complete_parts(&to, &parts).await {
        // Put together by an attempt that could not say so. Whether it is there is seen from the object.
        Err(Error::Missing(_)) => store.head_object(&to.object).await.map(|_| true),
        completed => completed.map(|()| true),
    }
}

/// Makes the resource, and says that the upload is over, in one transaction.
async fn settle(store: &Store, held: &mut Held, placing: &Placing, blob: &Blob) -> Result<(), Error> {
    let upload = &held.upload;
    let resource = Resource {
        sha: placing.sums.sha.clone(),
        sha256: placing.sums.sha256.clone(),
        file_size: placing.version.size,
        mime_type: placing.media_type.clone(),
        ..upload.resource.clone()
    };
    let author = Author { uri: &upload.resource.user, username: &upload.username };
    let resource = Entity::with_id(store, held.id, author, resource)?;
    let mut transaction = Transaction::new();
    transaction.use_blob(blob);
    found(store, &mut transaction, &resource, author, &upload.keywords).await?;
    let over = held.turned(State::Done);
    over.write(&mut transaction, held.version)?;
    store.commit(transaction).await.map_err(|error| match error {
        // Nothing else has this id: somebody has just made the same.
        Error::NumberInUse(uri) if uri == resource.stored.uri => Error::Stale(Key::upload(held.id).pk),
        error => error,
    })?;
    *held = over;
    let upload = &held.upload;
    let author = Author { uri: &upload.resource.user, username: &upload.username };
    add_keywords(store, resource.id, author, &upload.keywords).await?;
    // The resource is there either way, and what stays is swept up.
    if let Err(error) = store.delete_object(&held.object()).await {
        tracing::warn!(%error, "a file that was taken over stays");
    }
    Ok(())
}

/// Puts a new resource and the first of its keywords into a transaction, which has to count the use of its blob besides. The others follow
/// with [`add_keywords`].
pub async fn found(
    store: &Store,
    transaction: &mut Transaction,
    resource: &Entity<Resource>,
    author: Author<'_>,
    keywords: &[String],
) -> Result<(), Error> {
    transaction.create(store, &resource.stored).await?;
    shelf::place(transaction, resource);
    for text in keywords.iter().take(TOGETHER) {
        give(store, transaction, resource, author, text).await?;
    }
    Ok(())
}

/// Gives a resource the keywords that did not come with itself. One that it has already is passed over, so this may be done again.
/// Nothing is left to do for a resource that is gone. No call when there are few; else two for each eighteen.
pub async fn add_keywords(store: &Store, id: Uuid, author: Author<'_>, keywords: &[String]) -> Result<(), Error> {
    let rest = keywords.get(TOGETHER..).unwrap_or_default();
    for some in rest.chunks(TOGETHER) {
        for attempt in 1.. {
            match add(store, id, author, some).await {
                // It was changed, by who made its pictures for example; or somebody else gave one of them.
                Err(Error::Stale(_) | Error::Taken(_)) if attempt < PATIENCE => {
                    tokio::time::sleep(jittered(attempt)).await;
                }
                added => {
                    added?;
                    break;
                }
            }
        }
    }
    Ok(())
}

async fn add(store: &Store, id: Uuid, author: Author<'_>, keywords: &[String]) -> Result<(), Error> {
    let guards: Vec<Key> = keywords.iter().map(|text| keyword(id, false, author, text).guard()).collect();
    let fetched = store.fetch(guards.iter().cloned().chain([key::<Resource>(id)])).await?;
    let found = Entity::<Resource>::find(store, &fetched, id).await?;
    let Some(resource) = found.filter(|resource| !resource.stored.suppressed) else { return Ok(()) };
    let mut transaction = Transaction::new();
    for (text, _) in keywords.iter().zip(&guards).filter(|(_, guard)| Store::owner_in(&fetched, guard).is_none()) {
        give(store, &mut transaction, &resource, author, text).await?;
    }
    if transaction.is_empty() {
        return Ok(());
    }
    transaction.expect(&resource.stored.uri, resource.stored.revision());
    store.commit(transaction).await
}

fn keyword(resource: Uuid, offered: bool, author: Author<'_>, text: &str) -> Keyword {
    Keyword { user: author.uri.to_owned(), resource, keyword: text.to_owned(), offered }
}

/// A new keyword: five items.
async fn give(
    store: &Store,
    transaction: &mut Transaction,
    resource: &Entity<Resource>,
    author: Author<'_>,
    text: &str,
) -> Result<(), Error> {
    let keyword = Entity::new(store, author, keyword(resource.id, resource.facts.public, author, text))?;
    let own = &keyword.stored.uri;
    transaction.create(store, &keyword.stored).await?;
    transaction.link(&resource.stored.uri, Keyword::RELATION, own, "");
    transaction.guard(keyword.facts.guard(), "same", own);
    for word in keyword.facts.words() {
        transaction.count_word(&word, 1);
    }
    Ok(())
}
