//! What showing records asks for besides the records: the links into them, and their neighbours.
//!
//! Declared by the types ([`records::record_type::Surroundings`]) and read for a whole page at once: all links side by
//! side, then the neighbours in rounds, each of them one batch. A record that says nothing of neighbours costs nothing.

use std::collections::{BTreeSet, HashMap};

use futures_util::future::try_join_all;
use records::links::{inline, link_hint};
use records::record_type::{Link, RecordType, Stored};
use store::{Fetched, Key, Store};

use crate::problem::Problem;
use crate::show::row_of;

/// Links that are shown with a record under one relation, at most. Finding aids refer to a shared record far more often than anybody
/// would read in one answer.
const SHOWN_LINKS: usize = 5000;

/// Users of a record that are read to show it, at most: beyond it, a container shows the collections of the first ones.
const READ_USERS: usize = 500;

/// Rounds of reading neighbours of neighbours: the deepest chain of components that is followed.
const ROUNDS: usize = 64;

/// Links and neighbours of some records.
#[derive(Default)]
pub(crate) struct Surroundings {
    links: HashMap<String, Vec<Link>>,
    records: HashMap<String, Stored>,
}

impl Surroundings {
    /// Reads what the records' types ask for.
    pub(crate) async fn gather(store: &Store, fetched: &Fetched, shown: &[Stored]) -> Result<Self, Problem> {
        let mut found = Self::default();
        found.read_links(store, shown).await?;
        let mut rows: Vec<&'static RecordType> = vec![];
        for record in shown {
            let row = row_of(record)?;
            if !rows.iter().any(|known| known.name == row.name) {
                rows.push(row);
            }
        }
        for row in rows {
            found.read_neighbours(store, fetched, row, shown).await?;
        }
        Ok(found)
    }

    /// The links into a record.
    pub(crate) fn links(&self, uri: &str) -> &[Link] {
        self.links.get(uri).map_or(&[], Vec::as_slice)
    }

    /// A neighbour.
    pub(crate) fn record(&self, uri: &str) -> Option<&Stored> {
        self.records.get(uri)
    }

    async fn read_links(&mut self, store: &Store, shown: &[Stored]) -> Result<(), Problem> {
        let mut wanted: Vec<(&str, &str)> = vec![];
        for record in shown {
            let row = row_of(record)?;
            let relations: BTreeSet<&str> = row
                .mirrors
                .iter()
                .map(|mirror| mirror.relation)
                .chain(row.surroundings.users.iter().copied())
                .filter(|relation| record.inbound.contains(&link_hint(relation)))
                .collect();
            for relation in relations {
                match inline::told(&record.inbound, relation) {
                    Some(links) => self.links.entry(record.uri.clone()).or_default().extend(links),
                    None => wanted.push((record.uri.as_str(), relation)),
                }
            }
        }
        let read = wanted.iter().map(|(uri, relation)| store.links(uri, relation, SHOWN_LINKS));
        for ((uri, _), links) in wanted.iter().zip(try_join_all(read).await?) {
            self.links.entry((*uri).to_owned()).or_default().extend(links);
        }
        Ok(())
    }

    async fn read_neighbours(
        &mut self,
        store: &Store,
        fetched: &Fetched,
        row: &'static RecordType,
        shown: &[Stored],
    ) -> Result<(), Problem> {
        let named = row.surroundings.named;
        let mut asked: BTreeSet<String> = BTreeSet::new();
        for record in shown.iter().filter(|record| record.record_type == row.name) {
            asked.extend(named(record));
            for relation in row.surroundings.users {
                let users = self.links(&record.uri).iter().filter(|link| link.relation == *relation);
                asked.extend(users.take(READ_USERS).map(|link| link.source.clone()));
            }
        }
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for _ in 0..ROUNDS {
            let new: Vec<String> = asked.difference(&seen).cloned().collect();
            if new.is_empty() {
                break;
            }
            self.read_records(store, fetched, &new).await?;
            asked.extend(new.iter().filter_map(|uri| self.records.get(uri)).flat_map(named));
            seen.extend(new);
        }
        Ok(())
    }

    /// Reads records that are not known yet.
    async fn read_records(&mut self, store: &Store, fetched: &Fetched, uris: &[String]) -> Result<(), Problem> {
        let new: Vec<&str> = uris.iter().map(String::as_str).filter(|uri| !self.records.contains_key(*uri)).collect();
        let (ahead, rest): (Vec<&str>, Vec<&str>) = new.into_iter().partition(|uri| fetched.asked(&Key::record(uri)));
        let ahead = store.records_in(fetched, &ahead).await?;
        let rest = if rest.is_empty() { vec![] } else { store.read(&rest).await? };
        for stored in ahead.into_iter().chain(rest).flatten() {
            self.records.insert(stored.uri.clone(), stored);
        }
        Ok(())
    }
}
