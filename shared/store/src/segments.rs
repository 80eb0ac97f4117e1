//! The objects that a search index consists of: written once under a name of their own, never changed, read in parts.
//!
//! What they hold, and which of them belong to the index at a moment, is not known here: that is said by the index's manifest, a
//! document ([`crate::Key::index_manifest`]) that is switched in one conditional write.

use aws_sdk_s3::config::{Config, ResponseChecksumValidation};
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;

use crate::Store;
use crate::bodies::unavailable;
use crate::error::Error;
use crate::meter;

impl Store {
    /// Writes an object under a new name, which the caller makes up of letters and digits.
    pub async fn put_segment(&self, name: &str, bytes: Bytes) -> Result<(), Error> {
        let sent = self
            .s3()
            .put_object()
            .bucket(self.bucket())
            .key(object_key(name))
            .body(ByteStream::from(bytes))
            .send()
            .await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| unavailable(&error))
    }

    /// Reads the bytes from `first` up to, not including, `end`. [`Error::Missing`] when there is no such object or it is shorter.
    pub async fn read_segment(&self, name: &str, first: u64, end: u64) -> Result<Bytes, Error> {
        let range = format!("bytes={first}-{}", end.saturating_sub(1));
        let asked = self.s3().get_object().bucket(self.bucket()).key(object_key(name)).range(range);
        // Who reads an object checks what it holds, and takes damage for damage. To S3's client it would be a connection that broke.
        let unchecked = Config::builder().response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        let sent = asked.customize().config_override(unchecked).send().await;
        let answer = match sent {
            Ok(answer) => answer,
            Err(error) => {
                meter::count_s3();
                let is_gone = matches!(error.code(), Some("NoSuchKey" | "InvalidRange"));
                let text = format!("{}: {name}", error.code().unwrap_or_default());
                return Err(if is_gone { Error::Missing(text) } else { unavailable(&error) });
            }
        };
        let bytes = answer.body.collect().await.map_err(|error| Error::Unavailable(error.to_string()))?.into_bytes();
        meter::count_s3();
        meter::count_s3_bytes(bytes.len() as u64);
        if bytes.len() as u64 != end - first {
            return Err(Error::Missing(format!("{name} ends before byte {end}")));
        }
        Ok(bytes)
    }

    /// The names of all objects, those too that belong to no index. A thousand come with each call.
    pub async fn list_segments(&self) -> Result<Vec<String>, Error> {
        let (mut names, mut next) = (vec![], None);
        loop {
            let request = self.s3().list_objects_v2().bucket(self.bucket()).prefix(object_key(""));
            let sent = Box::pin(request.set_continuation_token(next).send()).await;
            meter::count_s3();
            let page = sent.map_err(|error| unavailable(&error))?;
            let keys = page.contents().iter().filter_map(|object| object.key()?.strip_prefix(PREFIX));
            names.extend(keys.map(ToOwned::to_owned));
            next = page.next_continuation_token;
            if next.is_none() {
                return Ok(names);
            }
        }
    }

    /// Removes an object, if it is there.
    pub async fn delete_segment(&self, name: &str) -> Result<(), Error> {
        let sent = self.s3().delete_object().bucket(self.bucket()).key(object_key(name)).send().await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| unavailable(&error))
    }
}

/// What the keys of all objects begin with.
const PREFIX: &str = "index/";

fn object_key(name: &str) -> String {
    format!("{PREFIX}{name}")
}
