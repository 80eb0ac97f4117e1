//! The index of one parent's children.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item::{self, Item};
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write};

/// Spots in a leaf, at least, before the next one is begun.
const SMALLEST: u64 = 64;

/// The children of one parent: how many there are, and where they are listed.
///
/// | attribute | holds |
/// |---|---|
/// | `n`, `np` | children; published and not suppressed ones among them |
/// | `g` | generation: raised when the leaves change |
/// | `w` | writes |
/// | `l` | the rank that was appended last |
/// | `s` | the leaves in order: number, colon, the first text that belongs there; separated by blanks |
/// | `c<leaf>`, `p<leaf>` | children in a leaf; published ones |
#[derive(Clone, Debug, Default)]
pub struct Branch {
    pub(super) root: String,
    pub(super) parent: u64,
    pub(super) exists: bool,
    pub(super) count: u64,
    pub(super) published: u64,
    pub(super) generation: u64,
    pub(super) writes: u64,
    pub(super) last: Option<String>,
    pub(super) leaves: Vec<Leaf>,
}

/// A run of siblings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its number in the index. Says nothing about the order.
    pub number: u32,
    /// Its spots sort at or behind this text, and ahead of the next leaf's.
    pub from: String,
    /// Children in it.
    pub count: u64,
    /// Published and not suppressed ones among them.
    pub published: u64,
}

impl Branch {
    /// Children.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Children that are published and not suppressed.
    pub fn published(&self) -> u64 {
        self.published
    }

    /// The leaves in the order of the siblings.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The leaf that a spot belongs to, and how many children stand in the leaves ahead of it.
    pub fn leaf_of(&self, spot: &str) -> Option<(&Leaf, u64)> {
        let index = self.index_of(spot)?;
        Some((&self.leaves[index], self.leaves[..index].iter().map(|leaf| leaf.count).sum()))
    }

    /// The leaf in which the child at a position stands, and how many of the leaf stand ahead of it. `None` past the end. With
    /// `published_only` the others are not counted.
    pub fn leaf_at(&self, position: u64, published_only: bool) -> Option<(&Leaf, u64)> {
        let mut ahead = position;
        for leaf in &self.leaves {
            let count = if published_only { leaf.published } else { leaf.count };
            if ahead < count {
                return Some((leaf, ahead));
            }
            ahead -= count;
        }
        None
    }

    pub(super) fn index_of(&self, spot: &str) -> Option<usize> {
        self.leaves.partition_point(|leaf| leaf.from.as_str() <= spot).checked_sub(1)
    }

    /// How full the last leaf becomes before the next one is begun. Grows with the number of children, so that neither the
    /// index nor a leaf gets long.
    pub(super) fn capacity(&self) -> u64 {
        self.count.isqrt().max(SMALLEST)
    }

    pub(super) fn key(&self) -> Key {
        Key::branch(&self.root, self.parent)
    }

    pub(super) fn decode(root: &str, parent: u64, item: &Item) -> Result<Self, Error> {
        let optional = |name: &str| if item.contains_key(name) { item::get_number(item, name) } else { Ok(0) };
        let read_leaf = |text: &str| {
            let (number, from) = text.split_once(':').ok_or_else(|| Error::damaged("leaf without a beginning"))?;
            let number: u32 = number.parse().map_err(Error::damaged)?;
            let (count, published) = (optional(&format!("c{number}"))?, optional(&format!("p{number}"))?);
            Ok(Leaf { number, from: from.to_owned(), count, published })
        };
        let last = match item.get("l") {
            Some(AttributeValue::S(rank)) => Some(rank.clone()),
            _ => None,
        };
        Ok(Self {
            root: root.to_owned(),
            parent,
            exists: true,
            count: optional("n")?,
            published: optional("np")?,
            generation: optional("g")?,
            writes: optional("w")?,
            last,
            leaves: item::get_text(item, "s")?.split(' ').map(read_leaf).collect::<Result<_, Error>>()?,
        })
    }
}

/// The attribute `s`.
pub(super) fn write_leaves(leaves: &[Leaf]) -> String {
    let texts: Vec<String> = leaves.iter().map(|leaf| format!("{}:{}", leaf.number, leaf.from)).collect();
    texts.join(" ")
}

impl Transaction {
    /// Ends a branch whose children end too, provided that nobody wrote to it since it was read.
    pub fn end_branch(&mut self, branch: &Branch) {
        let end = if branch.exists {
            Change::new(Write::Delete).when("w = :w", Meaning::Rearranged).with(":w", item::number(branch.writes))
        } else {
            Change::new(Write::Check).when("attribute_not_exists(pk)", Meaning::Rearranged)
        };
        self.changes.insert(branch.key(), end);
        for leaf in &branch.leaves {
            self.remove(Key::leaf(&branch.root, branch.parent, leaf.number));
        }
    }
}

impl Store {
    /// The children of a parent among fetched items ([`Key::branch`]); an empty branch when there are none.
    pub fn branch_in(fetched: &Fetched, root: &str, parent: u64) -> Result<Branch, Error> {
        match fetched.item(&Key::branch(root, parent)) {
            Some(item) => Branch::decode(root, parent, item),
            None => Ok(Branch { root: root.to_owned(), parent, ..Branch::default() }),
        }
    }
}
