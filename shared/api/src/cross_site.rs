//! What other sites' pages may not do with the credentials that a browser sends along by itself.
//!
//! `SameSite` keeps the cookie at home in browsers that know it; this keeps out the rest, and pages that share a site but not
//! the origin. Clients that are no browsers send neither of the two headers, and are let through.

use http::{HeaderMap, Method, header};

use crate::caller::Credential;
use crate::endpoint::{Dialect, Endpoint, Sessions};
use crate::problem::Problem;

/// Where browsers say how the page that asks relates to what it asks for.
const FETCH_SITE: &str = "sec-fetch-site";

/// Refuses a request that would change something for another site's page. `origin` is the archive's own.
pub(crate) fn check(endpoint: &Endpoint, method: &Method, headers: &HeaderMap, origin: &str) -> Result<(), Problem> {
    let changes = endpoint.changes || !method.is_safe();
    if endpoint.dialect != Dialect::Arcs || !changes {
        return Ok(());
    }
    // Who logs in has no credential yet, but must not be made somebody else's guest without knowing.
    let is_ambient = endpoint.sessions == Sessions::Ignored || Credential::of(endpoint.dialect, headers).is_ambient();
    if !is_ambient || is_from_here(headers, origin) {
        return Ok(());
    }
    Err(Problem::Forbidden("requests from other sites are refused".to_owned()))
}

/// Whether the browser says that the request comes from the archive's own pages, or nothing says otherwise.
fn is_from_here(headers: &HeaderMap, own: &str) -> bool {
    let says = |name: &str| headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default());
    // `none` is the user's own doing: an address typed, a bookmark.
    says(FETCH_SITE).all(|site| ["same-origin", "none"].contains(&site))
        && says(header::ORIGIN.as_str()).all(|origin| is_same(origin, own))
}

/// Whether two origins are the same. A proxy may speak HTTPS for an archive that does not know of it; never the other way
/// round.
fn is_same(origin: &str, own: &str) -> bool {
    let (Some((scheme, host)), Some((own_scheme, own_host))) = (origin.split_once("://"), own.split_once("://")) else {
        return false;
    };
    host.eq_ignore_ascii_case(own_host) && (scheme == own_scheme || (scheme, own_scheme) == ("https", "http"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_origin_is_the_same() {
        assert!(is_same("https://arcs.example.org", "https://arcs.example.org"));
        assert!(is_same("https://ARCS.example.org", "http://arcs.example.org"));
        for other in [
            "null",
            "",
            "arcs.example.org",
            "http://arcs.example.org",
            "https://arcs.example.org:8443",
            "https://arcs.example.org.evil.test",
            "https://evil.test/arcs.example.org",
            "https://arcs.example.org@evil.test",
        ] {
            assert!(!is_same(other, "https://arcs.example.org"), "{other}");
        }
    }
}
