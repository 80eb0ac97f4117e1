//! How often somebody may be wrong: three counters of failed logins, looked at before any hashing.
//!
//! Of logins only failures count, so a client that knows its password never notices. The address is the gateway's word, not
//! a header's.

use api::Problem;
use futures_util::future::try_join_all;
use store::throttle::Failures;
use store::{Fetched, Key, Store, Transaction};

/// Seconds from the first failure until a counter starts anew.
const WINDOW: i64 = 300;

/// Failures of one username from one address.
const OF_BOTH: u32 = 10;

/// Failures of one username from anywhere, or of one address with any username.
const OF_EITHER: u32 = 100;

/// The counters of a login.
pub(crate) struct Counters {
    /// Name of the counter, and the failures that it stands.
    limits: Vec<(String, u32)>,
}

/// What the counters held, in their order.
pub(crate) struct Counted(Vec<Failures>);

impl Counters {
    /// For what the client calls itself, and where it is.
    pub(crate) fn of(username: &str, address: &str) -> Self {
        let mut limits =
            vec![(format!("login both {address} {username}"), OF_BOTH), (format!("login user {username}"), OF_EITHER)];
        // Without an address everybody would share one counter.
        if !address.is_empty() {
            limits.push((format!("login address {address}"), OF_EITHER));
        }
        Self { limits }
    }

    /// For somebody who registers without being logged in: it costs a hash as well, so it is counted whatever comes of it.
    pub(crate) fn of_registration(address: &str) -> Self {
        let limits = (!address.is_empty()).then(|| (format!("register address {address}"), OF_EITHER));
        Self { limits: limits.into_iter().collect() }
    }

    /// Counts one more use of counters that are not full.
    pub(crate) async fn pass(&self, store: &Store) -> Result<(), Problem> {
        if self.limits.is_empty() {
            return Ok(());
        }
        let fetched = store.fetch(self.keys()).await?;
        self.count(store, &self.check(store, &fetched)?).await
    }

    /// The keys to read.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        self.limits.iter().map(|(name, _)| Key::throttle(name))
    }

    /// Reads the counters; a full one is the 429.
    pub(crate) fn check(&self, store: &Store, fetched: &Fetched) -> Result<Counted, Problem> {
        let counted: Vec<Failures> =
            self.limits.iter().map(|(name, _)| store.failures_in(fetched, name)).collect::<Result<_, _>>()?;
        match wait(&self.limits, &counted) {
            Some(until) => Err(Problem::TooMany((until - store.clock().now()).max(1))),
            None => Ok(Counted(counted)),
        }
    }

    /// Counts a failure.
    pub(crate) async fn count(&self, store: &Store, counted: &Counted) -> Result<(), Problem> {
        let counters = self.limits.iter().zip(&counted.0);
        try_join_all(counters.map(|((name, _), seen)| store.count_failure(name, *seen, WINDOW))).await?;
        Ok(())
    }

    /// Forgets the failures of this user from here: it was the user after all.
    pub(crate) fn forgive(&self, transaction: &mut Transaction, counted: &Counted) {
        if let (Some((name, _)), Some(true)) = (self.limits.first(), counted.0.first().map(|seen| seen.count > 0)) {
            transaction.forget_failures(name);
        }
    }
}

/// Until when the fullest counter refuses.
fn wait(limits: &[(String, u32)], counted: &[Failures]) -> Option<i64> {
    let full = limits.iter().zip(counted).filter(|((_, limit), seen)| seen.count >= *limit);
    full.map(|(_, seen)| seen.until).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(counts: [u32; 3]) -> Option<i64> {
        let counters = Counters::of("admin", "192.0.2.1");
        let counted = counts.map(|count| Failures { count, until: 1000 + i64::from(count) });
        wait(&counters.limits, &counted)
    }

    #[test]
    fn any_full_counter_refuses() {
        assert_eq!(waits([9, 99, 99]), None);
        assert_eq!(waits([10, 10, 10]), Some(1010));
        assert_eq!(waits([0, 100, 0]), Some(1100));
        assert_eq!(waits([10, 0, 120]), Some(1120));
    }

    #[test]
    fn an_unknown_address_is_not_shared() {
        assert_eq!(Counters::of("admin", "").limits.len(), 2);
    }
}
