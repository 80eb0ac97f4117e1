//! References that lead to another record from now on, with everything that hangs on them: the reverse links, the hints at
//! the record that they lead to, unique values and look-ups that name it.

use records::Uri;
use records::links::{self, Redirects};
use records::record_type::{RecordType, Stored};
use store::{Key, Store};

use super::staging::Staging;
use super::{ATTEMPTS, Attempts, found_by, references, unique};
use crate::pipeline::repository_uri;
use crate::problem::Problem;

/// Lets the references of one record to another lead to its heir; again, when the record changes meanwhile.
pub(super) async fn follow(store: &Store, source: &str, ended: &str, heir: &str) -> Result<(), Problem> {
    let redirects = Redirects::from([(ended.to_owned(), heir.to_owned())]);
    let home = Uri::parse(source).and_then(|uri| uri.repository()).map(repository_uri);
    for _ in 0..ATTEMPTS {
        let keys = home.iter().map(String::as_str).chain([source, heir]).map(Key::record);
        let fetched = store.fetch(keys.collect::<Vec<_>>()).await?;
        let mut attempts = Attempts::over(store, &fetched, None);
        let mut staging = attempts.start();
        let current = store.record_in(&fetched, source).await?;
        let row = current.as_ref().and_then(|record| records::types::find(record.record_type));
        let is_staged = match (row, &current) {
            (Some(row), Some(current)) => {
                let staged = staging.repoint(row, current, &redirects).await;
                attempts.staged(staged).await?
            }
            _ => Some(false),
        };
        if is_staged == Some(false) {
            for link in store.links(ended, "", usize::MAX).await?.iter().filter(|link| link.source == source) {
                staging.transaction.unlink(ended, &link.relation, source);
            }
        }
        if is_staged.is_some() && attempts.commit(staging).await? {
            return Ok(());
        }
    }
    Err(Problem::Unavailable(format!("{source} changes all the time")))
}

impl Staging<'_> {
    /// Stages a record whose references are redirected; `false` when it makes none of them.
    ///
    /// The records that references led to are left alone: they end. Those that they lead to must be among what was
    /// fetched, and so must the record's repository.
    pub async fn repoint(
        &mut self,
        row: &'static RecordType,
        current: &Stored,
        redirects: &Redirects,
    ) -> Result<bool, Problem> {
        let mut body = current.body.clone();
        if !links::redirect(&mut body, &current.uri, redirects) {
            return Ok(false);
        }
        self.gone.extend(redirects.keys().cloned());
        let repository = Uri::parse(&current.uri).and_then(|uri| uri.repository());
        // The record did not change by its own author's hand: nobody's copy has to follow, and only the system's time moves.
        let next =
            Stored { silent: current.silent + 1, system_mtime: self.store.clock().now(), body, ..current.clone() };
        unique::stage_stored(&mut self.transaction, row, Some(current), Some(&next));
        found_by::stage(&mut self.transaction, row, &current.uri, Some(&current.body), Some(&next.body));
        let before = links::references(row, &current.body);
        let after = links::references(row, &next.body);
        self.stage_links(row, &current.uri, &before, &after);
        let home = repository.map(repository_uri).filter(|home| *home != current.uri);
        let standing = self.standing(&next, home.as_deref()).await?;
        let is_new = |target: &str| redirects.values().any(|to| to == target);
        let known = (self.fetched, &self.crowded);
        let replaced = references::stage_hints_at(&mut self.transaction, row, &next, standing, known, &is_new);
        self.rehinted.extend(replaced);
        self.follow_card(current, &next).await?;
        self.transaction.update(self.store, &next, current.revision()).await?;
        self.neighbours_rewritten.insert(current.uri.clone());
        Ok(true)
    }
}
