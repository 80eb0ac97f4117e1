//! Files, under the addresses that resources show.
//!
//! A file is everybody's when any public resource has its content and name; for the others a signed address is needed,
//! which a resource shows to who may read it. Sessions do not count here: a browser would send its cookie with every
//! picture.
//!
//! Whatever was uploaded is served as data: its type is not guessed again, it runs in a sandbox, and what could run is
//! saved instead of shown.

mod disposition;
mod icons;
mod original;
mod pictures;
mod range;
mod text;

use api::call::Inputs;
use api::params::{Kind, Param};
use api::{Call, Endpoint, Problem, Reply, get};
use bytes::Bytes;
use http::{Method, StatusCode, header};
use store::Key;

use arcs::address;
use arcs::shelf::{self, File};
use arcs::signing::{LIFETIME, Signature, Signer};
pub(crate) use disposition::attachment;
use range::Wanted;

/// Bytes that are answered directly. A function's answer may have 6 MB, and files travel in it as Base64: more goes by
/// a redirect to the bucket.
const DIRECT: u64 = 4 * 1024 * 1024;

/// A file that everybody may have never changes under its address.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The routes.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    let text = |name| Param::optional(name, Kind::String);
    let mut endpoints = original::endpoints();
    // The second is where the original kept files unless it was told otherwise.
    for base in ["/arcs-data", "/uploads"] {
        endpoints.push(
            get(format!("{base}/{{a}}/{{b}}/{{c}}/{{rest}}/{{file_name}}"))
                .params([text("expires"), text("signature"), text(address::ORIGINAL)])
                .arcs()
                .reads(keys)
                .to(download),
        );
    }
    endpoints
}

/// A file on its way to a client.
struct Delivery<'a> {
    file: &'a File,
    /// What the client is told that it is.
    content_type: &'a str,
    /// `Content-Disposition`.
    disposition: String,
    /// `Cache-Control`; `None` for a file whose address is a secret.
    caching: Option<&'static str>,
}

/// Nothing is read ahead for an address that is not signed.
fn keys(inputs: &Inputs) -> Vec<Key> {
    Vec::from_iter(inputs.scalar("signature").map(|_| Signer::key()))
}

async fn download(call: Call) -> Result<Reply, Problem> {
    let segment = |name| call.inputs().scalar(name).unwrap_or_default();
    let sha = address::sha_of(["a", "b", "c", "rest"].map(segment)).ok_or_else(no_file)?;
    let name = segment("file_name");
    if address::is_derivative(name) && call.inputs().scalar(address::ORIGINAL).is_none() {
        return pictures::give(&call, &sha, name).await;
    }
    let is_signed = is_signed(&call, &sha, name)?;
    // A signed address is most likely that of a restricted file.
    if is_signed && let Some(file) = shelf::find_restricted(&call.store, &sha, name).await? {
        return give(&call, &file, name, false).await;
    }
    if let Some(file) = shelf::find_open(&call.store, &sha, name).await? {
        return give(&call, &file, name, true).await;
    }
    if !is_signed && shelf::find_restricted(&call.store, &sha, name).await?.is_some() {
        return Err(not_signed());
    }
    Err(no_file())
}

/// Gives out a file under its own type, or the part of it that is wanted.
async fn give(call: &Call, file: &File, name: &str, is_open: bool) -> Result<Reply, Problem> {
    let disposition = disposition::of(&file.mime_type, name);
    let caching = is_open.then_some(FOR_EVER);
    deliver(call, Delivery { file, content_type: &file.mime_type, disposition, caching }).await
}

/// Gives out a file, or the part of it that is wanted.
async fn deliver(call: &Call, delivery: Delivery<'_>) -> Result<Reply, Problem> {
    let file = delivery.file;
    let etag = format!("\"{}\"", file.sha256);
    let (status, part, length) = match range::wanted(&call.method, &call.headers, &etag, file.size) {
        Wanted::Beyond => return Err(Problem::RangeNotSatisfiable(file.size)),
        Wanted::Another => return Err(Problem::Changed),
        Wanted::Nothing => (StatusCode::NOT_MODIFIED, None, 0),
        Wanted::Whole => (StatusCode::OK, None, file.size),
        Wanted::Part(first, last) => (StatusCode::PARTIAL_CONTENT, Some((first, last)), last - first + 1),
    };
    let is_head = call.method == Method::HEAD;
    if length > DIRECT && !is_head {
        return redirect(call, &delivery).await;
    }
    let body = if length == 0 || is_head { Bytes::new() } else { call.store.read_blob(&file.sha256, part).await? };
    let reply = Reply { status, ..Reply::nothing() };
    let reply = match delivery.caching {
        Some(caching) => reply.with(header::CACHE_CONTROL, caching),
        None => as_secret(reply),
    };
    let reply = reply.with(header::ETAG, &etag).with(header::ACCEPT_RANGES, "bytes");
    if status == StatusCode::NOT_MODIFIED {
        return Ok(reply);
    }
    let reply = match part {
        Some((first, last)) => reply.with(header::CONTENT_RANGE, &format!("bytes {first}-{last}/{}", file.size)),
        None => reply,
    };
    let content_type = text::with_charset(call, file, delivery.content_type, part.is_none().then_some(&body)).await?;
    let reply = reply
        .with(header::CONTENT_LENGTH, &length.to_string())
        .with(header::CONTENT_TYPE, &content_type)
        .with(header::CONTENT_DISPOSITION, &delivery.disposition)
        .with(header::CONTENT_SECURITY_POLICY, "sandbox");
    Ok(Reply { body, ..reply })
}

/// Sends the client to the bucket. The address is good for minutes, so nobody may keep the redirect.
async fn redirect(call: &Call, delivery: &Delivery<'_>) -> Result<Reply, Problem> {
    let (sha256, seconds) = (&delivery.file.sha256, LIFETIME.unsigned_abs());
    let content_type = text::with_charset(call, delivery.file, delivery.content_type, None).await?;
    let url = call.store.presign_blob(sha256, &content_type, &delivery.disposition, seconds).await?;
    Ok(as_secret(Reply::redirect(StatusCode::FOUND, &url)).with(header::CACHE_CONTROL, "no-store"))
}

/// An address that opens a private file must not be told to other sites.
fn as_secret(reply: Reply) -> Reply {
    reply.with(header::REFERRER_POLICY, "no-referrer")
}

fn is_signed(call: &Call, sha: &str, name: &str) -> Result<bool, Problem> {
    let signer = Signer::found(&call.fetched)?;
    let query = |name| call.inputs().scalar(name);
    let signature = Signature { expires: query("expires"), signature: query("signature") };
    Ok(signer.is_some_and(|signer| signer.allows(sha, name, signature, call.store.clock().now())))
}

fn no_file() -> Problem {
    Problem::NotFound("no such file".to_owned())
}

fn not_signed() -> Problem {
    Problem::Forbidden("this file needs a signed address that is still good: read its resource again".to_owned())
}
