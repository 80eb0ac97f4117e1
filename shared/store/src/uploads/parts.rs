//! Objects in parts: S3 keeps the parts until somebody puts them together, or gives them up.
//!
//! S3 takes 10,000 parts of 5 MiB to 5 GiB each; the last one may be smaller.

use std::time::Duration;

use aws_sdk_s3::config::RequestChecksumCalculation;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use serde::{Deserialize, Serialize};

use super::Object;
use crate::Store;
use crate::bodies::unavailable;
use crate::error::Error;
use crate::meter;

/// The smallest part that is not the last one, in bytes.
pub const SMALLEST_PART: u64 = 5 * 1024 * 1024;

/// The largest part, in bytes.
pub const LARGEST_PART: u64 = 5 * 1024 * 1024 * 1024;

/// How many parts an object may have.
pub const MOST_PARTS: u64 = 10_000;

/// Bytes in one part of what the archive writes itself: what a writer holds in memory.
const OWN_PART: usize = 8 * 1024 * 1024;

/// Putting many parts together takes S3 minutes.
const PATIENCE: Duration = Duration::from_mins(10);

/// An object that is being written in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// What they will be.
    pub object: Object,
    /// S3's id for them.
    pub id: String,
}

/// A part that S3 has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its place: 1 to 10,000.
    pub number: i32,
    /// S3's mark of its bytes, in quotes.
    pub mark: String,
    /// Bytes; 0 when it is not known.
    #[serde(default)]
    pub size: u64,
    /// SHA-256 in hexadecimal digits, of parts that come with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl Part {
    fn completed(&self) -> CompletedPart {
        let sha256 = self.sha256.as_ref().and_then(|digits| hex::decode(digits).ok());
        CompletedPart::builder()
            .part_number(self.number)
            .e_tag(&self.mark)
            .set_checksum_sha256(sha256.map(|bytes| STANDARD.encode(bytes)))
            .build()
    }
}

/// Without the checksums that the SDK adds by itself: who sends the parts would have to add the same.
pub(crate) fn plain() -> aws_sdk_s3::config::Builder {
    aws_sdk_s3::config::Builder::new().request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
}

/// For what takes S3 long.
pub(crate) fn patient() -> aws_sdk_s3::config::Builder {
    plain().timeout_config(TimeoutConfig::builder().operation_timeout(PATIENCE).build())
}

impl Store {
    /// Begins an object in parts. `with_sha256`: every part has to come with its SHA-256.
    pub async fn begin_parts(&self, object: Object, with_sha256: bool) -> Result<Parts, Error> {
        let create = self.s3().create_multipart_upload().bucket(self.bucket()).key(&object.0);
        let create = create.set_checksum_algorithm(with_sha256.then_some(ChecksumAlgorithm::Sha256));
        let begun = create.customize().config_override(plain()).send().await;
        meter::count_s3();
        let id = begun.map_err(|error| unavailable(&error))?.upload_id;
        Ok(Parts { object, id: id.ok_or_else(|| Error::damaged("an object in parts without an id"))? })
    }

    /// Writes a part.
    pub async fn put_part(&self, parts: &Parts, number: i32, bytes: Bytes) -> Result<Part, Error> {
        let size = bytes.len() as u64;
        let put = self.s3().upload_part().bucket(self.bucket()).key(&parts.object.0).upload_id(&parts.id);
        let put = put.part_number(number).body(ByteStream::from(bytes));
        let sent = put.customize().config_override(plain()).send().await;
        meter::count_s3();
        let mark = sent.map_err(|error| missing_or_unavailable(&error, parts))?.e_tag;
        Ok(Part { number, mark: mark.ok_or_else(|| Error::damaged("a part without a mark"))?, size, sha256: None })
    }

    /// The parts that S3 has, by their places. [`Error::Missing`] when they were put together or given up.
    pub async fn list_parts(&self, parts: &Parts) -> Result<Vec<Part>, Error> {
        let mut found = vec![];
        let mut marker = None;
        loop {
            let list = self.s3().list_parts().bucket(self.bucket()).key(&parts.object.0).upload_id(&parts.id);
            let sent = list.set_part_number_marker(marker).send().await;
            meter::count_s3();
            let answer = sent.map_err(|error| missing_or_unavailable(&error, parts))?;
            for part in answer.parts() {
                let sha256 = part.checksum_sha256().and_then(|text| STANDARD.decode(text).ok()).map(hex::encode);
                let number = part.part_number().ok_or_else(|| Error::damaged("a part without a number"))?;
                let mark = part.e_tag().ok_or_else(|| Error::damaged("a part without a mark"))?.to_owned();
                found.push(Part { number, mark, size: part.size().unwrap_or(0).unsigned_abs(), sha256 });
            }
            marker = answer.next_part_number_marker.filter(|_| answer.is_truncated == Some(true));
            if marker.is_none() {
                return Ok(found);
            }
        }
    }

    /// Puts parts together. [`Error::Missing`] when that was done before, or they were given up.
    pub async fn complete_parts(&self, parts: &Parts, given: &[Part]) -> Result<(), Error> {
        let given = given.iter().map(Part::completed).collect();
        let whole = CompletedMultipartUpload::builder().set_parts(Some(given)).build();
        let complete = self.s3().complete_multipart_upload().bucket(self.bucket()).key(&parts.object.0);
        let complete = complete.upload_id(&parts.id).multipart_upload(whole);
        let sent = complete.customize().config_override(patient()).send().await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| missing_or_unavailable(&error, parts))
    }

    /// Gives parts up, if they are still there.
    pub async fn abort_parts(&self, parts: &Parts) -> Result<(), Error> {
        let abort = self.s3().abort_multipart_upload().bucket(self.bucket()).key(&parts.object.0);
        let sent = abort.upload_id(&parts.id).send().await;
        meter::count_s3();
        match sent {
            Err(error) if error.code() != Some("NoSuchUpload") => Err(unavailable(&error)),
            _ => Ok(()),
        }
    }

    /// Begins to write an object whose size is not known beforehand.
    pub fn write_object(&self, object: Object) -> Writer<'_> {
        Writer { store: self, object, buffer: BytesMut::new(), begun: None, written: vec![] }
    }
}

pub(crate) fn missing_or_unavailable<E>(error: &E, parts: &Parts) -> Error
where
    E: std::error::Error + ProvideErrorMetadata,
{
    match error.code() {
        Some("NoSuchUpload") => Error::Missing(parts.object.0.clone()),
        _ => unavailable(error),
    }
}

/// An object that the archive writes, of which one part is held in memory. It is there when [`Writer::finish`] returns, and not
/// before.
pub struct Writer<'a> {
    store: &'a Store,
    object: Object,
    buffer: BytesMut,
    begun: Option<Parts>,
    written: Vec<Part>,
}

impl Writer<'_> {
    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.buffer.extend_from_slice(bytes);
        while self.buffer.len() >= OWN_PART {
            let part = self.buffer.split_to(OWN_PART).freeze();
            self.put(part).await?;
        }
        Ok(())
    }

    /// Ends the object.
    pub async fn finish(mut self) -> Result<(), Error> {
        let rest = self.buffer.split().freeze();
        let Some(parts) = self.begun.clone() else { return self.store.put_object(&self.object, rest).await };
        if !rest.is_empty() {
            self.put(rest).await?;
        }
        self.store.complete_parts(&parts, &self.written).await
    }

    /// Gives the object up.
    pub async fn abandon(self) -> Result<(), Error> {
        match self.begun {
            Some(parts) => self.store.abort_parts(&parts).await,
            None => Ok(()),
        }
    }

    async fn put(&mut self, bytes: Bytes) -> Result<(), Error> {
        if self.begun.is_none() {
            self.begun = Some(self.store.begin_parts(self.object.clone(), false).await?);
        }
        if let Some(parts) = &self.begun {
            let number = i32::try_from(self.written.len() + 1).map_err(Error::damaged)?;
            self.written.push(self.store.put_part(parts, number, bytes).await?);
        }
        Ok(())
    }
}
