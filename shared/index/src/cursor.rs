//! Cursors: what the last hit of a page is ordered by, and which search it belongs to.

use std::hash::{DefaultHasher, Hash, Hasher};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::collect::order::Part;
use crate::{Error, Request};

/// Bytes of the longest cursor that is read.
const LONGEST: usize = 64 * 1024;

/// The cursor after a hit.
pub(crate) fn write(request: &Request, parts: &[Part]) -> String {
    let text = serde_json::to_vec(&(search(request), parts)).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(text)
}

/// What a cursor says; an error when it is none of this search.
pub(crate) fn read(request: &Request, cursor: &str, keys: usize) -> Result<Option<Vec<Part>>, Error> {
    if cursor.is_empty() {
        return Ok(None);
    }
    let decoded =
        Some(cursor).filter(|cursor| cursor.len() <= LONGEST).and_then(|cursor| URL_SAFE_NO_PAD.decode(cursor).ok());
    let read = decoded.and_then(|bytes| serde_json::from_slice::<(u64, Vec<Part>)>(&bytes).ok());
    match read {
        Some((of, parts)) if of == search(request) && parts.len() == keys => Ok(Some(parts)),
        _ => Err(Error::Query("The cursor does not belong to this search".to_owned())),
    }
}

/// What tells one search from another: everything that decides which hits there are, and their order.
fn search(request: &Request) -> u64 {
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
    let mut hasher = DefaultHasher::new();
    format!("{decisive:?}").hash(&mut hasher);
    hasher.finish()
}
