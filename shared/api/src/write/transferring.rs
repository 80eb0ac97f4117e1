//! A record that goes to another repository: the same record under another URI.
//!
//! References to what goes along lead to where that will be; those to what stays behind are cut, at both ends. What others say
//! about the record goes with it, so that no hint has to be left anew by records that go along.

use std::collections::{BTreeMap, BTreeSet};

use records::links::{self, Reference};
use records::record_type::{RecordType, Stored};
use records::{Body, types};
use serde_json::Value;
use store::Store;
use store::members::Membership;

use super::staging::Staging;
use super::tree::{Leaves, Parent};
use super::{found_by, references, unique};
use crate::pipeline::repository_uri;
use crate::problem::Problem;

/// Links at a new URI that are looked at: one of each relation would do.
const EARLY: usize = 200;

/// Which records go, and where.
pub struct Route<'a> {
    /// The repository that they leave.
    pub from: u64,
    /// The repository that they go to.
    pub to: u64,
    /// Whether a record of the repository goes along.
    pub goes_along: &'a (dyn Fn(&str) -> bool + Sync),
    /// What the repository's own assessment definitions are there, by number; others have no equal.
    pub definitions: &'a BTreeMap<u64, u64>,
}

impl Route<'_> {
    /// Where a record will be; `None` for one that does not go along.
    pub fn destination(&self, uri: &str) -> Option<String> {
        let rest = uri.strip_prefix(&repository_uri(self.from))?.strip_prefix('/')?;
        (self.goes_along)(uri).then(|| format!("{}/{rest}", repository_uri(self.to)))
    }

    /// Whether a record stays behind: it is one of the repository, and does not go along.
    fn stays(&self, uri: &str) -> bool {
        let is_inside = uri.strip_prefix(&repository_uri(self.from)).is_some_and(|rest| rest.starts_with('/'));
        is_inside && !(self.goes_along)(uri)
    }

    /// A record as it will be, but for its place in a tree; `None` for one that does not go along.
    pub fn record(&self, row: &RecordType, current: &Stored) -> Option<Stored> {
        Some(Stored {
            uri: self.destination(&current.uri)?,
            inbound: self.inbound(&current.inbound),
            place: None,
            body: self.body(row, &current.body),
            ..current.clone()
        })
    }

    /// A record's body as it will be.
    pub fn body(&self, row: &RecordType, body: &Body) -> Body {
        let mut value = Value::Object(body.clone());
        for Reference { target, .. } in links::references(row, body) {
            if self.stays(&target) {
                references::remove(&mut value, &target);
            }
        }
        self.rename(&mut value);
        let Value::Object(mut body) = value else { return Body::new() };
        self.rename_parts(&mut body);
        if row.name == types::ASSESSMENT.name {
            types::assessment::attributes::renumber(&mut body, self.definitions);
        }
        body
    }

    /// Lets references to what goes along lead to where that will be.
    fn rename(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item)),
            Value::Object(object) => {
                if let Some(Value::String(target)) = object.get_mut("ref")
                    && let Some(destination) = self.destination(target)
                {
                    *target = destination;
                }
                object.values_mut().for_each(|nested| self.rename(nested));
            }
            _ => {}
        }
    }

    /// Parts of a record that are shown under a URI of the repository.
    fn rename_parts(&self, body: &mut Body) {
        let (from, to) = (repository_uri(self.from), repository_uri(self.to));
        for part in body.values_mut().filter_map(Value::as_object_mut) {
            if let Some(Value::String(uri)) = part.get_mut("uri")
                && let Some(rest) = uri.strip_prefix(&from).filter(|rest| rest.starts_with('/'))
            {
                *uri = format!("{to}{rest}");
            }
        }
    }

    /// What others said about a record, as it reads where they are now. What those said who stay behind is forgotten.
    fn inbound(&self, inbound: &BTreeSet<String>) -> BTreeSet<String> {
        let (from, to) = (repository_uri(self.from), repository_uri(self.to));
        let renamed = inbound.iter().filter_map(|hint| {
            for prefix in ["repository:", "published_repository:"] {
                if hint.strip_prefix(prefix) == Some(&from) {
                    return Some(format!("{prefix}{to}"));
                }
            }
            let Some(told) = hint.strip_prefix("from:") else { return Some(hint.clone()) };
            let mut parts = told.splitn(3, ':');
            let (relation, source, extra) = (parts.next()?, parts.next()?, parts.next()?);
            match self.destination(source) {
                Some(source) => Some(format!("from:{relation}:{source}:{extra}")),
                None if self.stays(source) => None,
                None => Some(hint.clone()),
            }
        });
        renamed.collect()
    }
}

impl Staging<'_> {
    /// Stages a record under its new URI, and the end of the old one. `fetched` must hold what it refers to, where
    /// that is outside of the repository or has moved before, and the departure from the new URI, if there was one. A component comes last below `parent`, which is there already, and
    /// its children follow it.
    pub async fn transfer(
        &mut self,
        row: &'static RecordType,
        current: &Stored,
        route: &Route<'_>,
        parent: Option<&Parent>,
    ) -> Result<Stored, Problem> {
        let mut next = route.record(row, current).ok_or_else(|| Problem::missing(row.model))?;
        let departure = Store::departure_in(self.fetched, &next.uri)?;
        let floor = departure.as_ref().map_or(0, |departure| departure.version + 1);
        next.silent += floor.saturating_sub(next.revision().0);
        next.system_mtime = self.store.clock().now();
        // Those who refer to it and moved before it left links there; what it was told about them may have been taken back meanwhile.
        for link in self.store.links(&next.uri, "", EARLY).await? {
            next.inbound.extend([links::link_hint(&link.relation), links::inline::many_hint(&link.relation)]);
        }
        next.place = match parent {
            Some(parent) => self.resettle(current, &next, parent, Leaves::Orphaned).await?,
            None => None,
        };
        let held = links::references(row, &current.body);
        let wanted = links::references(row, &next.body);
        self.gone.insert(current.uri.clone());
        self.gone
            .extend(held.iter().filter(|found| route.destination(&found.target).is_some()).map(|f| f.target.clone()));
        unique::stage_succession(&mut self.transaction, row, (None, &next), &[(row, current)]);
        found_by::stage(&mut self.transaction, row, &next.uri, None, Some(&next.body));
        found_by::stage(&mut self.transaction, row, &current.uri, Some(&current.body), None);
        self.stage_links(row, &current.uri, &held, &[]);
        self.stage_links(row, &next.uri, &[], &wanted);
        let home = repository_uri(route.to);
        let standing = self.standing(&next, Some(&home)).await?;
        // Those who have not come yet keep what was said about them.
        let (new_home, fetched) = (format!("{home}/"), self.fetched);
        let is_there = |target: &str| !target.starts_with(&new_home) || Store::inbound_in(fetched, target).is_some();
        let known = (fetched, &self.crowded);
        let replaced = references::stage_hints_at(&mut self.transaction, row, &next, standing, known, &is_there);
        self.rehinted.extend(replaced);
        self.transaction.create(self.store, &next).await?;
        self.transaction.member(&next.uri, Membership::Added, next.revision());
        if next.suppressed {
            self.transaction.member(&next.uri, Membership::Suppressed, next.revision().next());
        }
        if let Some(departure) = &departure {
            self.transaction.come_back(departure);
        }
        self.transaction.delete(&current.uri, current.revision());
        self.transaction.depart(self.store, &current.uri, current.revision().next().0);
        self.transaction.member(&current.uri, Membership::Removed, current.revision().next());
        self.neighbours_rewritten.insert(current.uri.clone());
        self.pending.insert(next.uri.clone());
        Ok(next)
    }

    /// Stages a record without its references to some that leave its repository.
    pub async fn let_go(&mut self, source: &str, leaving: &[&str]) -> Result<(), Problem> {
        let found = self.store.read(&[source]).await?.pop().flatten();
        let row = found.as_ref().and_then(|stored| records::types::find(stored.record_type));
        let (Some(stored), Some(row)) = (found, row) else { return Ok(()) };
        let mut value = Value::Object(stored.body.clone());
        for target in leaving {
            references::remove(&mut value, target);
        }
        let Value::Object(body) = value else { return Ok(()) };
        self.gone.extend(leaving.iter().map(|uri| (*uri).to_owned()));
        let (before, after) = (links::references(row, &stored.body), links::references(row, &body));
        self.stage_links(row, source, &before, &after);
        let next = Stored { silent: stored.silent + 1, system_mtime: self.store.clock().now(), body, ..stored.clone() };
        unique::stage_stored(&mut self.transaction, row, Some(&stored), Some(&next));
        self.follow_card(&stored, &next).await?;
        self.transaction.update(self.store, &next, stored.revision()).await?;
        self.neighbours_rewritten.insert(source.to_owned());
        Ok(())
    }
}
