//! HTTP Basic: a password with every request.
//!
//! A hash costs tens of milliseconds of a core, so one is made only for what was not proved before: the process remembers,
//! in memory, which stored hash a pair of name and password fitted. It counts as long as that hash is still the stored one, so a
//! changed password or a user who may not log in any more ends it at once. The pairs themselves are not kept, only their HMAC
//! under a key of this process.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use api::Problem;
use api::caller::Login;
use api::pipeline::{Checked, Passwords};
use hmac::{Hmac, Mac};
use lru::LruCache;
use sha2::Sha256;
use store::access::Access;
use store::{Fetched, Key, Store};

use crate::claim::Claim;
use crate::names::{self, normalise};

/// How many pairs are remembered.
const REMEMBERED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(999);

/// A pair of name and password.
type Digest = [u8; 32];

/// Checks the passwords that come with requests.
pub struct Basic {
    secret: [u8; 32],
    proved: Mutex<LruCache<Digest, String>>,
}

impl Basic {
    /// One for a process, which must be able to draw random numbers.
    pub fn start() -> Result<Arc<dyn Passwords>, store::Error> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| store::Error::Unavailable(error.to_string()))?;
        Ok(Arc::new(Self { secret, proved: Mutex::new(LruCache::new(REMEMBERED)) }))
    }

    fn digest(&self, name: &str, password: &str) -> Option<Digest> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.secret).ok()?;
        mac.update(&name.len().to_be_bytes());
        mac.update(name.as_bytes());
        mac.update(password.as_bytes());
        Some(mac.finalize().into_bytes().into())
    }

    /// The hash that this pair fitted.
    fn remembered(&self, pair: Option<Digest>) -> Option<String> {
        self.proved.lock().unwrap_or_else(PoisonError::into_inner).get(&pair?).cloned()
    }

    fn remember(&self, pair: Option<Digest>, hash: Option<String>) {
        if let (Some(pair), Some(hash)) = (pair, hash) {
            self.proved.lock().unwrap_or_else(PoisonError::into_inner).put(pair, hash);
        }
    }

    async fn find(
        &self,
        store: &Store,
        fetched: &Fetched,
        login: &Login,
        address: &str,
    ) -> Result<(String, Access), Problem> {
        let name = normalise(&login.name);
        let user = names::owner(fetched, &name);
        let pair = self.digest(&name, &login.password);
        if let (Some(user), Some(hash)) = (&user, self.remembered(pair)) {
            let fetched = store.fetch([Key::access(user), Key::credential(user)]).await?;
            let access = Store::access_in(&fetched, user)?.filter(|access| access.active);
            if let Some(access) = access
                && Store::credential_in(&fetched, user).as_ref() == Some(&hash)
            {
                return Ok((user.clone(), access));
            }
        }
        let claim = Claim { name: &name, user: user.as_deref(), password: &login.password, address };
        let proof = claim.check(store, |_| vec![]).await?;
        let proof = proof.ok_or_else(|| Problem::Unauthorized("unknown user or wrong password".to_owned()))?;
        self.remember(pair, proof.hash);
        Ok((proof.user, proof.access))
    }
}

impl Passwords for Basic {
    fn keys(&self, login: &Login) -> Vec<Key> {
        names::keys(&login.name).to_vec()
    }

    fn check<'a>(&'a self, store: &'a Store, fetched: &'a Fetched, login: &'a Login, address: &'a str) -> Checked<'a> {
        Box::pin(self.find(store, fetched, login, address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_a_name_and_a_password() {
        let basic = Basic { secret: [7; 32], proved: Mutex::new(LruCache::new(REMEMBERED)) };
        let pair = |name, password| basic.digest(name, password).unwrap();
        assert_ne!(pair("ab", "c"), pair("a", "bc"));
        assert_eq!(pair("a", "b"), pair("a", "b"));
        basic.remember(basic.digest("a", "b"), Some("hash".to_owned()));
        assert_eq!(basic.remembered(basic.digest("a", "b")).as_deref(), Some("hash"));
        assert_eq!(basic.remembered(basic.digest("a", "B")), None);
    }
}
