//! Checksums that a client sends along: what arrived must be what was meant.

use api::Problem;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use sha2::{Digest, Sha256, Sha512};

/// A digest that a client names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// SHA-256, 32 bytes.
    Sha256(Vec<u8>),
    /// SHA-512, 64 bytes.
    Sha512(Vec<u8>),
}

impl Named {
    fn is_of(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha256(digest) => Sha256::digest(bytes).as_slice() == digest,
            Self::Sha512(digest) => Sha512::digest(bytes).as_slice() == digest,
        }
    }
}

/// Checks `Content-Digest` (RFC 9530) and `x-amz-checksum-sha256`. By the RFC the digest is that of the whole body;
/// what uploaders have at hand is that of a file in it. Either proves the file whole, so either is taken.
pub(crate) fn check(headers: &HeaderMap, body: &[u8], file: Option<&[u8]>) -> Result<(), Problem> {
    for named in announced(headers)? {
        if !named.is_of(body) && !file.is_some_and(|file| named.is_of(file)) {
            return Err(Problem::bad_request("the digest does not match what arrived"));
        }
    }
    Ok(())
}

/// The digests that the headers name. Other algorithms are left alone, as the RFC has it.
fn announced(headers: &HeaderMap) -> Result<Vec<Named>, Problem> {
    let mut digests = vec![];
    for value in headers.get_all("content-digest") {
        digests.extend(read(value.to_str().map_err(|_| unreadable())?)?);
    }
    if let Some(value) = headers.get("x-amz-checksum-sha256") {
        digests.push(Named::Sha256(decode(value.to_str().map_err(|_| unreadable())?, 32)?));
    }
    Ok(digests)
}

/// Reads the text of a `Content-Digest`.
pub(crate) fn read(text: &str) -> Result<Vec<Named>, Problem> {
    let mut digests = vec![];
    for member in text.split(',') {
        let (algorithm, digest) = member.trim().split_once('=').ok_or_else(unreadable)?;
        let coded = || digest.strip_prefix(':').and_then(|rest| rest.split_once(':')).map(|(coded, _)| coded);
        match algorithm.to_ascii_lowercase().as_str() {
            "sha-256" => digests.push(Named::Sha256(decode(coded().ok_or_else(unreadable)?, 32)?)),
            "sha-512" => digests.push(Named::Sha512(decode(coded().ok_or_else(unreadable)?, 64)?)),
            _ => {}
        }
    }
    Ok(digests)
}

fn decode(coded: &str, length: usize) -> Result<Vec<u8>, Problem> {
    STANDARD.decode(coded).ok().filter(|digest| digest.len() == length).ok_or_else(unreadable)
}

fn unreadable() -> Problem {
    Problem::bad_request("unreadable digest: sha-256=:<base64>: or sha-512=:<base64>: is expected")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(name: &'static str, value: &str) -> Result<(), Problem> {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        check(&headers, b"the whole body", Some(b"the file"))
    }

    fn digest(text: &str) -> String {
        STANDARD.encode(Sha256::digest(text))
    }

    fn longer(text: &str) -> String {
        STANDARD.encode(Sha512::digest(text))
    }

    #[test]
    fn a_digest_must_match_the_file_or_the_body() {
        assert!(check(&HeaderMap::new(), b"", None).is_ok());
        assert!(result("content-digest", &format!("sha-256=:{}:", digest("the file"))).is_ok());
        assert!(result("content-digest", &format!("md5=:AA==:, sha-256=:{}:", digest("the whole body"))).is_ok());
        assert!(result("content-digest", &format!("sha-256=:{}:", digest("another file"))).is_err());
        assert!(result("content-digest", &format!("SHA-512=:{}:", longer("the file"))).is_ok());
        assert!(result("content-digest", &format!("sha-512=:{}:", longer("another file"))).is_err());
        let (right, wrong) = (digest("the file"), longer("another file"));
        assert!(result("content-digest", &format!("sha-256=:{right}:, sha-512=:{wrong}:")).is_err());
        assert!(result("x-amz-checksum-sha256", &digest("the file")).is_ok());
        assert!(result("x-amz-checksum-sha256", &digest("another")).is_err());
    }

    #[test]
    fn an_unreadable_digest_is_no_digest() {
        for value in ["sha-256", "sha-256=x", "sha-256=:x", "sha-256=:***:", "sha-512=:AA==:", "sha-256=:AA==:", ""] {
            assert!(result("content-digest", value).is_err(), "{value}");
        }
        assert!(result("content-digest", "md5=:AA==:").is_ok());
    }
}
