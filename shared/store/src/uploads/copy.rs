//! Moving an object to its place, without its bytes leaving the bucket.

use aws_sdk_s3::error::ProvideErrorMetadata;

use super::Object;
use super::parts::{Part, Parts, missing_or_unavailable, patient};
use super::read::Version;
use crate::Store;
use crate::bodies::unavailable;
use crate::error::Error;
use crate::meter;

impl Store {
    /// Copies a version of an object of at most 5 GiB, which is what S3 copies in one call. [`Error::Missing`] when there is another one by now.
    pub async fn copy_object(&self, from: &Object, version: &Version, to: &Object) -> Result<(), Error> {
        let copy = self.s3().copy_object().bucket(self.bucket()).key(&to.0).copy_source(self.source(from));
        let copy = copy.copy_source_if_match(&version.mark);
        let sent = copy.customize().config_override(patient()).send().await;
        meter::count_s3();
        sent.map(|_| ()).map_err(|error| gone_or_unavailable(&error, from))
    }

    /// Copies the bytes from `first` up to, not including, `end` of a version, as one part of another object.
    pub async fn copy_part(
        &self,
        from: &Object,
        version: &Version,
        (first, end): (u64, u64),
        to: &Parts,
        number: i32,
    ) -> Result<Part, Error> {
        let copy = self.s3().upload_part_copy().bucket(self.bucket()).key(&to.object.0).upload_id(&to.id);
        let copy = copy.part_number(number).copy_source(self.source(from)).copy_source_if_match(&version.mark);
        let copy = copy.copy_source_range(format!("bytes={first}-{}", end.saturating_sub(1)));
        let sent = copy.customize().config_override(patient()).send().await;
        meter::count_s3();
        let answer = sent.map_err(|error| match gone_or_unavailable(&error, from) {
            Error::Unavailable(_) => missing_or_unavailable(&error, to),
            gone => gone,
        })?;
        let mark = answer.copy_part_result.and_then(|copied| copied.e_tag);
        let mark = mark.ok_or_else(|| Error::damaged("a part without a mark"))?;
        Ok(Part { number, mark, size: end - first, sha256: None })
    }

    fn source(&self, from: &Object) -> String {
        format!("{}/{}", self.bucket(), from.0)
    }
}

fn gone_or_unavailable<E>(error: &E, from: &Object) -> Error
where
    E: std::error::Error + ProvideErrorMetadata,
{
    match error.code() {
        Some("NoSuchKey" | "PreconditionFailed") => Error::Missing(from.0.clone()),
        _ => unavailable(error),
    }
}
