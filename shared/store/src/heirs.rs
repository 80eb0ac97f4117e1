//! Records that were merged into others: who refers to one of them without having seen that means its heir.

use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::transaction::Transaction;

/// Merges after merges that are followed.
const GENERATIONS: usize = 8;

impl Transaction {
    /// Notes which record took the place of another one.
    pub fn succeed(&mut self, ended: &str, heir: &str) {
        self.set(Key::heir(ended), [("u", item::text(heir))]);
    }
}

impl Store {
    /// The record that has taken the place of one that is gone, and is still there itself.
    pub async fn heir(&self, ended: &str) -> Result<Option<String>, Error> {
        let mut uri = ended.to_owned();
        for _ in 0..GENERATIONS {
            let key = Key::heir(&uri);
            let fetched = self.fetch([key.clone(), Key::record(&uri)]).await?;
            if fetched.has(&Key::record(&uri)) {
                return Ok(Some(uri));
            }
            let Some(found) = fetched.item(&key) else { return Ok(None) };
            item::get_text(found, "u")?.clone_into(&mut uri);
        }
        Ok(None)
    }
}
