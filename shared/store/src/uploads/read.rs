//! Reading objects that came in, and writing and removing small ones.
//!
//! A version of an object is told from others by S3's mark: what was looked at is what is taken over later, and not what
//! somebody wrote to the same place meanwhile.

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;

use super::Object;
use crate::Store;
use crate::bodies::unavailable;
use crate::error::Error;
use crate::meter;

/// One version of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// S3's mark, in quotes.
    pub mark: String,
    /// Bytes.
    pub size: u64,
}

/// The bytes of an object, as they come.
pub struct Reader(ByteStream);

impl Reader {
    /// The next bytes; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        self.0.next().await.transpose().map_err(|error| Error::Unavailable(error.to_string()))
    }
}

impl Store {
    /// The version that is there now. [`Error::Missing`] when there is none.
    pub async fn head_object(&self, object: &Object) -> Result<Version, Error> {
        let sent = self.s3().head_object().bucket(self.bucket()).key(&object.0).send().await;
        meter::count_s3();
        let found = sent.map_err(|error| {
            // Of what is not there, S3 says 403 to who may not list the bucket.
            let status = error.raw_response().map(|answer| answer.status().as_u16());
            if matches!(status, Some(403 | 404)) { Error::Missing(object.0.clone()) } else { unavailable(&error) }
        })?;
        let mark = found.e_tag.ok_or_else(|| Error::damaged("an object without a mark"))?;
        Ok(Version { mark, size: found.content_length.unwrap_or(0).unsigned_abs() })
    }

    /// Reads a version from a position to its end. [`Error::Missing`] when there is another one by now.
    pub async fn read_object(&self, object: &Object, mark: &str, from: u64) -> Result<Reader, Error> {
        let get = self.s3().get_object().bucket(self.bucket()).key(&object.0).if_match(mark);
        let range = (from > 0).then(|| format!("bytes={from}-"));
        let sent = get.set_range(range).send().await;
        meter::count_s3();
        let answer = sent.map_err(|error| match error.code() {
            Some("NoSuchKey" | "PreconditionFailed") => Error::Missing(object.0.clone()),
            _ => unavailable(&error),
        })?;
        // Whatever the store makes of the condition.
        if answer.e_tag.as_deref() != Some(mark) {
            return Err(Error::Missing(object.0.clone()));
        }
        Ok(Reader(answer.body))
    }

    /// Writes an object whole.
    pub async fn put_object(&self, object: &Object, bytes: Bytes) -> Result<(), Error> {
        let put = self.s3().put_object().bucket(self.bucket()).key(&object.0).body(ByteStream::from(bytes));
        let sent = put.send().await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| unavailable(&error))
    }

    /// Removes an object, if it is there.
    pub async fn delete_object(&self, object: &Object) -> Result<(), Error> {
        let sent = self.s3().delete_object().bucket(self.bucket()).key(&object.0).send().await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| unavailable(&error))
    }
}
