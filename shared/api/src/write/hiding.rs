//! Links to suppressed records: those who may not see the record do not see the link either.
//!
//! Whether the record at the other end is suppressed would be a read for each link. So a record that is hidden leaves a hint at its
//! neighbours, and takes it away when it is shown again.

use std::collections::BTreeSet;

use records::links::{self, HIDDEN, inline};
use records::record_type::{RecordType, Stored};
use records::{Body, Uri};
use serde_json::Value;
use store::Store;

use super::{Staging, references};
use crate::problem::Problem;
use crate::show::row_of;

/// References that say where a record stands. What stands under a hidden one is hidden itself.
const PLACES: [&str; 3] = ["resource", "parent", "classification"];

impl Staging<'_> {
    /// Stages what the neighbours of a record must know that is hidden or shown from now on.
    pub(super) async fn tell_neighbours(&mut self, record: &Stored, suppressed: bool) -> Result<(), Problem> {
        let row = row_of(record)?;
        let hint = format!("{HIDDEN}{}", record.uri);
        let mut neighbours: BTreeSet<String> = BTreeSet::new();
        if !record.inbound.is_empty() {
            let links = self.store.links(&record.uri, "", usize::MAX).await?;
            neighbours
                .extend(links.into_iter().filter(|link| shows(&link.source, &link.relation)).map(|link| link.source));
        }
        let held = links::references(row, &record.body).into_iter();
        let shown_there = held.filter(|reference| inline::is_shown(row.name, &reference.relation, &reference.target));
        neighbours.extend(shown_there.map(|reference| reference.target));
        neighbours.retain(|uri| !self.gone.contains(uri));
        for uri in neighbours {
            if suppressed {
                self.transaction.hint(&uri, [hint.clone()]);
            } else {
                self.transaction.take_hint(&uri, hint.clone());
            }
            self.loosened.insert(uri);
        }
        Ok(())
    }

    /// The hints about records among the targets that are hidden already.
    pub(super) fn hidden_targets(&self, row: &RecordType, targets: &[links::Reference]) -> Vec<String> {
        let relationships = targets.iter().filter(|target| is_relationship(row.name, &target.relation));
        let hidden = relationships.filter(|target| Store::is_suppressed_in(self.fetched, &target.target));
        hidden.map(|target| format!("{HIDDEN}{}", target.target)).collect()
    }
}

/// Whether a record shows a reference of this kind as a relationship of its own.
fn shows(source: &str, relation: &str) -> bool {
    let source_type = Uri::parse(source).and_then(|uri| uri.record_type());
    source_type.is_some_and(|source_type| is_relationship(source_type, relation))
}

fn is_relationship(source_type: &str, relation: &str) -> bool {
    !PLACES.contains(&relation) && (source_type, relation) != ("digital_object_component", "digital_object")
}

fn hidden_neighbours(stored: &Stored) -> impl Iterator<Item = &str> {
    stored.inbound.iter().filter_map(|hint| hint.strip_prefix(HIDDEN))
}

/// Whether not everybody sees all links of a record.
pub(crate) fn has_hidden_links(stored: &Stored) -> bool {
    hidden_neighbours(stored).next().is_some()
}

/// Takes the links to hidden records from a shown one.
pub(crate) fn hide(shown: &mut Body, stored: &Stored) {
    if !has_hidden_links(stored) {
        return;
    }
    let mut value = Value::Object(std::mem::take(shown));
    hidden_neighbours(stored).for_each(|uri| references::remove(&mut value, uri));
    if let Value::Object(left) = value {
        *shown = left;
    }
}
