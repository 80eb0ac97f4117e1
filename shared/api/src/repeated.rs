//! Creating something once, however often the request is sent: `Idempotency-Key`.
//!
//! The name that the client chose is written down in the transaction of what the request makes. Sent again, the transaction finds it
//! there, and the answer is what was made the first time. Nothing is asked before: a first request costs no more calls.

use api::caller::User;
use api::{Call, Problem};
use sha2::{Digest, Sha256};
use store::repeats::{Made, REPEATED};
use store::{Error, Key, Store, Transaction};

/// The header.
const HEADER: &str = "idempotency-key";

/// Characters that a name may have.
const LONGEST: usize = 255;

/// Seconds that a request can be repeated: a day.
const KEPT: i64 = 24 * 3600;

/// A request that its client may send again.
pub(crate) struct Repeatable {
    key: Key,
    request: String,
}

impl Repeatable {
    /// The name of the request, if it has one. `collection` is where it creates something; `content` tells requests apart, should a
    /// client use one name for two of them.
    pub(crate) fn of(call: &Call, user: &User, collection: &str, content: &[u8]) -> Result<Option<Self>, Problem> {
        let Some(value) = call.headers.get(HEADER) else { return Ok(None) };
        let name = value.to_str().ok().filter(|name| !name.is_empty() && name.len() <= LONGEST);
        let name = name.ok_or_else(|| {
            Problem::bad_request(format!("Idempotency-Key must have 1 to {LONGEST} visible ASCII characters"))
        })?;
        let request = hex::encode(Sha256::digest(content));
        Ok(Some(Self { key: Key::repeat(&user.uri, collection, name), request }))
    }

    /// Notes what the request makes, in the transaction that makes it.
    pub(crate) fn note(&self, store: &Store, transaction: &mut Transaction, uri: &str) {
        let now = store.clock().now();
        let made = Made { uri: uri.to_owned(), request: self.request.clone() };
        transaction.note_made(self.key.clone(), &made, now, now + KEPT);
    }

    /// URI of what the same request made before, if that is why the transaction failed. 409 for another request of the same name.
    pub(crate) async fn made_before(&self, store: &Store, failed: &Error) -> Result<Option<String>, Problem> {
        let Error::Taken(claims) = failed else { return Ok(None) };
        if !claims.iter().any(|claim| claim.rule == REPEATED) {
            return Ok(None);
        }
        match Store::made_in(&store.fetch([self.key.clone()]).await?, &self.key)? {
            Some(made) if made.request != self.request => {
                Err(Problem::conflict("this Idempotency-Key was used for another request"))
            }
            made => Ok(made.map(|made| made.uri)),
        }
    }
}

/// The 409 for a request whose result was deleted since.
pub(crate) fn gone() -> Problem {
    Problem::conflict("what this request made has been deleted since")
}
