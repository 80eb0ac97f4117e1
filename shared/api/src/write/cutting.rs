//! The end of a record, and of relationships: references that lead to it are cut from the records that hold them.

use std::collections::BTreeSet;

use futures_util::{TryStreamExt, stream};
use records::Body;
use records::Uri;
use records::links;
use records::record_type::{RecordType, Stored};
use serde_json::Value;
use store::members::Membership;
use store::{Fetched, Store};

use super::staging::Staging;
use super::{Attempts, found_by, references, unique};
use crate::problem::Problem;

/// Records whose references are cut in the transaction that deletes their target. More are cut before it.
const CUT_TOGETHER: usize = 20;

/// Records whose references are cut in one transaction before that: each takes two of its hundred items, or a few more.
const CUT_APART: usize = 40;

/// Such transactions under way at once: an agent may be linked from more records than a request could follow one by one.
const AT_ONCE: usize = 4;

/// Cuts a reference that was made to a record while it went away: its maker saw it, and its remover did not see the maker.
pub async fn loosen(store: &Store, source: &str, target: &str) -> Result<(), Problem> {
    let fetched = Fetched::default();
    cut_apart(Attempts::over(store, &fetched, None), &[source.to_owned()], target).await
}

/// Cuts the references of some records in a transaction of their own; again, when one of them changes meanwhile.
async fn cut_apart(mut attempts: Attempts<'_>, sources: &[String], target: &str) -> Result<(), Problem> {
    loop {
        let mut apart = attempts.start();
        apart.cut_all(sources, target).await?;
        if attempts.commit(apart).await? {
            return Ok(());
        }
    }
}

impl Staging<'_> {
    /// Stages the end of a record, which harvesters are told of.
    pub async fn delete(&mut self, row: &'static RecordType, current: &Stored) -> Result<(), Problem> {
        self.forget(row, current).await?;
        self.transaction.tombstone(&current.uri);
        Ok(())
    }

    /// Stages the end of a record that goes unmentioned, with one that is mentioned. References that others make to it are
    /// cut.
    pub async fn forget(&mut self, row: &'static RecordType, current: &Stored) -> Result<(), Problem> {
        self.ending.insert(current.uri.clone());
        self.check_kept(row, current).await?;
        self.cut_inbound(current).await?;
        unique::stage_stored(&mut self.transaction, row, Some(current), None);
        let held = links::references(row, &current.body);
        self.stage_links(row, &current.uri, &held, &[]);
        found_by::stage(&mut self.transaction, row, &current.uri, Some(&current.body), None);
        if current.inbound.is_empty() {
            self.transaction.delete_unreferenced(&current.uri, current.revision());
        } else {
            self.transaction.delete(&current.uri, current.revision());
        }
        self.transaction.member(&current.uri, Membership::Removed, current.revision().next());
        Ok(())
    }

    /// Relationships that other records hold and this one may write: what the update leaves out is cut there, what it
    /// keeps stays with the other record.
    pub(super) async fn cut_mirrors(
        &mut self,
        row: &RecordType,
        current: &Stored,
        mut body: Body,
    ) -> Result<Body, Problem> {
        let relations: BTreeSet<&str> = row
            .mirrors
            .iter()
            .filter(|mirror| mirror.writable && current.inbound.contains(&links::link_hint(mirror.relation)))
            .map(|mirror| mirror.relation)
            .collect();
        for relation in relations {
            for link in self.store.links(&current.uri, relation, 5000).await? {
                let source_type = Uri::parse(&link.source).and_then(|uri| uri.record_type()).unwrap_or_default();
                let mirror = row.mirrors.iter().find(|mirror| {
                    mirror.writable && mirror.relation == relation && mirror.sources.contains(&source_type)
                });
                let Some(mirror) = mirror else { continue };
                let Some(Value::Array(items)) = body.get_mut(mirror.property) else {
                    self.cut_all(std::slice::from_ref(&link.source), &current.uri).await?;
                    continue;
                };
                let count = items.len();
                items.retain(|item| item.get("ref").and_then(Value::as_str) != Some(link.source.as_str()));
                if items.len() == count {
                    self.cut_all(std::slice::from_ref(&link.source), &current.uri).await?;
                }
            }
        }
        Ok(body)
    }

    /// Says that these records end in this transaction or soon after it: none of them keeps another, and references between them need
    /// no cutting.
    pub fn announce_end<'b>(&mut self, uris: impl IntoIterator<Item = &'b str>) {
        self.ending.extend(uris.into_iter().map(str::to_owned));
    }

    /// Records whose references to one that is going to end are to be cut ahead of it ([`Self::cut_ahead`]), at most `limit`: the
    /// last ones go with it in one transaction.
    pub async fn to_cut_ahead(&self, current: &Stored, limit: usize) -> Result<Vec<String>, Problem> {
        if current.inbound.is_empty() {
            return Ok(vec![]);
        }
        let links = self.store.links(&current.uri, "", limit + CUT_TOGETHER).await?;
        let sources: BTreeSet<String> = links.into_iter().map(|link| link.source).collect();
        Ok(sources.difference(&self.ending).skip(CUT_TOGETHER).cloned().collect())
    }

    /// Refuses to delete what others may not lose. A hint may outlive its link, so the links decide.
    pub async fn check_kept(&self, row: &RecordType, current: &Stored) -> Result<(), Problem> {
        for kept in row.kept_by {
            if !current.inbound.contains(&links::link_hint(kept.relation)) {
                continue;
            }
            let limit = if kept.sources.is_empty() { 1 } else { usize::MAX };
            let links = self.store.links(&current.uri, kept.relation, limit).await?;
            let counts = |source: &str| {
                let source_type = Uri::parse(source).and_then(|uri| uri.record_type()).unwrap_or_default();
                kept.sources.is_empty() || kept.sources.contains(&source_type)
            };
            if links.iter().any(|link| counts(&link.source) && !self.ending.contains(&link.source)) {
                return Err(Problem::conflict(kept.error));
            }
        }
        Ok(())
    }

    /// Cuts the references that other records make to one that goes away.
    pub async fn cut_inbound(&mut self, current: &Stored) -> Result<(), Problem> {
        if current.inbound.is_empty() {
            return Ok(());
        }
        let sources: BTreeSet<String> =
            self.store.links(&current.uri, "", usize::MAX).await?.into_iter().map(|link| link.source).collect();
        let sources = sources.difference(&self.ending).cloned();
        let (together, before): (Vec<_>, Vec<_>) = {
            let mut sources: Vec<String> = sources.collect();
            let rest = sources.split_off(sources.len().min(CUT_TOGETHER));
            (sources, rest)
        };
        self.cut_ahead(&before, &current.uri).await?;
        self.cut_all(&together, &current.uri).await
    }

    /// Cuts the references of records ahead of the end of what they name, in transactions of their own.
    pub async fn cut_ahead(&self, sources: &[String], target: &str) -> Result<(), Problem> {
        let mut apart = sources.chunks(CUT_APART);
        let attempts = || Attempts::over(self.store, self.fetched, self.username.as_deref());
        // The first of them tells readers of the target that its hints are not to be trusted any more: once is enough, and the
        // others are not in each other's way.
        if let Some(first) = apart.next() {
            cut_apart(attempts(), first, target).await?;
        }
        let rest = apart.map(|some| {
            let mut attempts = attempts();
            attempts.gone.insert(target.to_owned());
            Ok(cut_apart(attempts, some, target))
        });
        stream::iter(rest).try_for_each_concurrent(AT_ONCE, |cut| cut).await
    }

    /// Stages records without their references to another one. Those that are gone have none.
    async fn cut_all(&mut self, sources: &[String], target: &str) -> Result<(), Problem> {
        let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
        for stored in self.store.read(&sources).await?.into_iter().flatten() {
            self.cut(stored, target).await?;
        }
        Ok(())
    }

    /// Stages a record without its references to another one.
    async fn cut(&mut self, stored: Stored, target: &str) -> Result<(), Problem> {
        let Some(row) = records::types::find(stored.record_type) else { return Ok(()) };
        // It may lose references to several records here.
        let (stored, staged) = match self.cut.remove(&stored.uri) {
            Some((before, body)) => (before, Some(body)),
            None => (stored, None),
        };
        let source = stored.uri.as_str();
        let mut value = Value::Object(staged.unwrap_or_else(|| stored.body.clone()));
        references::remove(&mut value, target);
        let Value::Object(body) = value else { return Ok(()) };
        let before = links::references(row, &stored.body);
        let after = links::references(row, &body);
        self.stage_links(row, source, &before, &after);
        // The neighbour did not change by its own author's hand: nobody's copy has to follow, and only the system's time moves.
        let next = Stored { silent: stored.silent + 1, system_mtime: self.store.clock().now(), body, ..stored.clone() };
        self.follow_card(&stored, &next).await?;
        self.transaction.update(self.store, &next, stored.revision()).await?;
        self.neighbours_rewritten.insert(stored.uri.clone());
        self.cut.insert(stored.uri.clone(), (stored, next.body));
        Ok(())
    }
}
