//! Blobs: the bytes of files, kept once per content under their SHA-256, and who uses them.
//!
//! A blob is written before the record that points to it, and goes with the last one. Between two requests that is a
//! race: a new record must not point to a blob that another request is just removing. So each content has an item
//! besides its object, which counts the records ([`Transaction::use_blob`], [`Transaction::leave_blob`]) and has a
//! generation that grows whenever the object goes. Who uses a blob names the generation seen *before* the object was
//! written: if it went meanwhile, the transaction fails as stale, and the object is written again. While the object is
//! being deleted, nobody may use it at all.
//!
//! A request that dies between the two leaves bytes that nobody points to. It has announced them ([`crate::uploads`]): before the
//! object is written, and in the transaction after which it is to be deleted. What an announcement that is old speaks of is
//! looked at, and removed when nobody uses it ([`Store::discard_blob`]).

use std::time::Duration;

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use base64::Engine;
use bytes::Bytes;
use uuid::Uuid;

use crate::Store;
use crate::bodies::unavailable;
use crate::error::Error;
use crate::fetch::{Fetched, pause};
use crate::item;
use crate::key::Key;
use crate::meter;
use crate::transaction::{Change, Meaning, Transaction, Write};
use crate::uploads::upload_id;

/// After so many seconds nobody is still deleting the object: no request lives that long.
const LEAVING: i64 = 60;

/// Seconds for which the generation of a blob that is gone is remembered: nobody who saw an earlier one is still at work by then.
const REMEMBERED: i64 = 24 * 3600;

/// How often a blob is written again because another request was just deleting it.
const KEEPING: usize = 4;

/// How often a blob that is on its way out is looked at again before the client is asked to come back.
const ATTEMPTS: u32 = 7;

/// A content's state, as it was read.
#[derive(Clone, Debug)]
pub struct Blob {
    sha256: String,
    uses: u64,
    generation: u64,
    leaving: Option<i64>,
    /// Under which upload its coming or going is announced.
    note: Uuid,
    is_announced: bool,
}

impl Blob {
    /// Whether the object is known to be there.
    pub fn is_stored(&self) -> bool {
        self.uses > 0
    }
}

/// What an announcement calls itself under `kind`; under `sha256` it says which blob is meant.
pub const BLOB: &str = "blob";

/// An upload that speaks of a blob, and of nothing else.
fn announcement(sha256: &str) -> Vec<u8> {
    serde_json::json!({ "kind": BLOB, "sha256": sha256 }).to_string().into_bytes()
}

impl Transaction {
    /// Counts one more record that points to a blob, whose object must have been written after `blob` was read.
    pub fn use_blob(&mut self, blob: &Blob) {
        self.use_blob_often(blob, 1);
    }

    /// Counts so many more records that point to a blob.
    pub fn use_blob_often(&mut self, blob: &Blob, uses: u64) {
        let change = Change::new(Write::Update("SET v = :seen REMOVE g, expires ADD n :one".to_owned()))
            .with(":seen", item::number(blob.generation))
            .with(":one", item::number(uses));
        let change = match blob.leaving {
            None => change.when("attribute_not_exists(pk) OR (v = :seen AND attribute_not_exists(g))", Meaning::Stale),
            // Taken over from a request that died while it deleted the object.
            Some(since) => change.when("v = :seen AND g = :since", Meaning::Stale).with(":since", item::number(since)),
        };
        self.changes.insert(Key::blob(&blob.sha256), change);
        if blob.is_announced {
            self.forget_upload(blob.note);
        }
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
        if is_last {
            self.announce(blob);
        }
        is_last
    }

    /// Nobody uses the blob: its object may have been written by a request that died. [`Store::delete_blob`] has to follow the commit.
    fn give_up_blob(&mut self, store: &Store, blob: &Blob) {
        let change = Change::new(Write::Update("SET v = :next, n = :none, g = :now".to_owned()))
            .when("attribute_not_exists(pk) OR (v = :seen AND n = :none)", Meaning::Stale)
            .with(":seen", item::number(blob.generation))
            .with(":next", item::number(blob.generation + 1))
            .with(":none", item::number(0))
            .with(":now", item::number(store.clock().now()));
        self.changes.insert(Key::blob(&blob.sha256), change);
    }

    fn announce(&mut self, blob: &Blob) {
        let (place, body) = item::EncodedBody::Inline(announcement(&blob.sha256)).attribute();
        self.set(Key::upload(blob.note), [("v", item::number(1)), (place, body)]);
    }
}

impl Store {
    /// A blob's state among fetched items, or a moment later when it is just on its way out.
    pub async fn blob(&self, fetched: &Fetched, sha256: &str) -> Result<Blob, Error> {
        let mut blob = self.blob_in(fetched, sha256)?;
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
        self.blob_in(&self.fetch([Key::blob(sha256)]).await?, sha256)
    }

    /// Writes down that an object is about to be written for a blob that is not stored. Nothing is written when that was done.
    pub async fn announce_blob(&self, blob: &mut Blob) -> Result<(), Error> {
        if !blob.is_announced {
            let mut transaction = Transaction::new();
            transaction.announce(blob);
            self.commit(transaction).await?;
            blob.is_announced = true;
        }
        Ok(())
    }

    /// Makes a transaction in which something begins to point to a blob, whose object is written before when it is not there.
    /// `blob` was read before anything was written.
    pub async fn keep_blob(&self, blob: Blob, bytes: &Bytes, transaction: &Transaction) -> Result<(), Error> {
        let sha256 = blob.sha256.clone();
        self.keep_blob_by(blob, || self.put_blob(&sha256, bytes.clone()), transaction).await
    }

    /// As [`Store::keep_blob`], of bytes that `write` brings to their place.
    pub async fn keep_blob_by<W, F>(&self, mut blob: Blob, write: W, transaction: &Transaction) -> Result<(), Error>
    where
        W: Fn() -> F,
        F: Future<Output = Result<(), Error>>,
    {
        for _ in 0..KEEPING {
            if !blob.is_stored() {
                self.announce_blob(&mut blob).await?;
                write().await?;
            }
            let mut transaction = transaction.clone();
            transaction.use_blob(&blob);
            match self.commit(transaction).await {
                Err(Error::Stale(key)) if key == Key::blob(&blob.sha256).pk => {
                    blob = self.read_blob_again(&blob).await?;
                }
                committed => return committed,
            }
        }
        Err(Error::Busy(format!("blob {} keeps being deleted", blob.sha256)))
    }

    /// A blob's state as it is now, under the announcement that was made for it.
    pub async fn read_blob_again(&self, blob: &Blob) -> Result<Blob, Error> {
        let fetched = self.fetch([Key::blob(&blob.sha256)]).await?;
        let now = self.blob(&fetched, &blob.sha256).await?;
        Ok(Blob { note: blob.note, is_announced: blob.is_announced, ..now })
    }

    /// Deletes the object of a blob that nobody uses, if there is one. `false`: somebody does.
    pub async fn discard_blob(&self, sha256: &str) -> Result<bool, Error> {
        let blob = self.blob(&self.fetch([Key::blob(sha256)]).await?, sha256).await?;
        if blob.is_stored() {
            return Ok(false);
        }
        let mut transaction = Transaction::new();
        transaction.give_up_blob(self, &blob);
        match self.commit(transaction).await {
            // Somebody has begun to use it.
            Err(Error::Stale(_)) => return Ok(false),
            given_up => given_up?,
        }
        self.delete_blob(&blob).await?;
        Ok(true)
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

    /// Reads a blob, or the part from the first to the last of two positions. [`Error::Missing`] when its object is not there.
    pub async fn read_blob(&self, sha256: &str, part: Option<(u64, u64)>) -> Result<Bytes, Error> {
        let range = part.map(|(first, last)| format!("bytes={first}-{last}"));
        let sent = self.s3().get_object().bucket(self.bucket()).key(object_key(sha256)).set_range(range).send().await;
        meter::count_s3();
        let answer = sent.map_err(|error| match error.code() {
            Some("NoSuchKey") => Error::Missing(format!("blob {sha256}")),
            _ => unavailable(&error),
        })?;
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
        let change = Change::new(Write::Update("SET expires = :later REMOVE g".to_owned()))
            .when("v = :next AND n = :none", Meaning::Stale)
            .with(":later", item::number(self.clock().now() + REMEMBERED))
            .with(":next", item::number(blob.generation + 1))
            .with(":none", item::number(0));
        transaction.changes.insert(Key::blob(&blob.sha256), change);
        transaction.forget_upload(blob.note);
        self.commit(transaction).await
    }

    /// A blob's state among fetched items.
    ///
    /// | attribute | holds |
    /// |---|---|
    /// | `n` | records that point to the blob |
    /// | `v` | generation: how often the object was deleted |
    /// | `g` | since when it is being deleted, seconds since 1970 |
    /// | `expires` | when the item may go, of a blob that is gone |
    fn blob_in(&self, fetched: &Fetched, sha256: &str) -> Result<Blob, Error> {
        let (sha256, note) = (sha256.to_owned(), upload_id(self));
        let unknown = Blob { sha256, uses: 0, generation: 0, leaving: None, note, is_announced: false };
        let Some(found) = fetched.item(&Key::blob(&unknown.sha256)) else { return Ok(unknown) };
        let leaving = match found.get("g") {
            Some(AttributeValue::N(since)) => Some(since.parse().map_err(Error::damaged)?),
            _ => None,
        };
        Ok(Blob { uses: item::get_number(found, "n")?, generation: item::get_number(found, "v")?, leaving, ..unknown })
    }
}

pub(crate) fn object_key(sha256: &str) -> String {
    format!("blobs/{sha256}")
}
