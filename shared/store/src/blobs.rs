//! Blobs: the bytes of files, kept once per content under their SHA-256, and who uses them.
//!
//! A blob is written before the record that points to it, and goes with the last one. Between two requests that is a
//! race: a new record must not point to a blob that another request is just removing. So each content has an item
//! besides its object, which counts the records ([`Transaction::use_blob`], [`Transaction::leave_blob`]) and has a
//! generation that grows whenever the object goes. Who uses a blob names the generation seen *before* the object was
//! written: if it went meanwhile, the transaction fails as stale, and the object is written again. While the object is
//! being deleted, nobody may use it at all.
//!
//! A request that dies after it wrote the object leaves bytes that nobody points to. They cost their storage until the
//! same content is uploaded again, and nothing else.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use base64::Engine;
use bytes::Bytes;

use crate::Store;
use crate::bodies::unavailable;
use crate::error::Error;
use crate::fetch::{Fetched, pause};
use crate::item;
use crate::key::Key;
use crate::meter;
use crate::transaction::{Change, Meaning, Transaction, Write};

/// After so many seconds nobody is still deleting the object: no request lives that long.
const LEAVING: i64 = 60;

/// How often a blob that is on its way out is looked at again before the client is asked to come back.
const ATTEMPTS: u32 = 7;

/// A content's state, as it was read.
#[derive(Clone, Debug, Default)]
pub struct Blob {
    sha256: String,
    uses: u64,
    generation: u64,
    leaving: Option<i64>,
}

impl Blob {
    /// Whether the object is known to be there.
    pub fn is_stored(&self) -> bool {
        self.uses > 0
    }
}

impl Transaction {
    /// Counts one more record that points to a blob, whose object must have been written after `blob` was read.
    pub fn use_blob(&mut self, blob: &Blob) {
        let change = Change::new(Write::Update("SET v = :seen REMOVE g ADD n :one".to_owned()))
            .with(":seen", item::number(blob.generation))
            .with(":one", item::number(1));
        let change = match blob.leaving {
            None => change.when("attribute_not_exists(pk) OR (v = :seen AND attribute_not_exists(g))", Meaning::Stale),
            // Taken over from a request that died while it deleted the object.
            Some(since) => change.when("v = :seen AND g = :since", Meaning::Stale).with(":since", item::number(since)),
        };
        self.changes.insert(Key::blob(&blob.sha256), change);
    }

    /// Counts one record less. `true`: it was the last one, and [`Store::delete_blob`] has to follow the commit.
    pub fn leave_blob(&mut self, store: &Store, blob: &Blob) -> bool {
        let is_last = blob.uses <= 1;
        let change = if is_last {
            Change::new(Write::Update("SET v = :next, n = :none, g = :now".to_owned()))
                .when("v = :seen AND n <= :one", Meaning::Stale)
                .with(":next", item::number(blob.generation + 1))
                .with(":none", item::number(0))
                .with(":now", item::number(store.clock().now()))
        } else {
            Change::new(Write::Update("ADD n :less".to_owned()))
                .when("v = :seen AND n > :one", Meaning::Stale)
                .with(":less", item::number(-1))
        };
        let change = change.with(":seen", item::number(blob.generation)).with(":one", item::number(1));
        self.changes.insert(Key::blob(&blob.sha256), change);
        is_last
    }
}

impl Store {
    /// A blob's state among fetched items, or a moment later when it is just on its way out.
    pub async fn blob(&self, fetched: &Fetched, sha256: &str) -> Result<Blob, Error> {
        let mut blob = blob_in(fetched, sha256)?;
        for attempt in 1..=ATTEMPTS {
            if blob.leaving.is_none_or(|since| self.clock().now() - since >= LEAVING) {
                return Ok(blob);
            }
            tokio::time::sleep(pause(attempt)).await;
            blob = self.read_blob_state(sha256).await?;
        }
        Err(Error::Busy(format!("blob {sha256} is being deleted")))
    }

    /// A blob's state as it is now.
    pub async fn read_blob_state(&self, sha256: &str) -> Result<Blob, Error> {
        blob_in(&self.fetch([Key::blob(sha256)]).await?, sha256)
    }

    /// Writes a blob's object. S3 checks the hash itself: what it stores is what was sent.
    pub async fn put_blob(&self, sha256: &str, bytes: Bytes) -> Result<(), Error> {
        let digest = hex::decode(sha256).map_err(|error| Error::Unavailable(error.to_string()))?;
        let sent = self
            .s3()
            .put_object()
            .bucket(self.bucket())
            .key(object_key(sha256))
            .checksum_sha256(base64::engine::general_purpose::STANDARD.encode(digest))
            .body(ByteStream::from(bytes))
            .send()
            .await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| unavailable(&error))
    }

    /// Reads a blob, or the part from the first to the last of two positions.
    pub async fn read_blob(&self, sha256: &str, part: Option<(u64, u64)>) -> Result<Bytes, Error> {
        let range = part.map(|(first, last)| format!("bytes={first}-{last}"));
        let sent = self.s3().get_object().bucket(self.bucket()).key(object_key(sha256)).set_range(range).send().await;
        meter::count_s3();
        let answer = sent.map_err(|error| unavailable(&error))?;
        let bytes = answer.body.collect().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(bytes.into_bytes())
    }

    /// An address at which S3 gives out a blob for so many seconds, with this content type and disposition.
    pub async fn presign_blob(
        &self,
        sha256: &str,
        content_type: &str,
        disposition: &str,
        seconds: u64,
    ) -> Result<String, Error> {
        let lifetime = PresigningConfig::expires_in(Duration::from_secs(seconds))
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        let request = self
            .s3()
            .get_object()
            .bucket(self.bucket())
            .key(object_key(sha256))
            .response_content_type(content_type)
            .response_content_disposition(disposition)
            .presigned(lifetime)
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(request.uri().to_owned())
    }

    /// Deletes the object of a blob that [`Transaction::leave_blob`] found unused, with what was made of it, and then lets others use
    /// it again.
    pub async fn delete_blob(&self, blob: &Blob) -> Result<(), Error> {
        let made = crate::derivatives::keys(&blob.sha256);
        self.delete_objects(made.chain([object_key(&blob.sha256)])).await?;
        let mut transaction = Transaction::new();
        let change = Change::new(Write::Update("REMOVE g".to_owned()))
            .when("v = :next AND n = :none", Meaning::Stale)
            .with(":next", item::number(blob.generation + 1))
            .with(":none", item::number(0));
        transaction.changes.insert(Key::blob(&blob.sha256), change);
        self.commit(transaction).await
    }
}

pub(crate) fn object_key(sha256: &str) -> String {
    format!("blobs/{sha256}")
}

/// | attribute | holds |
/// |---|---|
/// | `n` | records that point to the blob |
/// | `v` | generation: how often the object was deleted |
/// | `g` | since when it is being deleted, seconds since 1970 |
fn blob_in(fetched: &Fetched, sha256: &str) -> Result<Blob, Error> {
    let sha256 = sha256.to_owned();
    let Some(found) = fetched.item(&Key::blob(&sha256)) else { return Ok(Blob { sha256, ..Blob::default() }) };
    let leaving = match found.get("g") {
        Some(AttributeValue::N(since)) => Some(since.parse().map_err(Error::damaged)?),
        _ => None,
    };
    Ok(Blob { sha256, uses: item::get_number(found, "n")?, generation: item::get_number(found, "v")?, leaving })
}
