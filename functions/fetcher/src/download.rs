//! From an address to a file in the quarantine.

use bytes::Bytes;
use http::header::{self, HeaderName};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Body, Incoming};
use remote::Target;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::quarantine::{Deposit, Place};
use tokio::time::{sleep, timeout};

use crate::Fetcher;
use crate::connection::open;
use crate::failure::Failure;
use crate::network::Network;

/// Who asks, for those who look into their logs.
const AGENT: &str = concat!("fonds/", env!("CARGO_PKG_VERSION"), " (archive; fetches files that its users name)");

/// Bytes that are kept of a header.
const LONGEST_HEADER: usize = 1024;

/// A file that was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// Bytes.
    pub size: u64,
    /// SHA-256 of what was sent to the quarantine.
    pub sha256: String,
    /// What the server calls the file's type.
    pub content_type: Option<String>,
    /// What the server says about the file's name.
    pub disposition: Option<String>,
    /// Where the file was in the end.
    pub address: String,
}

impl Download {
    /// How it went, as the quarantine keeps it.
    pub(crate) fn report(&self) -> Value {
        json!({
            "size": self.size,
            "sha256": self.sha256,
            "content_type": self.content_type,
            "disposition": self.disposition,
            "address": self.address,
        })
    }
}

impl<N: Network> Fetcher<N> {
    /// Fetches a file. Trouble that may pass is waited for, a little.
    pub async fn fetch(&self, address: &str, place: Place) -> Result<Download, Failure> {
        let target = Target::parse(address, &self.reach)?;
        timeout(self.limits.total, self.try_again(&target, place)).await.unwrap_or(Err(Failure::TooSlow))
    }

    async fn try_again(&self, target: &Target, place: Place) -> Result<Download, Failure> {
        let mut pause = self.limits.pause;
        let mut tries = 1;
        loop {
            match self.download(target, place).await {
                Err(failure) if failure.is_temporary() && tries < self.limits.tries => {
                    sleep(pause).await;
                    pause *= 2;
                    tries += 1;
                }
                result => return result,
            }
        }
    }

    async fn download(&self, target: &Target, place: Place) -> Result<Download, Failure> {
        let (target, response) = self.ask(target).await?;
        let text = |name: HeaderName| {
            let value = response.headers().get(name)?.as_bytes();
            Some(String::from_utf8_lossy(&value[..value.len().min(LONGEST_HEADER)]).into_owned())
        };
        let (content_type, disposition) = (text(header::CONTENT_TYPE), text(header::CONTENT_DISPOSITION));
        let mut deposit = self.store.deposit(place);
        match self.copy(response.into_body(), &mut deposit).await {
            Ok((size, sha256)) => {
                deposit.finish().await.map_err(not_kept)?;
                Ok(Download { size, sha256, content_type, disposition, address: target.to_string() })
            }
            Err(failure) => {
                deposit.abandon().await;
                Err(failure)
            }
        }
    }

    /// Follows redirections to where the file is.
    async fn ask(&self, target: &Target) -> Result<(Target, Response<Incoming>), Failure> {
        let mut target = target.clone();
        for _ in 0..=self.limits.redirections {
            let response = self.request(&target).await?;
            if !is_redirection(response.status()) {
                check(&response, self.limits.most)?;
                return Ok((target, response));
            }
            let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            let next = target.follow(location.ok_or(Failure::LostRedirection)?, &self.reach)?;
            if target.is_secure() && !next.is_secure() {
                return Err(Failure::Downgrade);
            }
            target = next;
        }
        Err(Failure::TooManyRedirections)
    }

    async fn request(&self, target: &Target) -> Result<Response<Incoming>, Failure> {
        let mut sender = open(&self.network, &self.tls, target, &self.reach, &self.limits).await?;
        let request = Request::get(target.path_and_query())
            .header(header::HOST, target.authority())
            .header(header::USER_AGENT, AGENT)
            .header(header::ACCEPT, "*/*")
            .header(header::ACCEPT_ENCODING, "identity")
            .header(header::CONNECTION, "close")
            .body(Empty::<Bytes>::new())
            .map_err(|_| Failure::Refused(remote::Refusal::Unreadable))?;
        let answer = timeout(self.limits.answer, sender.send_request(request)).await;
        answer.map_err(|_| Failure::TooSlow)?.map_err(|_| Failure::Broken)
    }

    /// Sends the bytes on as they come. Returns how many there were, and their hash.
    async fn copy(&self, mut body: Incoming, deposit: &mut Deposit<'_>) -> Result<(u64, String), Failure> {
        let (mut size, mut hash) = (0, Sha256::new());
        while let Some(frame) = timeout(self.limits.idle, body.frame()).await.map_err(|_| Failure::TooSlow)? {
            let Ok(bytes) = frame.map_err(|_| Failure::Broken)?.into_data() else { continue };
            size += bytes.len() as u64;
            if size > self.limits.most {
                return Err(Failure::TooLarge(self.limits.most));
            }
            hash.update(&bytes);
            deposit.write(&bytes).await.map_err(not_kept)?;
        }
        Ok((size, hex::encode(hash.finalize())))
    }
}

fn is_redirection(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Whether an answer is a file that may be kept, as far as its head tells.
fn check(response: &Response<Incoming>, most: u64) -> Result<(), Failure> {
    if response.status() != StatusCode::OK {
        return Err(Failure::Status(response.status().as_u16()));
    }
    let mut codings = response.headers().get_all(header::CONTENT_ENCODING).iter();
    if codings.any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(Failure::Packed);
    }
    if response.body().size_hint().lower() > most {
        return Err(Failure::TooLarge(most));
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "its place is in map_err")]
fn not_kept(error: store::Error) -> Failure {
    tracing::warn!(%error, "the quarantine took no bytes");
    Failure::NotKept
}
