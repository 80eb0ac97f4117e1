//! Creating something once, however often the request is sent: `Idempotency-Key`.
//!
//! The name that the client chose is written down in the transaction of what the request makes. Sent again, the transaction finds it
//! there, and the answer is what was made the first time. Nothing is asked before: a first request costs no more calls.

use sha2::{Digest, Sha256};
use store::repeats::{Made, REPEATED};
use store::{Error, Key, Store, Transaction};

use crate::caller::User;
use crate::{Call, Problem};

/// The header.
const HEADER: &str = "idempotency-key";

/// Characters that a name may have.
const LONGEST: usize = 255;

/// Seconds that a request can be repeated: a day.
const KEPT: i64 = 24 * 3600;

/// Between the URIs of several things that one request makes.
const BETWEEN: char = ' ';

/// A request that its client may send again, if it has given it a name.
#[derive(Clone, Debug)]
pub struct Repeatable(Option<Named>);

/// A request with a name.
#[derive(Clone, Debug)]
struct Named {
    key: Key,
    request: String,
}

impl Repeatable {
    /// The request as its headers name it; 400 for a name that is none. `collection` is where it creates something; `content` tells
    /// requests apart, should a client use one name for two of them.
    pub fn of(call: &Call, user: &User, collection: &str, content: &[u8]) -> Result<Self, Problem> {
        let Some(value) = call.headers.get(HEADER) else { return Ok(Self(None)) };
        let name = value.to_str().ok().filter(|name| !name.is_empty() && name.len() <= LONGEST);
        let name = name.ok_or_else(|| {
            Problem::bad_request(format!("Idempotency-Key must have 1 to {LONGEST} visible ASCII characters"))
        })?;
        let request = hex::encode(Sha256::digest(content));
        Ok(Self(Some(Named { key: Key::repeat(&user.uri, collection, name), request })))
    }

    /// Notes what the request makes, in the transaction that makes it: one item, if the request has a name.
    pub fn note<'a>(&self, store: &Store, transaction: &mut Transaction, uris: impl IntoIterator<Item = &'a str>) {
        let Some(named) = &self.0 else { return };
        let now = store.clock().now();
        let uri = Vec::from_iter(uris).join(&BETWEEN.to_string());
        let made = Made { uri, request: named.request.clone() };
        transaction.note_made(named.key.clone(), &made, now, now + KEPT);
    }

    /// URIs of what the same request made before, if that is why the transaction failed. 409 for another request of the same name.
    pub async fn made_before(&self, store: &Store, failed: &Error) -> Result<Option<Vec<String>>, Problem> {
        match failed {
            Error::Taken(claims) if claims.iter().any(|claim| claim.rule == REPEATED) => self.made(store).await,
            _ => Ok(None),
        }
    }

    /// URIs of what the same request made before, for who finds in another way that it cannot be made: a read, if the request has a name.
    pub async fn made(&self, store: &Store) -> Result<Option<Vec<String>>, Problem> {
        let Some(named) = &self.0 else { return Ok(None) };
        match Store::made_in(&store.fetch([named.key.clone()]).await?, &named.key, store.clock().now())? {
            Some(made) if made.request != named.request => {
                Err(Problem::conflict("this Idempotency-Key was used for another request"))
            }
            made => Ok(made.map(|made| made.uri.split(BETWEEN).map(ToOwned::to_owned).collect())),
        }
    }
}

/// The 409 for a request whose result was deleted since.
pub fn gone() -> Problem {
    Problem::conflict("what this request made has been deleted since")
}
