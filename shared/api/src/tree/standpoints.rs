//! Where components stand: the records above them, and their positions among their siblings.
//!
//! A component's record says truly which parent and which rank it has; what else it says about the way up and about the list it
//! stands in may be outdated. So all of it is read at once as the record says, then checked; only what proves outdated is
//! read again. A page of components is one read, however many siblings they have.

use std::collections::HashMap;
use std::sync::Arc;

use records::record_type::Stored;
use records::tree::{Standpoint, expected_above, number_of, of_component, of_root, root_of};
use store::tree::rank;
use store::{Fetched, Key, Store};

use crate::problem::Problem;

/// Rounds of reading what was not where it was expected. Each one goes at least one record further up.
const ROUNDS: usize = 64;

/// Reads at once what the places of these records, and what is below them, ask for first. What is in `known` is not read again.
pub(crate) async fn read_ahead(store: &Store, known: &Fetched, records: &[Stored]) -> Result<Fetched, Problem> {
    let below = records.iter().filter_map(|record| below_key(record.record_type, &record.uri));
    let below = below.filter(|key| !known.asked(key));
    let mut fetched = Fetched::default();
    fetch_new(store, &mut fetched, below.chain(first_keys(records)).collect()).await?;
    Ok(fetched)
}

/// Where these records stand; `None` for those that are no components. What is in `fetched` is not read again.
pub(crate) async fn read(
    store: &Store,
    fetched: &mut Fetched,
    records: &[Stored],
) -> Result<Vec<Option<Standpoint>>, Problem> {
    let chains = Chains::read(store, fetched, records).await?;
    let mut found = Vec::with_capacity(records.len());
    for record in records {
        found.push(match &record.place {
            Some(_) => {
                Some(Standpoint { position: position(store, fetched, record).await?, ancestors: chains.above(record) })
            }
            None => None,
        });
    }
    Ok(found)
}

/// What tells whether there is anything below a record, for the roots that show it.
pub(crate) fn below_key(record_type: &str, uri: &str) -> Option<Key> {
    of_root(record_type).filter(|tree| tree.shows_descendants).map(|_| Key::branch(uri, 0))
}

/// Whether there is anything below a record, for the roots that show it, as one of these reads tells.
pub(crate) fn has_descendants(read: [&Fetched; 2], record: &Stored) -> Result<bool, Problem> {
    let Some(key) = below_key(record.record_type, &record.uri) else { return Ok(false) };
    let Some(fetched) = read.into_iter().find(|fetched| fetched.asked(&key)) else { return Ok(false) };
    Ok(Store::branch_in(fetched, &record.uri, 0)?.count() > 0)
}

/// The parents of some components, and theirs, up to the roots.
pub(crate) struct Chains {
    records: HashMap<String, Arc<Stored>>,
}

impl Chains {
    /// Reads what is above these records, and what tells their positions.
    pub(crate) async fn read(store: &Store, fetched: &mut Fetched, records: &[Stored]) -> Result<Self, Problem> {
        let mut chains = Self { records: HashMap::new() };
        let mut keys = first_keys(records);
        for _ in 0..ROUNDS {
            fetch_new(store, fetched, keys).await?;
            keys = vec![];
            for record in records {
                chains.climb(store, fetched, record, &mut keys).await?;
            }
            if keys.is_empty() {
                break;
            }
        }
        Ok(chains)
    }

    /// Follows the parents as far as they are known, and names what has to be read to go on.
    async fn climb(
        &mut self,
        store: &Store,
        fetched: &Fetched,
        record: &Stored,
        missing: &mut Vec<Key>,
    ) -> Result<(), Problem> {
        let mut next = record.place.as_ref().map(|place| place.parent.clone());
        // Nobody makes circles; but what changes while it is read must not be followed for ever.
        for _ in 0..ROUNDS * ROUNDS {
            let Some(uri) = next else { break };
            if !self.records.contains_key(&uri) {
                let key = Key::record(&uri);
                if !fetched.asked(&key) {
                    missing.push(key);
                    break;
                }
                let Some(stored) = store.record_in(fetched, &uri).await? else { break };
                missing.extend(expected(&stored).into_iter().filter(|key| !fetched.asked(key)));
                self.records.insert(uri.clone(), Arc::new(stored));
            }
            next = self.records.get(&uri).and_then(|above| above.place.as_ref()).map(|place| place.parent.clone());
        }
        Ok(())
    }

    /// What is above a record, its parent first.
    pub(crate) fn above(&self, record: &Stored) -> Vec<Arc<Stored>> {
        let mut found: Vec<Arc<Stored>> = vec![];
        let mut next = record.place.as_ref().map(|place| place.parent.as_str());
        while let Some(above) = next.and_then(|uri| self.records.get(uri)) {
            if found.iter().any(|known| known.uri == above.uri) {
                break;
            }
            found.push(Arc::clone(above));
            next = above.place.as_ref().map(|place| place.parent.as_str());
        }
        found
    }

    /// The way from the root to a record, both included.
    pub(crate) fn way<'a>(&'a self, root: &'a Stored, record: &'a Stored) -> Vec<&'a Stored> {
        let above = self.above(record);
        let between = above.iter().rev().filter(|above| above.place.is_some());
        let between = between.filter_map(|above| self.records.get(&above.uri)).map(AsRef::as_ref);
        [root].into_iter().chain(between).chain([record]).collect()
    }
}

/// What is above these records as far as they tell, and what tells their positions.
fn first_keys(records: &[Stored]) -> Vec<Key> {
    records.iter().flat_map(expected).chain(records.iter().flat_map(order_keys)).collect()
}

/// The records above a component, as far as its record tells.
fn expected(record: &Stored) -> Vec<Key> {
    expected_above(record).iter().map(|uri| Key::record(uri)).collect()
}

/// What tells a component's position: the index of its parent, and the leaf that its record names.
pub(crate) fn order_keys(record: &Stored) -> Vec<Key> {
    let Some(list) = List::of(record) else { return vec![] };
    vec![Key::branch(list.root, list.parent), Key::leaf(list.root, list.parent, list.leaf)]
}

/// A component's place among its siblings, from 0. What is in `fetched` is not read again, unless it contradicts itself.
pub(crate) async fn position(store: &Store, fetched: &mut Fetched, record: &Stored) -> Result<u64, Problem> {
    let Some(list) = List::of(record) else { return Ok(0) };
    let spot = spot(record);
    fetch_new(store, fetched, order_keys(record)).await?;
    for is_last in [false, true] {
        let branch = Store::branch_in(fetched, list.root, list.parent)?;
        let Some((leaf, ahead)) = branch.leaf_of(&spot) else { return Ok(0) };
        fetch_new(store, fetched, vec![Key::leaf(list.root, list.parent, leaf.number)]).await?;
        let spots = Store::leaf_in(fetched, list.root, list.parent, leaf.number);
        let index = spots.partition_point(|other| *other < spot);
        if is_last || spots.get(index) == Some(&spot) {
            return Ok(ahead + index as u64);
        }
        // The list was changed between the two reads, or the component was moved: both are read again, once.
        let fresh = [Key::branch(list.root, list.parent), Key::leaf(list.root, list.parent, leaf.number)];
        fetched.extend(store.fetch(fresh).await?);
    }
    Ok(0)
}

/// The spot of a component.
pub(crate) fn spot(record: &Stored) -> String {
    let rank = record.place.as_ref().map(|place| place.rank.as_str()).unwrap_or_default();
    rank::spot(rank, number_of(&record.uri))
}

/// The list that a component stands in.
struct List<'a> {
    root: &'a str,
    /// 0 for the root.
    parent: u64,
    /// Where it expects to be listed.
    leaf: u32,
}

impl<'a> List<'a> {
    fn of(record: &'a Stored) -> Option<Self> {
        of_component(record.record_type)?;
        let (root, place) = (root_of(record)?, record.place.as_ref()?);
        let parent = if place.parent == root { 0 } else { number_of(&place.parent) };
        Some(Self { root, parent, leaf: place.leaf })
    }
}

/// Reads what was not asked for yet.
pub(crate) async fn fetch_new(store: &Store, fetched: &mut Fetched, keys: Vec<Key>) -> Result<(), Problem> {
    let new: Vec<Key> = keys.into_iter().filter(|key| !fetched.asked(key)).collect();
    if !new.is_empty() {
        fetched.extend(store.fetch(new).await?);
    }
    Ok(())
}
