//! The small pictures of files: `thumb.png` and `preview.png`.
//!
//! They are found by the content alone, so everybody may have those of a file that any public resource holds. As long as there is none,
//! an icon for the type of the file stands in.

use api::{Call, Problem, Reply, conditions};
use arcs::{address, shelf};
use bytes::Bytes;
use http::{StatusCode, header};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::derivatives::Derivative;

use super::{as_secret, icons, is_signed, no_file, not_signed};

/// Seconds for which a picture may be kept. It follows from the content that its address names, and changes only when the archive
/// learns to make a better one.
const LASTING: u32 = 30 * 24 * 3600;

/// Seconds for which an icon may be kept in the place of a picture that is just being made.
const PASSING: u32 = 5;

/// A picture of a file.
pub(super) async fn give(call: &Call, sha: &str, name: &str) -> Result<Reply, Problem> {
    let Some((file, is_open)) = shelf::find_any(&call.store, sha).await? else {
        // Of a file that was brought, and is no resource yet, its bringer has a signed address.
        let is_brought = name == address::THUMBNAIL && is_signed(call, sha, name)?;
        return if is_brought { reply(call, icons::of(""), false, PASSING) } else { Err(no_file()) };
    };
    if !is_open && !is_signed(call, sha, name)? {
        return Err(not_signed());
    }
    let derivative = if name == address::THUMBNAIL { Derivative::Thumbnail } else { Derivative::Preview };
    if let Some(png) = call.store.read_derivative(&file.sha256, derivative).await? {
        return reply(call, png, is_open, LASTING);
    }
    if derivative == Derivative::Preview && is_needless(call, &file.sha256).await? {
        return Err(Problem::NotFound("there is no preview of this file: it is small enough itself".to_owned()));
    }
    reply(call, icons::of(&file.mime_type), is_open, PASSING)
}

/// Whether somebody looked into the file, and found that it needs no preview.
async fn is_needless(call: &Call, sha256: &str) -> Result<bool, Problem> {
    let account = call.store.read_derivative(sha256, Derivative::Account).await?;
    let account: Option<Value> = account.and_then(|account| serde_json::from_slice(&account).ok());
    Ok(account.is_some_and(|account| account["pictures"]["thumbnail"] == true))
}

fn reply(call: &Call, png: Bytes, is_open: bool, seconds: u32) -> Result<Reply, Problem> {
    let etag = format!("\"{}\"", hex::encode(&Sha256::digest(&png)[..16]));
    if conditions::wants_another(&call.headers, &etag) {
        return Err(Problem::Changed);
    }
    let reply = if conditions::has(&call.headers, &etag) {
        Reply { status: StatusCode::NOT_MODIFIED, ..Reply::nothing() }
    } else {
        Reply::bytes("image/png", png)
    };
    let reply = reply.with(header::ETAG, &etag);
    if is_open {
        return Ok(reply.with(header::CACHE_CONTROL, &format!("public, max-age={seconds}")));
    }
    Ok(as_secret(reply).with(header::CACHE_CONTROL, &format!("private, max-age={}", seconds.min(300))))
}
