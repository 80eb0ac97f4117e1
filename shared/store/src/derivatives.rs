//! What was made of a file: small pictures, its words. Kept once per content, beside the blob, under its SHA-256; made again at any time.
//!
//! They go with the blob ([`Store::delete_blob`]). Whoever made some looks at the blob's state *afterwards*: when nobody uses it any more,
//! it may have gone in between, and what was made goes as well ([`Store::delete_derivatives`]).

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use bytes::Bytes;

use crate::Store;
use crate::bodies::unavailable;
use crate::error::Error;
use crate::meter;

/// One thing that is made of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derivative {
    /// The small picture: PNG.
    Thumbnail,
    /// The larger picture: PNG.
    Preview,
    /// The words of a document: UTF-8, a form feed after each page.
    Words,
    /// What there is of all this, as JSON. Written last: as long as it is missing, nothing else counts.
    Account,
}

impl Derivative {
    const ALL: [Self; 4] = [Self::Thumbnail, Self::Preview, Self::Words, Self::Account];

    fn name(self) -> &'static str {
        match self {
            Self::Thumbnail => "thumbnail.png",
            Self::Preview => "preview.png",
            Self::Words => "words.txt",
            Self::Account => "account.json",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Thumbnail | Self::Preview => "image/png",
            Self::Words => "text/plain; charset=utf-8",
            Self::Account => "application/json",
        }
    }
}

impl Store {
    /// What was made of a file; `None` as long as it is not there.
    pub async fn read_derivative(&self, sha256: &str, derivative: Derivative) -> Result<Option<Bytes>, Error> {
        let key = object_key(sha256, derivative);
        let sent = self.s3().get_object().bucket(self.bucket()).key(key).send().await;
        meter::count_s3();
        match sent {
            Ok(answer) => {
                let bytes = answer.body.collect().await.map_err(|error| Error::Unavailable(error.to_string()))?;
                Ok(Some(bytes.into_bytes()))
            }
            Err(error) if error.code() == Some("NoSuchKey") => Ok(None),
            Err(error) => Err(unavailable(&error)),
        }
    }

    /// Keeps what was made of a file, in the place of what was made before.
    pub async fn put_derivative(&self, sha256: &str, derivative: Derivative, bytes: Bytes) -> Result<(), Error> {
        let sent = self
            .s3()
            .put_object()
            .bucket(self.bucket())
            .key(object_key(sha256, derivative))
            .content_type(derivative.content_type())
            .body(ByteStream::from(bytes))
            .send()
            .await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| unavailable(&error))
    }

    /// Removes everything that was made of a file.
    pub async fn delete_derivatives(&self, sha256: &str) -> Result<(), Error> {
        self.delete_objects(keys(sha256)).await
    }

    /// Removes objects in one call, those that are there.
    pub(crate) async fn delete_objects(&self, keys: impl IntoIterator<Item = String>) -> Result<(), Error> {
        let objects = keys.into_iter().map(|key| ObjectIdentifier::builder().key(key).build());
        let objects = objects.collect::<Result<Vec<_>, _>>().map_err(Error::damaged)?;
        let delete = Delete::builder().set_objects(Some(objects)).quiet(true).build().map_err(Error::damaged)?;
        let sent = self.s3().delete_objects().bucket(self.bucket()).delete(delete).send().await;
        meter::count_s3();
        let answer = sent.map_err(|error| unavailable(&error))?;
        match answer.errors().first() {
            None => Ok(()),
            Some(error) => Err(Error::Unavailable(format!(
                "{} stays: {}",
                error.key().unwrap_or_default(),
                error.message().or(error.code()).unwrap_or_default()
            ))),
        }
    }
}

/// The keys of everything that may be made of a file.
pub(crate) fn keys(sha256: &str) -> impl Iterator<Item = String> {
    Derivative::ALL.map(|derivative| object_key(sha256, derivative)).into_iter()
}

fn object_key(sha256: &str, derivative: Derivative) -> String {
    format!("derivatives/{sha256}/{}", derivative.name())
}
