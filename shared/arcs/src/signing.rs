//! Signed addresses of private files: whoever has one may read that one file, for a few minutes.
//!
//! The key is made when the first one is needed and kept in the table: it is neither in the code nor in the
//! environment, and every function that runs has the same.

use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;
use store::{Error, Fetched, Key, Store, Transaction};

/// How long an address is good, in seconds. Long enough to follow it; short enough that one which ends up in a log or a
/// message is worth nothing.
pub const LIFETIME: i64 = 300;

/// What the query of a signed address says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Signature<'a> {
    /// When it ends, in seconds since 1970.
    pub expires: Option<&'a str>,
    /// The signature, in hexadecimal digits.
    pub signature: Option<&'a str>,
}

/// Makes and checks signatures.
pub struct Signer {
    /// As long as a block of SHA-256, which is what HMAC works with.
    secret: [u8; 64],
}

impl Signer {
    /// Where the key is kept, for reading it together with other things.
    pub fn key() -> Key {
        Key::system("arcs-signing")
    }

    /// The signer among fetched items; `None` before the first address is signed.
    pub fn found(fetched: &Fetched) -> Result<Option<Self>, Error> {
        let Some(document) = Store::document_in(fetched, &Self::key())? else { return Ok(None) };
        let secret = document.body.get("secret").and_then(Value::as_str).and_then(|digits| {
            let mut secret = [0; 64];
            hex::decode_to_slice(digits, &mut secret).ok().map(|()| secret)
        });
        match secret {
            Some(secret) => Ok(Some(Self { secret })),
            None => Err(Error::Unavailable("damaged signing key".to_owned())),
        }
    }

    /// The signer of this archive, made now if there is none. `fetched` may hold [`Signer::key`].
    pub async fn of(store: &Store, fetched: &Fetched) -> Result<Self, Error> {
        if let Some(signer) = Self::found(fetched)? {
            return Ok(signer);
        }
        let mut secret = [0_u8; 64];
        getrandom::fill(&mut secret).map_err(|error| Error::Unavailable(error.to_string()))?;
        let body = records::Body::from_iter([("secret".to_owned(), Value::from(hex::encode(secret)))]);
        let mut transaction = Transaction::new();
        transaction.set_document(Self::key(), 0, &body)?;
        match store.commit(transaction).await {
            Ok(()) => Ok(Self { secret }),
            // Another request made one in the same moment: that one counts.
            Err(Error::Stale(_)) => {
                let fetched = store.fetch([Self::key()]).await?;
                Self::found(&fetched)?.ok_or_else(|| Error::Unavailable("no signing key".to_owned()))
            }
            Err(error) => Err(error),
        }
    }

    /// The query of an address that is good for [`LIFETIME`].
    pub fn query(&self, sha: &str, name: &str, now: i64) -> String {
        let expires = now + LIFETIME;
        format!("expires={expires}&signature={}", hex::encode(self.mac(sha, name, expires).finalize().into_bytes()))
    }

    /// Whether these are the end and the signature of an address of this file, and it is still good.
    pub fn allows(&self, sha: &str, name: &str, signature: Signature<'_>, now: i64) -> bool {
        let expires = signature.expires.and_then(|text| text.parse::<i64>().ok());
        let digits = signature.signature.and_then(|digits| hex::decode(digits).ok());
        let (Some(expires), Some(signature)) = (expires, digits) else { return false };
        // Compared in constant time.
        expires > now && self.mac(sha, name, expires).verify_slice(&signature).is_ok()
    }

    fn mac(&self, sha: &str, name: &str, expires: i64) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as Mac>::new(&self.secret.into());
        // Neither a sha nor a number holds a line feed, so the three parts cannot be moved against each other.
        mac.update(format!("{sha}\n{expires}\n{name}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_for_one_file_and_one_time() {
        let signer = Signer { secret: [7; 64] };
        let mac = |sha, name, expires| hex::encode(signer.mac(sha, name, expires).finalize().into_bytes());
        let all = [mac("a", "b", 1), mac("a", "b", 2), mac("a", "c", 1), mac("b", "b", 1), mac("a", "b\n1", 1)];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(signer.query("a", "b", 1 - LIFETIME), format!("expires=1&signature={}", all[0]));
    }
}
