//! Bodies that do not fit into an item, kept in S3 under their own hash.
//!
//! An object is written before the item that points to it and never changed: a failed write leaves an object that
//! nobody points to, never an item that points to nothing.

use aws_sdk_s3::primitives::ByteStream;
use records::Body;

use crate::Store;
use crate::error::Error;
use crate::item::{self, EncodedBody, SPILL_ABOVE};
use crate::meter;

impl Store {
    /// Compresses a body and puts it where it belongs.
    pub(crate) async fn place_body(&self, body: &Body) -> Result<EncodedBody, Error> {
        let bytes = item::compress(body)?;
        if bytes.len() <= SPILL_ABOVE {
            return Ok(EncodedBody::Inline(bytes));
        }
        let key = format!("bodies/{}", hash(&bytes));
        self.s3()
            .put_object()
            .bucket(self.bucket())
            .key(&key)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        meter::count_s3();
        Ok(EncodedBody::Spilled(key))
    }

    pub(crate) async fn read_body(&self, key: &str) -> Result<Vec<u8>, Error> {
        let answer =
            self.s3().get_object().bucket(self.bucket()).key(key).send().await.map_err(|error| unavailable(&error))?;
        meter::count_s3();
        let bytes = answer.body.collect().await.map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(bytes.to_vec())
    }
}

fn hash(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex::encode(Sha256::digest(bytes))
}

/// An S3 failure, with its causes, for the log.
pub(crate) fn unavailable<E>(error: &E) -> Error
where
    E: std::error::Error,
{
    Error::Unavailable(aws_sdk_s3::error::DisplayErrorContext(error).to_string())
}
