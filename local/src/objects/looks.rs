//! Looking at objects that others write and remove at the same time.
//!
//! The file store looks at an object and at the notes about it one after the other. Whatever goes or comes in between is a failure to
//! it; to S3 an object is there or not.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use s3s::dto::{
    DeleteObjectInput, DeleteObjectOutput, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput,
};
use s3s::{S3, S3ErrorCode, S3Request, S3Response, S3Result, s3_error};

use super::Objects;

/// How often an object is looked at whose notes are just being written, and the pause between.
const LOOKS: usize = 20;
const PAUSE: Duration = Duration::from_millis(5);

impl Objects {
    /// An object, as the file store has it.
    pub(super) async fn open(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let place = self.place(&request.input.bucket, &request.input.key);
        look(place, move || self.files.get_object(request.clone())).await
    }

    pub(super) async fn head(&self, request: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        let place = self.place(&request.input.bucket, &request.input.key);
        look(place, move || self.files.head_object(request.clone())).await
    }

    /// Removes an object with the two notes that the file store keeps about it, which it would leave.
    pub(super) async fn delete(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let place = self.place(&request.input.bucket, &request.input.key);
        let [bucket, key] =
            [&request.input.bucket, &request.input.key].map(|text| URL_SAFE_NO_PAD.encode(text.as_bytes()));
        let deleted = match self.files.delete_object(request).await {
            // Somebody else was faster.
            Err(_) if !place.exists() => S3Response::new(DeleteObjectOutput::default()),
            deleted => deleted?,
        };
        for note in ["metadata", "internal"] {
            let _ = std::fs::remove_file(self.root.join(format!(".bucket-{bucket}.object-{key}.{note}.json")));
        }
        Ok(deleted)
    }

    fn place(&self, bucket: &str, key: &str) -> PathBuf {
        self.root.join(bucket).join(key)
    }
}

async fn look<T, F>(place: PathBuf, mut at: impl FnMut() -> F) -> S3Result<S3Response<T>>
where
    F: Future<Output = S3Result<S3Response<T>>>,
{
    for _ in 1..LOOKS {
        match at().await {
            Err(error) if *error.code() == S3ErrorCode::InternalError => {}
            found => return found,
        }
        if !place.exists() {
            return Err(s3_error!(NoSuchKey));
        }
        tokio::time::sleep(PAUSE).await;
    }
    at().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_goes_is_missing_and_what_comes_is_looked_at_again() {
        let folder = std::env::temp_dir().join(format!("looks-{}", uuid::Uuid::new_v4()));
        let mut times = 0;
        let mut failing_twice = || {
            times += 1;
            let found = if times < 3 { Err(s3_error!(InternalError)) } else { Ok(S3Response::new(times)) };
            async move { found }
        };
        let gone = look(folder.clone(), &mut failing_twice).await;
        assert_eq!(gone.map(|found| found.output).map_err(|error| error.code().clone()), Err(S3ErrorCode::NoSuchKey));
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(look(folder.clone(), &mut failing_twice).await.unwrap().output, 3);
        std::fs::remove_dir(&folder).unwrap();
    }
}
