//! Addresses at which clients write to the bucket themselves, and fetch what was made for them.
//!
//! One for writing is for one object, one size and, where they were announced, one type and one checksum: those are signed, so that S3
//! takes nothing else. It lists nothing and reads nothing.

use std::time::Duration;

use aws_sdk_s3::presigning::{PresignedRequest, PresigningConfig};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Object;
use super::parts::{Parts, plain};
use crate::Store;
use crate::bodies::unavailable;
use crate::error::Error;

/// An address that takes one `PUT`.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Where to.
    pub url: String,
    /// Headers that have to come with it, as they are here.
    pub headers: Vec<(String, String)>,
}

/// What is signed besides the address.
#[derive(Clone, Copy, Debug, Default)]
pub struct Announced<'a> {
    /// Bytes.
    pub size: u64,
    /// Media type.
    pub media_type: Option<&'a str>,
    /// SHA-256 in hexadecimal digits.
    pub sha256: Option<&'a str>,
}

impl Announced<'_> {
    fn length(&self) -> Result<i64, Error> {
        i64::try_from(self.size).map_err(Error::damaged)
    }

    fn checksum(&self) -> Result<Option<String>, Error> {
        let bytes = self.sha256.map(hex::decode).transpose().map_err(Error::damaged)?;
        Ok(bytes.map(|bytes| STANDARD.encode(bytes)))
    }
}

impl Store {
    /// Signs the writing of a whole object, for so many seconds.
    pub async fn presign_put(&self, object: &Object, sent: Announced<'_>, seconds: u64) -> Result<Signed, Error> {
        let put = self.s3().put_object().bucket(self.bucket()).key(&object.0);
        let put = put.content_length(sent.length()?).set_checksum_sha256(sent.checksum()?);
        let put = put.set_content_type(sent.media_type.map(ToOwned::to_owned));
        let signed = put.customize().config_override(plain()).presigned(lifetime(seconds)?).await;
        Ok(show(&signed.map_err(|error| unavailable(&error))?))
    }

    /// Signs the writing of one part, for so many seconds.
    pub async fn presign_part(
        &self,
        parts: &Parts,
        number: i32,
        sent: Announced<'_>,
        seconds: u64,
    ) -> Result<Signed, Error> {
        let put = self.s3().upload_part().bucket(self.bucket()).key(&parts.object.0).upload_id(&parts.id);
        let put = put.part_number(number).content_length(sent.length()?).set_checksum_sha256(sent.checksum()?);
        let signed = put.customize().config_override(plain()).presigned(lifetime(seconds)?).await;
        Ok(show(&signed.map_err(|error| unavailable(&error))?))
    }
}

impl Store {
    /// An address at which S3 gives out an object for so many seconds, with this content type and disposition.
    pub async fn presign_get(
        &self,
        object: &Object,
        content_type: &str,
        disposition: &str,
        seconds: u64,
    ) -> Result<String, Error> {
        let get = self.s3().get_object().bucket(self.bucket()).key(&object.0);
        let get = get.response_content_type(content_type).response_content_disposition(disposition);
        let signed = get.presigned(lifetime(seconds)?).await.map_err(|error| unavailable(&error))?;
        Ok(signed.uri().to_owned())
    }
}

fn lifetime(seconds: u64) -> Result<PresigningConfig, Error> {
    PresigningConfig::expires_in(Duration::from_secs(seconds)).map_err(Error::damaged)
}

fn show(request: &PresignedRequest) -> Signed {
    // What is signed as a header is to be sent as one; the host is known from the address.
    let headers = request.headers().filter(|(name, _)| !name.eq_ignore_ascii_case("host"));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    Signed { url: request.uri().to_owned(), headers }
}
