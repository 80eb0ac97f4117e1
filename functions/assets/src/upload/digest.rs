//! Checksums that a client sends along: what arrived must be what was meant.

use api::Problem;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use sha2::{Digest, Sha256};

/// Checks `Content-Digest` (RFC 9530) and `x-amz-checksum-sha256`. By the RFC the digest is that of the whole body;
/// what uploaders have at hand is that of the file. Either proves the file whole, so either is taken.
pub(crate) fn check(headers: &HeaderMap, body: &[u8], file_sha256: &str) -> Result<(), Problem> {
    for expected in announced(headers)? {
        if hex::encode(&expected) != file_sha256 && expected != Sha256::digest(body).as_slice() {
            return Err(Problem::bad_request("the digest does not match what arrived"));
        }
    }
    Ok(())
}

/// The SHA-256 digests that the headers name. Other algorithms are left alone, as the RFC has it.
fn announced(headers: &HeaderMap) -> Result<Vec<Vec<u8>>, Problem> {
    let unreadable = || Problem::bad_request("unreadable digest: sha-256=:<base64>: is expected");
    let mut digests = vec![];
    for value in headers.get_all("content-digest") {
        for member in value.to_str().map_err(|_| unreadable())?.split(',') {
            let (algorithm, digest) = member.trim().split_once('=').ok_or_else(unreadable)?;
            if algorithm.eq_ignore_ascii_case("sha-256") {
                let coded = digest.strip_prefix(':').and_then(|rest| rest.split_once(':')).ok_or_else(unreadable)?.0;
                digests.push(STANDARD.decode(coded).map_err(|_| unreadable())?);
            }
        }
    }
    if let Some(value) = headers.get("x-amz-checksum-sha256") {
        digests.push(STANDARD.decode(value.as_bytes()).map_err(|_| unreadable())?);
    }
    Ok(digests)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(name: &'static str, value: &str) -> Result<(), Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        check(&headers, b"the whole body", &hex::encode(Sha256::digest(b"the file")))
    }

    fn digest(text: &str) -> String {
        STANDARD.encode(Sha256::digest(text))
    }

    #[test]
    fn a_digest_must_match_the_file_or_the_body() {
        assert!(check(&HeaderMap::new(), b"", "").is_ok());
        assert!(result("content-digest", &format!("sha-256=:{}:", digest("the file"))).is_ok());
        assert!(result("content-digest", &format!("sha-512=:AA==:, sha-256=:{}:", digest("the whole body"))).is_ok());
        assert!(result("content-digest", &format!("sha-256=:{}:", digest("another file"))).is_err());
        assert!(result("x-amz-checksum-sha256", &digest("the file")).is_ok());
        assert!(result("x-amz-checksum-sha256", &digest("another")).is_err());
    }

    #[test]
    fn an_unreadable_digest_is_no_digest() {
        for value in ["sha-256", "sha-256=x", "sha-256=:x", "sha-256=:***:"] {
            assert!(result("content-digest", value).is_err(), "{value}");
        }
        assert!(result("content-digest", "md5=:AA==:").is_ok());
    }
}
