//! Files that come from elsewhere, until somebody has looked at them.
//!
//! Whoever fetches a file writes two objects at the place that the job and the attempt name: the bytes, and then a *report* of how it
//! went. That may be all that it is allowed to do, so nothing here is believed: a file is read again and hashed before it
//! becomes a blob, and the copy is made of the very version that was read.
//!
//! What nobody takes away goes after a day, by a rule of the bucket.

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use bytes::{Bytes, BytesMut};
use serde_json::Value;
use uuid::Uuid;

use crate::Store;
use crate::blobs;
use crate::bodies::unavailable;
use crate::error::Error;
use crate::meter;

/// Where the quarantine begins.
const PREFIX: &str = "quarantine/";

/// The bytes.
const FILE: &str = "file";

/// How it went.
const REPORT: &str = "report";

/// What events of buckets name as their source.
const EVENT_SOURCE: &str = "aws.s3";

/// Bytes in one part of an upload: S3 takes 10,000 parts of at least 5 MB.
const PART: usize = 8 * 1024 * 1024;

/// Bytes that a report may have.
const LONGEST_REPORT: i64 = 64 * 1024;

/// The place of what one attempt brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The job that it is for.
    pub job: Uuid,
    /// The attempt.
    pub attempt: u32,
}

impl Place {
    fn key(self, object: &str) -> String {
        format!("{PREFIX}{}/{}/{object}", self.job, self.attempt)
    }
}

/// The place whose report an event of the bucket tells of, in the form of `EventBridge`. The pattern of the rule in `template.yaml` says
/// the same.
pub fn report_in(event: &Value) -> Option<Place> {
    let mut parts = event["detail"]["object"]["key"].as_str()?.strip_prefix(PREFIX)?.split('/');
    let job = Uuid::try_parse(parts.next()?).ok()?;
    let attempt = parts.next()?.parse().ok()?;
    (parts.next() == Some(REPORT) && parts.next().is_none()).then_some(Place { job, attempt })
}

/// Whether an event comes from a bucket.
pub fn is_of_bucket(event: &Value) -> bool {
    event["source"] == EVENT_SOURCE
}

/// The event that S3 sends when a report was written, for archives whose bucket sends none.
pub fn report_event(place: Place) -> Value {
    serde_json::json!({ "source": EVENT_SOURCE, "detail": { "object": { "key": place.key(REPORT) } } })
}

/// A file on its way into the quarantine. It is there when [`Deposit::finish`] returns, and not before.
pub struct Deposit<'a> {
    store: &'a Store,
    key: String,
    buffer: BytesMut,
    upload: Option<String>,
    parts: Vec<CompletedPart>,
}

impl Store {
    /// Begins a file.
    pub fn deposit(&self, place: Place) -> Deposit<'_> {
        Deposit { store: self, key: place.key(FILE), buffer: BytesMut::new(), upload: None, parts: vec![] }
    }

    /// Writes the report of an attempt, after its file.
    pub async fn report(&self, place: Place, report: &Value) -> Result<(), Error> {
        self.put_quarantined(&place.key(REPORT), Bytes::from(report.to_string())).await
    }

    /// The report of an attempt; `None` when there is none, or none that could be one.
    pub async fn read_report(&self, place: Place) -> Result<Option<Value>, Error> {
        let sent = self.s3().get_object().bucket(self.bucket()).key(place.key(REPORT)).send().await;
        meter::count_s3();
        let answer = match sent {
            Ok(answer) => answer,
            Err(error) if error.code() == Some("NoSuchKey") => return Ok(None),
            Err(error) => return Err(unavailable(&error)),
        };
        if answer.content_length().is_none_or(|length| length > LONGEST_REPORT) {
            return Ok(None);
        }
        let bytes = answer.body.collect().await.map_err(|error| Error::Unavailable(error.to_string()))?.into_bytes();
        Ok(serde_json::from_slice(&bytes).ok())
    }

    /// Reads a file from its beginning, and hands it over piece by piece. Returns the mark of the version that was read;
    /// [`Error::Missing`] when there is no file.
    pub async fn read_quarantined(&self, place: Place, mut take: impl FnMut(&[u8])) -> Result<Version, Error> {
        let sent = self.s3().get_object().bucket(self.bucket()).key(place.key(FILE)).send().await;
        meter::count_s3();
        let mut answer = sent.map_err(|error| match error.code() {
            Some("NoSuchKey") => Error::Missing(place.key(FILE)),
            _ => unavailable(&error),
        })?;
        let mark = answer.e_tag.take().ok_or_else(|| Error::damaged("an object without a mark"))?;
        while let Some(bytes) = answer.body.next().await {
            take(&bytes.map_err(|error| Error::Unavailable(error.to_string()))?);
        }
        Ok(Version { place, mark })
    }

    /// Makes a blob of a file that was read, under the hash that was found. [`Error::Missing`] when it is not the same any more.
    pub async fn admit_quarantined(&self, version: &Version, sha256: &str) -> Result<(), Error> {
        let source = format!("{}/{}", self.bucket(), version.place.key(FILE));
        let copy = self.s3().copy_object().bucket(self.bucket()).key(blobs::object_key(sha256)).copy_source(source);
        let sent = copy.copy_source_if_match(&version.mark).send().await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| match error.code() {
            Some("NoSuchKey" | "PreconditionFailed") => Error::Missing(version.place.key(FILE)),
            _ => unavailable(&error),
        })
    }

    /// Removes what an attempt brought.
    pub async fn clear_quarantined(&self, place: Place) -> Result<(), Error> {
        for object in [FILE, REPORT] {
            let sent = self.s3().delete_object().bucket(self.bucket()).key(place.key(object)).send().await;
            meter::count_s3();
            sent.map_err(|error| unavailable(&error))?;
        }
        Ok(())
    }

    async fn put_quarantined(&self, key: &str, bytes: Bytes) -> Result<(), Error> {
        let sent = self.s3().put_object().bucket(self.bucket()).key(key).body(ByteStream::from(bytes)).send().await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| unavailable(&error))
    }
}

/// One version of a file in the quarantine.
pub struct Version {
    place: Place,
    mark: String,
}

impl Deposit<'_> {
    /// Takes the next bytes. Only one part is ever held in memory.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.buffer.extend_from_slice(bytes);
        while self.buffer.len() >= PART {
            let part = self.buffer.split_to(PART).freeze();
            self.send_part(part).await?;
        }
        Ok(())
    }

    /// Ends the file.
    pub async fn finish(mut self) -> Result<(), Error> {
        let rest = self.buffer.split().freeze();
        if self.upload.is_none() {
            return self.store.put_quarantined(&self.key, rest).await;
        }
        if !rest.is_empty() {
            self.send_part(rest).await?;
        }
        let parts = CompletedMultipartUpload::builder().set_parts(Some(std::mem::take(&mut self.parts))).build();
        let sent = self
            .store
            .s3()
            .complete_multipart_upload()
            .bucket(self.store.bucket())
            .key(&self.key)
            .set_upload_id(self.upload.take())
            .multipart_upload(parts)
            .send()
            .await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| unavailable(&error))
    }

    /// Gives up what was written so far. Should that fail, a rule of the bucket does it after a day.
    pub async fn abandon(self) {
        let Some(upload) = self.upload else { return };
        let abort = self.store.s3().abort_multipart_upload().bucket(self.store.bucket()).key(&self.key);
        let _ = abort.upload_id(upload).send().await;
        meter::count_s3();
    }

    async fn send_part(&mut self, bytes: Bytes) -> Result<(), Error> {
        let (s3, bucket) = (self.store.s3(), self.store.bucket());
        let upload = if let Some(upload) = &self.upload {
            upload.clone()
        } else {
            let begun = s3.create_multipart_upload().bucket(bucket).key(&self.key).send().await;
            meter::count_s3();
            let id = begun.map_err(|error| unavailable(&error))?.upload_id;
            let id = id.ok_or_else(|| Error::damaged("an upload without a name"))?;
            self.upload.insert(id).clone()
        };
        let number = i32::try_from(self.parts.len() + 1).map_err(Error::damaged)?;
        let part = s3.upload_part().bucket(bucket).key(&self.key).upload_id(upload).part_number(number);
        let sent = part.body(ByteStream::from(bytes)).send().await;
        meter::count_s3();
        let mark = sent.map_err(|error| unavailable(&error))?.e_tag;
        self.parts.push(CompletedPart::builder().part_number(number).set_e_tag(mark).build());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reports_are_told() {
        let place = Place { job: Uuid::from_u128(9), attempt: 3 };
        assert_eq!(report_in(&report_event(place)), Some(place));
        for key in [
            "quarantine/",
            "quarantine/x/1/report",
            &place.key(FILE),
            "pending/a/1/report",
            &format!("{}/x", place.key(REPORT)),
        ] {
            let event = serde_json::json!({ "source": EVENT_SOURCE, "detail": { "object": { "key": key } } });
            assert_eq!(report_in(&event), None, "{key}");
        }
    }
}
