//! A walk through what stands below a node of a tree, page by page, which can be written down between two pages.
//!
//! Siblings come in their order, and what is below them later. What others move meanwhile may be met twice, or not at all.

use serde::{Deserialize, Serialize};

use super::Card;
use crate::Store;
use crate::error::Error;

/// Cards of one page.
const PAGE: usize = 100;

/// A place in a walk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Walk {
    /// Parents whose children are still to come, the next one last, and the spot to go on from.
    parents: Vec<(u64, String)>,
    /// Components met so far.
    pub met: u64,
    /// Components that are known to come.
    pub ahead: u64,
}

impl Walk {
    /// The walk below a node, 0 for the root.
    pub fn below(node: u64) -> Self {
        Self { parents: vec![(node, String::new())], ..Self::default() }
    }

    /// The next page of at most a hundred cards; empty when the walk is over. One query, and one more for each parent that lost its
    /// children meanwhile.
    pub async fn next(&mut self, store: &Store, root: &str) -> Result<Vec<Card>, Error> {
        while let Some((parent, from)) = self.parents.pop() {
            let cards = store.cards(root, parent, &from, PAGE).await?;
            let Some(last) = cards.last() else { continue };
            if cards.len() == PAGE {
                // A blank sorts ahead of everything that spots are made of.
                self.parents.push((parent, format!("{} ", last.spot)));
            }
            let with_children = cards.iter().rev().filter(|card| card.children.all > 0);
            self.parents.extend(with_children.map(|card| (card.number, String::new())));
            self.met += cards.len() as u64;
            self.ahead = (self.ahead + cards.iter().map(|card| card.children.all).sum::<u64>())
                .saturating_sub(cards.len() as u64);
            return Ok(cards);
        }
        Ok(vec![])
    }

    /// Whether nothing is left to come.
    pub fn is_over(&self) -> bool {
        self.parents.is_empty()
    }

    /// What is ahead when nothing has been met yet.
    #[must_use]
    pub fn expect(self, ahead: u64) -> Self {
        Self { ahead, ..self }
    }
}
