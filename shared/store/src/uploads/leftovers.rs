//! What stayed in the bucket without anybody who knows of it.

use aws_sdk_s3::primitives::DateTime;

use super::parts::Parts;
use super::{MADE, Object, PENDING};
use crate::Store;
use crate::bodies::unavailable;
use crate::error::Error;
use crate::meter;

impl Store {
    /// Objects that came in before a moment (seconds since 1970) and are still where nobody has looked at them.
    pub async fn pending_before(&self, moment: i64) -> Result<Vec<Object>, Error> {
        self.objects_before(PENDING, moment).await
    }

    /// Files that were made for somebody to fetch, before a moment (seconds since 1970).
    pub async fn made_before(&self, moment: i64) -> Result<Vec<Object>, Error> {
        self.objects_before(MADE, moment).await
    }

    async fn objects_before(&self, prefix: &str, moment: i64) -> Result<Vec<Object>, Error> {
        let mut found = vec![];
        let mut next = None;
        loop {
            let list = self.s3().list_objects_v2().bucket(self.bucket()).prefix(prefix);
            let sent = list.set_continuation_token(next).send().await;
            meter::count_s3();
            let answer = sent.map_err(|error| unavailable(&error))?;
            let old = answer.contents().iter().filter(|object| is_before(object.last_modified(), moment));
            found.extend(old.filter_map(|object| object.key()).map(|key| Object(key.to_owned())));
            next = answer.next_continuation_token.filter(|_| answer.is_truncated == Some(true));
            if next.is_none() {
                return Ok(found);
            }
        }
    }

    /// Objects in parts that were begun before a moment (seconds since 1970) and neither put together nor given up.
    pub async fn parts_before(&self, moment: i64) -> Result<Vec<Parts>, Error> {
        let mut found = vec![];
        let mut next = (None, None);
        loop {
            let list = self.s3().list_multipart_uploads().bucket(self.bucket());
            let sent = list.set_key_marker(next.0).set_upload_id_marker(next.1).send().await;
            meter::count_s3();
            let answer = sent.map_err(|error| unavailable(&error))?;
            for begun in answer.uploads().iter().filter(|begun| is_before(begun.initiated(), moment)) {
                if let (Some(key), Some(id)) = (begun.key(), begun.upload_id()) {
                    found.push(Parts { object: Object(key.to_owned()), id: id.to_owned() });
                }
            }
            if answer.is_truncated != Some(true) {
                return Ok(found);
            }
            next = (answer.next_key_marker, answer.next_upload_id_marker);
        }
    }
}

fn is_before(time: Option<&DateTime>, moment: i64) -> bool {
    time.is_some_and(|time| time.secs() < moment)
}
