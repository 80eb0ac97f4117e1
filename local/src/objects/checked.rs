//! Bodies that are held to the checksums announced for them while they are read: the file store would look only after it has
//! put them in their place.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Md5};
use s3s::dto::{Checksum, StreamingBlob};

/// What was announced of a body; any of it, in Base64.
#[derive(Clone, Debug, Default)]
pub(crate) struct Announced {
    /// The checksums of S3's own headers.
    pub(crate) checksums: Checksum,
    /// The one of HTTP's older header.
    pub(crate) md5: Option<String>,
}

/// Learns that a body was not what was announced.
#[derive(Clone, Default)]
pub(crate) struct Verdict(Arc<AtomicBool>);

impl Verdict {
    /// Whether it was something else.
    pub(crate) fn is_mismatch(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The body, which ends in an error when it was not what was announced.
pub(crate) fn check(body: StreamingBlob, announced: Announced) -> (StreamingBlob, Verdict) {
    let verdict = Verdict::default();
    let checksums = &announced.checksums;
    let hasher = ChecksumHasher {
        crc32: checksums.checksum_crc32.is_some().then(Default::default),
        crc32c: checksums.checksum_crc32c.is_some().then(Default::default),
        sha1: checksums.checksum_sha1.is_some().then(Default::default),
        sha256: checksums.checksum_sha256.is_some().then(Default::default),
        crc64nvme: checksums.checksum_crc64nvme.is_some().then(Default::default),
    };
    let md5 = announced.md5.is_some().then(Md5::new);
    let checked = Checked { body, hashers: Some((hasher, md5)), announced, verdict: verdict.clone() };
    (StreamingBlob::wrap(checked), verdict)
}

struct Checked {
    body: StreamingBlob,
    /// Taken at the end.
    hashers: Option<(ChecksumHasher, Option<Md5>)>,
    announced: Announced,
    verdict: Verdict,
}

impl Checked {
    fn is_as_announced(&mut self) -> bool {
        let Some((hasher, md5)) = self.hashers.take() else { return true };
        let found = hasher.finalize();
        let announced = &self.announced.checksums;
        let pairs = [
            (&found.checksum_crc32, &announced.checksum_crc32),
            (&found.checksum_crc32c, &announced.checksum_crc32c),
            (&found.checksum_sha1, &announced.checksum_sha1),
            (&found.checksum_sha256, &announced.checksum_sha256),
            (&found.checksum_crc64nvme, &announced.checksum_crc64nvme),
        ];
        let md5 = md5.map(|md5| in_base64(&md5.finalize()));
        pairs.iter().all(|(found, announced)| found == announced) && md5 == self.announced.md5
    }
}

impl Stream for Checked {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = std::task::ready!(Pin::new(&mut self.body).poll_next(context));
        Poll::Ready(match next {
            Some(Ok(bytes)) => {
                if let Some((hasher, md5)) = &mut self.hashers {
                    hasher.update(&bytes);
                    if let Some(md5) = md5 {
                        md5.update(&bytes);
                    }
                }
                Some(Ok(bytes))
            }
            Some(Err(error)) => Some(Err(io::Error::other(error))),
            None if self.is_as_announced() => None,
            None => {
                self.verdict.0.store(true, Ordering::Release);
                Some(Err(io::Error::other("the body is not what was announced")))
            }
        })
    }
}

fn in_base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
