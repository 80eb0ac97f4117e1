//! What a write says of a record elsewhere: who has which unique value, who refers to whom, and what that makes known there.

use std::collections::BTreeSet;

use records::Body;
use records::links::{self, Reference, Standing};
use records::record_type::{RecordType, Stored};
use records::tree::expected_above;
use serde_json::Value;

use super::staging::Staging;
use super::{found_by, references, unique};
use crate::pipeline::repository_uri;
use crate::problem::Problem;

impl Staging<'_> {
    /// Stages guards, reverse links and hints.
    pub(super) async fn stage_neighbourhood(
        &mut self,
        row: &'static RecordType,
        repository: Option<u64>,
        stored: &Stored,
        current: Option<&Stored>,
    ) -> Result<(), Problem> {
        unique::stage_stored(&mut self.transaction, row, current, Some(stored));
        let previous = current.map(|current| &current.body);
        found_by::stage(&mut self.transaction, row, &stored.uri, previous, Some(&stored.body));
        let after = links::references(row, &stored.body);
        let before = previous.map(|body| links::references(row, body)).unwrap_or_default();
        let held: BTreeSet<&str> = before.iter().map(|reference| reference.target.as_str()).collect();
        let new: Vec<_> = after.iter().filter(|found| !held.contains(found.target.as_str())).cloned().collect();
        if let Err(problem) = references::check(&new, &stored.uri, repository, self.fetched, &self.pending) {
            // A value that another record has is told first.
            unique::foresee(self.store, row, stored).await?;
            return Err(problem);
        }
        self.stage_links(row, &stored.uri, &before, &after);
        let hidden = self.hidden_targets(row, &new);
        if !hidden.is_empty() {
            self.transaction.hint(&stored.uri, hidden);
        }
        let home = repository.map(repository_uri);
        let standing = self.standing(stored, home.as_deref()).await?;
        let known = (self.fetched, &self.crowded);
        let replaced = references::stage_hints(&mut self.transaction, row, stored, standing, known);
        self.rehinted.extend(replaced);
        Ok(())
    }

    /// Stages reverse links. Where one ends, the links themselves are asked from now on.
    pub(super) fn stage_links(&mut self, row: &RecordType, source: &str, before: &[Reference], after: &[Reference]) {
        for (target, relation) in references::stage_links(&mut self.transaction, row, source, before, after) {
            if !self.gone.contains(&target) {
                self.transaction.hint(&target, [links::inline::many_hint(&relation)]);
                self.loosened.insert(target);
            }
        }
    }

    /// What everybody can see of the record and its repository. Of a component it is said that nobody sees it when what is above it is
    /// not known here: that it is public is told by whoever consumes the table's stream.
    pub(super) async fn standing<'b>(
        &self,
        stored: &Stored,
        repository: Option<&'b str>,
    ) -> Result<Standing<'b>, Problem> {
        let is_published = |body: &Body| body.get("publish").and_then(Value::as_bool).unwrap_or(false);
        let repository_published = match repository {
            Some(uri) => self.store.record_in(self.fetched, uri).await?.is_some_and(|home| is_published(&home.body)),
            None => true,
        };
        let is_shown = |stored: &Stored| !stored.suppressed && is_published(&stored.body);
        let mut published = repository_published && is_shown(stored);
        for above in expected_above(stored) {
            if !published {
                break;
            }
            published = match self.store.record_in(self.fetched, &above).await? {
                Some(above) => is_shown(&above),
                None => self.store.record_in(&self.trees.fetched, &above).await?.is_some_and(|above| is_shown(&above)),
            };
        }
        Ok(Standing { repository, repository_published, published })
    }
}
