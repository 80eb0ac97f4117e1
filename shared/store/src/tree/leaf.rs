//! Leaves: the spots of children that follow each other.
//!
//! | attribute | holds |
//! |---|---|
//! | `x<number>` | the rank of the child with this number, in hexadecimal digits |
//! | `w` | writes |
//!
//! An attribute for each child, because a child that moves inside of its leaf would have to be taken out of a set and put into it
//! in one expression, which DynamoDB does not do.

use aws_sdk_dynamodb::types::AttributeValue;

use super::rank;
use crate::Store;
use crate::error::Error;
use crate::fetch::Fetched;
use crate::item::{self, Item};
use crate::key::Key;

/// The attribute of a child.
pub(super) fn attribute(child: u64) -> String {
    format!("x{child:x}")
}

/// The attributes of a leaf that holds these spots.
pub(super) fn attributes(spots: &[String]) -> impl Iterator<Item = (String, AttributeValue)> {
    let spots = spots.iter().filter_map(|spot| rank::read_spot(spot));
    spots.map(|(rank, child)| (attribute(child), item::text(rank)))
}

pub(super) fn spots(item: &Item) -> Vec<String> {
    let ranks = item.iter().filter_map(|(name, value)| {
        let child = u64::from_str_radix(name.strip_prefix('x')?, 16).ok()?;
        Some(rank::spot(value.as_s().ok()?, child))
    });
    let mut spots: Vec<String> = ranks.collect();
    spots.sort_unstable();
    spots
}

impl Store {
    /// The spots of a leaf among fetched items ([`Key::leaf`]), in order.
    pub fn leaf_in(fetched: &Fetched, root: &str, parent: u64, leaf: u32) -> Vec<String> {
        fetched.item(&Key::leaf(root, parent, leaf)).map(spots).unwrap_or_default()
    }

    /// How often a leaf among fetched items was written.
    pub(super) fn leaf_writes_in(fetched: &Fetched, key: &Key) -> Result<u64, Error> {
        fetched.item(key).map_or(Ok(0), |leaf| item::get_number(leaf, "w"))
    }
}
