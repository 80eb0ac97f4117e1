//! Looking at what a client has sent, before anything points to it.
//!
//! All of it is read, in pieces, whatever the client or S3 say about it: the size, both hashes and the type come from the bytes. After
//! each piece the position and the states of the hashes are written down, so that the next piece may be another process's.
//! It is one version of the object that is read ([`Version`]); if it is replaced meanwhile, that shows.

use arcs::media_type::{self, ENOUGH};
use store::uploads::read::{Reader, Version};
use store::{Error, Store};
use tokio::time::Instant;

use crate::entry::{Checking, Placing, State};
use crate::hashing::{Hashes, Midway};
use crate::held::Held;
use crate::placing;

/// The job that goes on with it where a request has to end. Its data has the `upload_id`.
pub const JOB: &str = "confirm_upload";

/// What a client is told whose file changed under the reader's eyes.
pub const REPLACED: &str = "the file was replaced while it was read: complete it again";

/// Bytes that are read before it is written down how far it is.
const PIECE: u64 = 512 * 1024 * 1024;

/// Bytes between two looks at the clock.
const GLANCE: u64 = 8 * 1024 * 1024;

/// Says that all bytes are there, and looks at what that is. [`Error::Missing`] when there is nothing.
pub async fn begin(store: &Store, held: &mut Held) -> Result<(), Error> {
    let version = store.head_object(&held.object()).await?;
    if version.size != held.upload.announced.size {
        let (found, announced) = (version.size, held.upload.announced.size);
        return refuse(store, held, format!("{found} bytes came, {announced} were announced")).await;
    }
    let hashes = Hashes::new(held.upload.announced.sha512.is_some()).save();
    // Not written down yet: nothing is lost when it is done again.
    held.upload.state = State::Checking(Checking { version, position: 0, hashes, media_type: None });
    Ok(())
}

/// Works on an upload whose bytes are all there, until it is over or the moment has come. [`Error::Stale`]: somebody else works on it.
///
/// When it returns early, the upload is written down, and anybody may go on.
pub async fn advance(store: &Store, held: &mut Held, until: Instant) -> Result<(), Error> {
    let mut has_worked = false;
    loop {
        match held.upload.state.clone() {
            State::Receiving | State::Done | State::Refused { .. } | State::GivenUp(_) => return Ok(()),
            State::Checking(checking) => {
                if !check(store, held, checking, until).await? {
                    return Ok(());
                }
            }
            // A copy is not to begin when there is no time left for it.
            State::Placing(_) if has_worked && Instant::now() >= until => return held.save(store).await,
            State::Placing(placing) => {
                if !placing::place(store, held, placing, until).await? {
                    return Ok(());
                }
            }
        }
        has_worked = true;
    }
}

/// Reads on. `false`: the time is over.
async fn check(store: &Store, held: &mut Held, mut checking: Checking, until: Instant) -> Result<bool, Error> {
    let mut hashes = restore(&checking.hashes)?;
    let size = checking.version.size;
    if checking.position >= size && checking.media_type.is_some() {
        judge(store, held, checking, hashes).await?;
        return Ok(true);
    }
    let mut reader = match store.read_object(&held.object(), &checking.version.mark, checking.position).await {
        // Its client has sent it once more, and may say so again.
        Err(Error::Missing(_)) => {
            held.turn(store, State::Receiving).await?;
            return Ok(false);
        }
        opened => opened?,
    };
    let (mut start, mut noted) = (vec![], checking.position);
    let mut glanced = checking.position;
    loop {
        let read = take(&mut reader, &mut hashes, &mut start, &mut checking).await?;
        if checking.media_type.is_none() && (start.len() >= ENOUGH || checking.position >= size) {
            checking.media_type = Some(type_of(held, &start));
            start = vec![];
        }
        if !read {
            break;
        }
        let is_late = checking.position - glanced >= GLANCE && Instant::now() >= until;
        if checking.position - glanced >= GLANCE {
            glanced = checking.position;
        }
        if checking.media_type.is_some() && (is_late || checking.position - noted >= PIECE) {
            checking.hashes = hashes.save();
            held.turn(store, State::Checking(checking.clone())).await?;
            noted = checking.position;
            if is_late {
                return Ok(false);
            }
        }
    }
    if checking.position != size {
        return Err(Error::Unavailable(format!("{} ended after {} bytes", held.id, checking.position)));
    }
    judge(store, held, checking, hashes).await?;
    Ok(true)
}

/// Takes the next bytes. `false`: there are no more.
async fn take(
    reader: &mut Reader,
    hashes: &mut Hashes,
    start: &mut Vec<u8>,
    checking: &mut Checking,
) -> Result<bool, Error> {
    let Some(bytes) = reader.next().await? else { return Ok(false) };
    hashes.update(&bytes);
    if checking.media_type.is_none() {
        let room = ENOUGH.saturating_sub(start.len()).min(bytes.len());
        start.extend_from_slice(&bytes[..room]);
    }
    checking.position += bytes.len() as u64;
    Ok(true)
}

/// Compares what was found with what was announced.
async fn judge(store: &Store, held: &mut Held, checking: Checking, hashes: Hashes) -> Result<(), Error> {
    let sums = hashes.finish();
    if let Some(name) = held.upload.announced.contradiction(&sums) {
        return refuse(store, held, format!("the {name} of what came is not the one that was announced")).await;
    }
    let Checking { version, media_type, .. } = checking;
    let media_type = media_type.unwrap_or_else(|| type_of(held, &[]));
    held.upload.state = State::Placing(Placing { version, sums, media_type, copy: None });
    Ok(())
}

/// Keeps nothing of what came.
async fn refuse(store: &Store, held: &mut Held, message: String) -> Result<(), Error> {
    held.turn(store, State::Refused { message }).await?;
    store.delete_object(&held.object()).await
}

fn type_of(held: &Held, start: &[u8]) -> String {
    media_type::of(start, held.upload.announced.media_type.as_deref().into_iter())
}

fn restore(midway: &Midway) -> Result<Hashes, Error> {
    Hashes::restore(midway).ok_or_else(|| Error::Unavailable("damaged state of a hash".to_owned()))
}

/// How much of it is done, in percent.
pub fn progress(state: &State) -> u64 {
    match state {
        State::Receiving => 0,
        State::Checking(Checking { version: Version { size, .. }, position, .. }) => position * 90 / (*size).max(1),
        State::Placing(_) => 90,
        State::Done | State::Refused { .. } | State::GivenUp(_) => 100,
    }
}
