//! Changes of one parent's children, gathered until they are staged into a transaction.

use std::collections::{BTreeMap, BTreeSet};

use super::branch::{Branch, Leaf, write_leaves};
use super::{leaf, rank};
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write};

/// A leaf in the middle of the list that is this many times fuller than a new one is split.
const OVERFULL: u64 = 2;

/// Where a child was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its rank.
    pub rank: String,
    /// The leaf that lists it.
    pub leaf: u32,
}

/// An edit of a branch as it was read. Positions count what earlier steps of the same edit made.
#[derive(Clone, Debug)]
pub struct Edit {
    branch: Branch,
    seen: Branch,
    /// Spots of the leaves that were read, as they will be.
    known: BTreeMap<u32, Vec<String>>,
    /// By leaf and child: the rank that it gets there; `None` when it leaves.
    changes: BTreeMap<u32, BTreeMap<u64, Option<String>>>,
    /// The first rank that was appended.
    appended: Option<String>,
}

impl Edit {
    /// Of a branch.
    pub fn of(branch: Branch) -> Self {
        let seen = branch.clone();
        Self { branch, seen, known: BTreeMap::new(), changes: BTreeMap::new(), appended: None }
    }

    /// Children, with what was changed so far.
    pub fn count(&self) -> u64 {
        self.branch.count
    }

    /// Leaves that [`Edit::insert`] has to know for a position and that were not [`Edit::learn`]ed yet.
    pub fn wanted(&self, position: u64) -> Vec<u32> {
        let around = [position.checked_sub(1), Some(position)].into_iter().flatten();
        let leaves: BTreeSet<u32> = around
            .filter(|_| position < self.branch.count)
            .filter_map(|position| self.branch.leaf_at(position, false))
            .map(|(leaf, _)| leaf.number)
            .filter(|leaf| !self.known.contains_key(leaf))
            .collect();
        leaves.into_iter().collect()
    }

    /// How many children stand in the leaves ahead of a spot's.
    pub fn start_of(&self, spot: &str) -> Option<u64> {
        self.branch.leaf_of(spot).map(|(_, start)| start)
    }

    /// The position of a spot, whose leaf must have been learned.
    pub fn position_of(&self, spot: &str) -> Option<u64> {
        let (leaf, start) = self.branch.leaf_of(spot)?;
        let spots = self.known.get(&leaf.number)?;
        let ahead = spots.binary_search_by(|known| known.as_str().cmp(spot)).ok()?;
        Some(start + u64::try_from(ahead).ok()?)
    }

    /// Tells the spots of a leaf as they were read.
    pub fn learn(&mut self, leaf: u32, mut spots: Vec<String>) {
        if let Some(changes) = self.changes.get(&leaf) {
            spots.retain(|spot| rank::read_spot(spot).is_none_or(|(_, child)| !changes.contains_key(&child)));
            let placed = changes.iter().filter_map(|(child, rank)| Some(rank::spot(rank.as_deref()?, *child)));
            spots.extend(placed);
            spots.sort_unstable();
        }
        self.known.insert(leaf, spots);
    }

    /// Puts a child behind all others.
    pub fn append(&mut self, child: u64, published: bool) -> Result<Spot, Error> {
        let rank = rank::between(self.branch.last.as_deref(), None).ok_or_else(crowded)?;
        if self.branch.leaves.last().is_none_or(|leaf| leaf.count >= self.branch.capacity()) {
            self.begin_leaf(&rank);
        }
        let leaf = self.branch.leaves.last().map(|leaf| leaf.number).unwrap_or_default();
        self.branch.last = Some(rank.clone());
        self.appended.get_or_insert_with(|| rank.clone());
        self.add(leaf, &rank::spot(&rank, child), published);
        Ok(Spot { rank, leaf })
    }

    /// Puts a child at a position, counted from 0; past the end behind all others. The leaves that are [`Edit::wanted`] must
    /// have been learned. Fails as [`Error::Rearranged`] when they do not fit the index, because they were not read at the
    /// same moment.
    pub fn insert(&mut self, position: u64, child: u64, published: bool) -> Result<Spot, Error> {
        if position >= self.branch.count {
            return self.append(child, published);
        }
        let at = |position: u64| {
            let (leaf, ahead) = self.branch.leaf_at(position, false)?;
            self.known.get(&leaf.number)?.get(usize::try_from(ahead).ok()?).map(String::as_str)
        };
        let (before, after) = (position.checked_sub(1).and_then(at), at(position));
        let is_in_order = after.is_some_and(|after| before.is_none_or(|before| before < after));
        if !is_in_order || before.is_some() != (position > 0) {
            return Err(Error::Rearranged(self.branch.root.clone()));
        }
        let rank = rank::between(before, after).ok_or_else(crowded)?;
        let spot = rank::spot(&rank, child);
        let leaf = self.branch.leaf_of(&spot).map(|(leaf, _)| leaf.number).ok_or_else(crowded)?;
        self.add(leaf, &spot, published);
        Ok(Spot { rank, leaf })
    }

    /// Takes a child away.
    pub fn remove(&mut self, rank: &str, child: u64, published: bool) {
        let spot = rank::spot(rank, child);
        let Some(index) = self.branch.index_of(&spot) else { return };
        self.count_at(index, |count| count.saturating_sub(1), |seen| seen.saturating_sub(u64::from(published)));
        let leaf = self.branch.leaves[index].number;
        if let Some(spots) = self.known.get_mut(&leaf) {
            spots.retain(|known| *known != spot);
        }
        self.changes.entry(leaf).or_default().insert(child, None);
    }

    /// Notes that everybody may see a child from now on, or not any more.
    pub fn show(&mut self, rank: &str, child: u64, published: bool) {
        let Some(index) = self.branch.index_of(&rank::spot(rank, child)) else { return };
        let change = |seen: u64| if published { seen + 1 } else { seen.saturating_sub(1) };
        self.count_at(index, |count| count, change);
    }

    /// How many children more there will be, and how many more that everybody sees.
    pub fn difference(&self) -> (i64, i64) {
        let difference = |now: u64, then: u64| now.cast_signed() - then.cast_signed();
        (difference(self.branch.count, self.seen.count), difference(self.branch.published, self.seen.published))
    }

    /// The leaf that ought to be split once this edit is written.
    pub fn overfull(&self) -> Option<u32> {
        let most = OVERFULL * self.branch.capacity();
        self.branch.leaves.iter().find(|leaf| leaf.count > most).map(|leaf| leaf.number)
    }

    /// Stages the changes of the index and of its leaves.
    pub fn stage(&self, transaction: &mut Transaction) {
        let regrown = self.branch.leaves.len() != self.seen.leaves.len();
        if self.difference() == (0, 0) && self.changes.is_empty() && !regrown {
            return;
        }
        transaction.changes.insert(self.branch.key(), self.index_change(regrown));
        for (leaf, changes) in &self.changes {
            let key = Key::leaf(&self.branch.root, self.branch.parent, *leaf);
            transaction.changes.insert(key, leaf_change(changes));
        }
    }

    fn index_change(&self, regrown: bool) -> Change {
        let (count, published) = self.difference();
        let mut sets = vec![];
        let mut additions = vec!["n :n".to_owned(), "np :np".to_owned(), "w :one".to_owned()];
        let mut change = Change::new(Write::Update(String::new()))
            .with(":n", item::number(count))
            .with(":np", item::number(published))
            .with(":one", item::number(1));
        for leaf in &self.branch.leaves {
            let then = self.seen.leaves.iter().find(|then| then.number == leaf.number);
            let (old, old_published) = then.map_or((0, 0), |then| (then.count, then.published));
            for (letter, now, then) in [('c', leaf.count, old), ('p', leaf.published, old_published)] {
                if now != then {
                    let name = format!("{letter}{}", leaf.number);
                    additions.push(format!("{name} :{name}"));
                    change = change.with(&format!(":{name}"), item::number(now.cast_signed() - then.cast_signed()));
                }
            }
        }
        if self.appended.is_some() {
            sets.push("l = :l");
            change = change.with(":l", item::text(self.branch.last.as_deref().unwrap_or_default()));
        }
        if regrown {
            sets.push("s = :s, g = :next");
            change = change
                .with(":s", item::text(&write_leaves(&self.branch.leaves)))
                .with(":next", item::number(self.seen.generation + 1));
        }
        let set = if sets.is_empty() { String::new() } else { format!("SET {} ", sets.join(", ")) };
        change.write = Write::Update(format!("{set}ADD {}", additions.join(", ")));
        self.conditioned(change, regrown)
    }

    fn conditioned(&self, change: Change, regrown: bool) -> Change {
        if !self.seen.exists {
            return change.when("attribute_not_exists(pk)", Meaning::Rearranged);
        }
        let change = change.with(":g", item::number(self.seen.generation));
        match (&self.appended, &self.seen.last) {
            (None, _) => change.when("g = :g", Meaning::Rearranged),
            // What others appended meanwhile stands in the leaf that was the last.
            (Some(_), Some(last)) if regrown => {
                change.when("g = :g AND l = :then", Meaning::Rearranged).with(":then", item::text(last))
            }
            // Behind what others appended meanwhile, or beside it.
            (Some(first), _) => change
                .when("g = :g AND (attribute_not_exists(l) OR l <= :first)", Meaning::Rearranged)
                .with(":first", item::text(first)),
        }
    }

    fn begin_leaf(&mut self, from: &str) {
        let number = self.branch.leaves.iter().map(|leaf| leaf.number + 1).max().unwrap_or_default();
        let from = if self.branch.leaves.is_empty() { "" } else { from };
        self.branch.leaves.push(Leaf { number, from: from.to_owned(), count: 0, published: 0 });
        self.known.insert(number, vec![]);
    }

    fn add(&mut self, leaf: u32, spot: &str, published: bool) {
        if let Some(index) = self.branch.leaves.iter().position(|known| known.number == leaf) {
            self.count_at(index, |count| count + 1, |seen| seen + u64::from(published));
        }
        if let Some(spots) = self.known.get_mut(&leaf) {
            let place = spots.partition_point(|known| known.as_str() < spot);
            spots.insert(place, spot.to_owned());
        }
        if let Some((rank, child)) = rank::read_spot(spot) {
            self.changes.entry(leaf).or_default().insert(child, Some(rank.to_owned()));
        }
    }

    fn count_at(&mut self, index: usize, all: impl Fn(u64) -> u64, published: impl Fn(u64) -> u64) {
        let leaf = &mut self.branch.leaves[index];
        (leaf.count, leaf.published) = (all(leaf.count), published(leaf.published));
        self.branch.count = all(self.branch.count);
        self.branch.published = published(self.branch.published);
    }
}

fn leaf_change(changes: &BTreeMap<u64, Option<String>>) -> Change {
    let mut change = Change::new(Write::Update(String::new())).with(":one", item::number(1));
    let (mut sets, mut removals) = (vec![], vec![]);
    for (child, rank) in changes {
        let name = leaf::attribute(*child);
        match rank {
            Some(rank) => {
                sets.push(format!("{name} = :{name}"));
                change = change.with(&format!(":{name}"), item::text(rank));
            }
            None => removals.push(name),
        }
    }
    let clauses = [("SET", sets), ("REMOVE", removals)];
    let clauses = clauses.into_iter().filter(|(_, terms)| !terms.is_empty());
    let mut expression: Vec<String> = clauses.map(|(word, terms)| format!("{word} {}", terms.join(", "))).collect();
    expression.push("ADD w :one".to_owned());
    change.write = Write::Update(expression.join(" "));
    change
}

fn crowded() -> Error {
    Error::Crowded
}
