//! All cards of a tree.

use crate::Store;
use crate::error::Error;
use crate::item;
use crate::key::Key;
use crate::tree::Card;

impl Store {
    /// Hands over the cards of a tree with the number of their parent: one parent's children after the other's, in their order.
    ///
    /// A megabyte is read at a time, and only that much is held. What is moved meanwhile may be handed over twice, or not at all.
    pub async fn every_card(&self, root: &str, mut take: impl FnMut(u64, Card)) -> Result<(), Error> {
        let first = Key::card(root, 0, "");
        let prefix = first.sk.split_inclusive('#').next().unwrap_or_default();
        let query = self
            .query(&first.pk, " AND begins_with(sk, :prefix)")
            .expression_attribute_values(":prefix", item::text(prefix));
        let mut start = None;
        loop {
            let (items, next) = self.next_page(&query, usize::MAX, start).await?;
            for item in &items {
                let sk = item::get_text(item, "sk")?;
                let parent = sk.split('#').nth(1).and_then(|parent| parent.parse().ok());
                let parent = parent.ok_or_else(|| Error::damaged(format!("card of no parent: {sk}")))?;
                take(parent, Card::decode(item)?);
            }
            start = next;
            if start.is_none() {
                return Ok(());
            }
        }
    }
}
