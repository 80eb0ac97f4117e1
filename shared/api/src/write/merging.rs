//! Several records become one: the last act of a merge, when nobody refers to the others any more.

use std::collections::BTreeSet;

use records::links;
use records::record_type::{RecordType, Scope, Stored};
use records::{Body, Uri};
use store::members::Membership;

use super::staging::Staging;
use super::{found_by, references, unique};
use crate::pipeline::repository_uri;
use crate::problem::Problem;

impl Staging<'_> {
    /// Completes a body that a merge changed as if a client had sent it.
    pub async fn complete_merged(
        &mut self,
        row: &'static RecordType,
        current: &Stored,
        body: Body,
    ) -> Result<Body, Problem> {
        let number = Uri::parse(&current.uri).map_or(0, |uri| uri.id());
        self.complete(row, repository_of(row, &current.uri), &current.uri, number, body, Some(&current.body)).await
    }

    /// Stages the next version of a record that takes the place of others, and their end, which harvesters are told of. What
    /// was unique to the others may be its own from now on.
    pub async fn merge(
        &mut self,
        row: &'static RecordType,
        current: &Stored,
        body: Body,
        ending: &[(&'static RecordType, Stored)],
    ) -> Result<Stored, Problem> {
        let uris: Vec<String> = ending.iter().map(|(_, record)| record.uri.clone()).collect();
        self.gone.extend(uris.iter().cloned());
        self.neighbours_rewritten.extend(uris.into_iter().chain([current.uri.clone()]));
        let next = self.successor(current, body);
        let repository = repository_of(row, &current.uri);
        let of_ending: Vec<(&RecordType, &Stored)> = ending.iter().map(|(row, record)| (*row, record)).collect();
        unique::stage_succession(&mut self.transaction, row, (Some(current), &next), &of_ending);
        found_by::stage(&mut self.transaction, row, &current.uri, Some(&current.body), Some(&next.body));
        let held = links::references(row, &current.body);
        let wanted = links::references(row, &next.body);
        self.stage_links(row, &current.uri, &held, &wanted);
        let known: BTreeSet<&str> = held.iter().map(|reference| reference.target.as_str()).collect();
        let home = repository.map(repository_uri);
        let standing = self.standing(&next, home.as_deref()).await?;
        let is_new = |target: &str| !known.contains(target);
        let known = (self.fetched, &self.crowded);
        let replaced = references::stage_hints_at(&mut self.transaction, row, &next, standing, known, &is_new);
        self.rehinted.extend(replaced);
        self.transaction.update(self.store, &next, current.revision()).await?;
        for (row, record) in ending {
            let held = links::references(row, &record.body);
            self.stage_links(row, &record.uri, &held, &[]);
            found_by::stage(&mut self.transaction, row, &record.uri, Some(&record.body), None);
            self.transaction.delete(&record.uri, record.revision());
            self.transaction.tombstone(&record.uri);
            self.transaction.member(&record.uri, Membership::Removed, record.revision().next());
        }
        Ok(next)
    }
}

fn repository_of(row: &RecordType, uri: &str) -> Option<u64> {
    Uri::parse(uri).and_then(|uri| uri.repository()).filter(|_| row.scope == Scope::Repository)
}
