//! Cursors: what the last hit of a page is ordered by, signed for the search and the caller that they belong to.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::collect::order::Part;
use crate::{Error, Request};

/// Bytes of the longest cursor that is read.
const LONGEST: usize = 64 * 1024;

/// Bytes of a signature.
const SIGNATURE: usize = 16;

/// What cursors are signed with: a secret of the archive, and who asks.
#[derive(Clone, Default)]
pub struct Seal {
    secret: String,
    caller: String,
}

impl Seal {
    /// The seal for a caller, by any text that tells callers apart.
    pub fn new(secret: &str, caller: &str) -> Self {
        Self { secret: secret.to_owned(), caller: caller.to_owned() }
    }

    /// The signature of what a cursor says.
    fn mac(&self, request: &Request, parts: &[u8]) -> Hmac<Sha256> {
        // As long as a block of SHA-256, which is what HMAC works with. Longer secrets are cut.
        let mut key = [0_u8; 64];
        let length = self.secret.len().min(key.len());
        key[..length].copy_from_slice(&self.secret.as_bytes()[..length]);
        let mut mac = <Hmac<Sha256> as Mac>::new(&key.into());
        for part in [self.caller.as_bytes(), search(request).as_bytes(), parts] {
            // With its length, so that no part can take the place of another.
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac
    }
}

/// The cursor after a hit.
pub(crate) fn write(seal: &Seal, request: &Request, parts: &[Part]) -> String {
    let parts = serde_json::to_vec(parts).unwrap_or_default();
    let signature = seal.mac(request, &parts).finalize().into_bytes();
    let mut cursor = signature[..SIGNATURE].to_vec();
    cursor.extend(parts);
    URL_SAFE_NO_PAD.encode(cursor)
}

/// What a cursor says; an error when it is none of this search and caller.
pub(crate) fn read(seal: &Seal, request: &Request, cursor: &str, keys: usize) -> Result<Option<Vec<Part>>, Error> {
    if cursor.is_empty() {
        return Ok(None);
    }
    let decoded =
        Some(cursor).filter(|cursor| cursor.len() <= LONGEST).and_then(|cursor| URL_SAFE_NO_PAD.decode(cursor).ok());
    let read = decoded.as_deref().and_then(|bytes| {
        let (signature, parts) = bytes.split_at_checked(SIGNATURE)?;
        seal.mac(request, parts).verify_truncated_left(signature).ok()?;
        serde_json::from_slice::<Vec<Part>>(parts).ok()
    });
    match read {
        Some(parts) if parts.len() == keys => Ok(Some(parts)),
        _ => Err(Error::Query("The cursor does not belong to this search".to_owned())),
    }
}

/// What tells one search from another: everything that decides which hits there are, and their order.
fn search(request: &Request) -> String {
    let Request {
        asked,
        scope,
        types,
        filter,
        filter_queries,
        filter_terms,
        exclude,
        root_record,
        modified_since,
        sort,
        ..
    } = request;
    let decisive =
        (asked, scope, types, filter, filter_queries, filter_terms, exclude, root_record, modified_since, sort);
    format!("{decisive:?}")
}
