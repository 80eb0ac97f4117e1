//! Splitting a leaf that insertions in the middle of a list have filled.

use super::branch::{Branch, Leaf, write_leaves};
use super::leaf;
use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write, with_key};

impl Store {
    /// Splits a leaf of a parent's index in two. Somebody else who writes there at the same moment keeps it from happening, which is
    /// no harm: the next one who meets the full leaf does it.
    pub async fn split_leaf(&self, root: &str, parent: u64, number: u32) -> Result<(), Error> {
        let (index_key, leaf_key) = (Key::branch(root, parent), Key::leaf(root, parent, number));
        let fetched = self.fetch([index_key.clone(), leaf_key.clone()]).await?;
        let mut branch = Self::branch_in(&fetched, root, parent)?;
        let writes = Self::leaf_writes_in(&fetched, &leaf_key)?;
        let spots = Self::leaf_in(&fetched, root, parent, number);
        let Some(index) = branch.leaves.iter().position(|known| known.number == number) else { return Ok(()) };
        let is_as_counted = u64::try_from(spots.len()).is_ok_and(|count| count == branch.leaves[index].count);
        let Some(middle) = spots.get(spots.len() / 2).filter(|_| is_as_counted && spots.len() > 1) else {
            return Ok(());
        };
        let cards = self.cards(root, parent, &spots[0], spots.len()).await?;
        let published = |from: &str| {
            let shown = cards.iter().filter(|card| card.published && spots.contains(&card.spot));
            u64::try_from(shown.filter(|card| card.spot.as_str() >= from).count()).unwrap_or_default()
        };
        let next = branch.leaves.iter().map(|leaf| leaf.number + 1).max().unwrap_or_default();
        let upper = Leaf {
            number: next,
            from: middle.clone(),
            count: u64::try_from(spots.len() - spots.len() / 2).unwrap_or_default(),
            published: published(middle),
        };
        let lower = &mut branch.leaves[index];
        lower.count = u64::try_from(spots.len() / 2).unwrap_or_default();
        lower.published = published("") - upper.published;
        let lower = lower.clone();
        branch.leaves.insert(index + 1, upper.clone());
        let mut transaction = Transaction::new();
        transaction.changes.insert(index_key, regrown(&branch, [&lower, &upper]));
        let (kept, moved) = spots.split_at(spots.len() / 2);
        let written = |key: &Key, spots: &[String]| {
            let mut item = with_key(key, [("w", item::number(writes + 1))]);
            item.extend(leaf::attributes(spots));
            Change::new(Write::Put(item))
        };
        // Index and leaf were not read at the same moment: both have to be what they were.
        let keep = written(&leaf_key, kept).when("w = :w", Meaning::Rearranged).with(":w", item::number(writes));
        transaction.changes.insert(leaf_key, keep);
        let upper_key = Key::leaf(root, parent, upper.number);
        let begin = written(&upper_key, moved);
        transaction.changes.insert(upper_key, begin);
        match self.commit(transaction).await {
            Err(Error::Rearranged(_)) => Ok(()),
            other => other,
        }
    }
}

/// The index with other leaves, provided that nobody wrote to it since it was read.
fn regrown(branch: &Branch, counted: [&Leaf; 2]) -> Change {
    let mut sets = vec!["s = :s".to_owned(), "g = :next".to_owned()];
    let mut change = Change::new(Write::Delete)
        .when("g = :g AND w = :w", Meaning::Rearranged)
        .with(":s", item::text(&write_leaves(&branch.leaves)))
        .with(":g", item::number(branch.generation))
        .with(":next", item::number(branch.generation + 1))
        .with(":w", item::number(branch.writes))
        .with(":one", item::number(1));
    for leaf in counted {
        for (letter, count) in [('c', leaf.count), ('p', leaf.published)] {
            let name = format!("{letter}{}", leaf.number);
            sets.push(format!("{name} = :{name}"));
            change = change.with(&format!(":{name}"), item::number(count));
        }
    }
    change.write = Write::Update(format!("SET {} ADD w :one", sets.join(", ")));
    change
}
