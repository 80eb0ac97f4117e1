//! What scripts of other sites may read of ARCS: what everybody may, and what they bring a token for.
//!
//! No origin is ever named and credentials are never allowed, so a browser lets no other site read an answer that it got with the
//! cookie. What other sites' pages may change with one is [`cross_site`](crate::cross_site)'s to say.

use http::{HeaderMap, HeaderValue, Method, header};

use crate::reply::Reply;

/// Where the API and the files of ARCS are. Pages, and what ArchivesSpace has, stay closed.
const OPEN: [&str; 3] = ["/api/", "/iiif/", "/arcs-data/"];

/// Headers that clients send to ARCS, besides those that need no leave.
const SENT: &str = "Authorization, Content-Digest, Content-Type, Idempotency-Key, If-Match, If-None-Match, Range, \
                    X-Amz-Checksum-Sha256, X-ArchivesSpace-Session";

/// Headers of answers that scripts would not see without leave.
const SHOWN: &str = "Accept-Ranges, Content-Disposition, Content-Range, ETag, Link, Location, Retry-After, WWW-Authenticate, \
                     X-Request-Id, X-Total-Count";

/// Methods that ARCS has.
const METHODS: &str = "GET, HEAD, POST, PUT, DELETE";

/// Seconds for which a browser need not ask again: none keeps it longer than two hours.
const KEPT: &str = "7200";

/// The answer to a browser that asks whether a script of another site may send a request. It is the same for all paths, because
/// a gateway may bring the question to a function that does not know the path.
pub(crate) fn preflight(method: &Method, path: &str, headers: &HeaderMap) -> Option<Reply> {
    let asks = method == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    (asks && is_open(path)).then(|| {
        Reply::nothing()
            .with(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS)
            .with(header::ACCESS_CONTROL_ALLOW_HEADERS, SENT)
            .with(header::ACCESS_CONTROL_MAX_AGE, KEPT)
    })
}

/// Lets scripts of other sites read an answer, refusals included.
pub(crate) fn open(path: &str, headers: &mut HeaderMap) {
    if is_open(path) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(SHOWN));
    }
}

fn is_open(path: &str) -> bool {
    OPEN.iter().any(|prefix| path.starts_with(prefix))
}
