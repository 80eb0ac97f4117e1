//! References that lead to another record from now on, with everything that hangs on them: the reverse links, the hints at
//! the record that they lead to, unique values and look-ups that name it.

use records::Uri;
use records::links::{self, Redirects};
use records::record_type::{RecordType, Stored};

use super::staging::Staging;
use super::{found_by, references, unique};
use crate::pipeline::repository_uri;
use crate::problem::Problem;

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
