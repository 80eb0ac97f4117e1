//! Changes that are too large for one transaction.

use store::{Error, Store, Transaction, jittered};

/// How often a change is prepared again because others changed the collection meanwhile.
pub(super) const ATTEMPTS: u32 = 10;

/// Makes changes, one transaction after the other. `false`, after a pause, when others changed the same before one of them: then the rest
/// has to be prepared again. Fails with [`Error::Rearranged`] when that was the last attempt.
pub(super) async fn commit_all(store: &Store, transactions: Vec<Transaction>, attempt: u32) -> Result<bool, Error> {
    for transaction in transactions {
        match store.commit(transaction).await {
            Ok(()) => {}
            Err(Error::Rearranged(_)) if attempt < ATTEMPTS => {
                tokio::time::sleep(jittered(attempt)).await;
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}
