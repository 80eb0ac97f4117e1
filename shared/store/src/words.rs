//! Texts that things are called by, found by how they begin: what a form offers while somebody types.
//!
//! A list of words is one partition, sorted by the words themselves. Keys hold no client text: a word stands there as the hexadecimal
//! digits of its beginning, which sort as it does and can be nothing but digits, then hashed.
//!
//! Each word counts its uses, so that it goes when the last use does. A word that many give at once would be one item that all their
//! transactions want; its count is therefore kept in up to [`PARTS`] items, chosen by what uses it, and readers put
//! neighbours together.

use crate::Store;
use crate::error::Error;
use crate::item::{self, Item};
use crate::key::Key;
use crate::transaction::{Change, Meaning, Transaction, Write};

/// Items that one word's count is spread over.
pub const PARTS: u8 = 8;

/// Bytes of a word's beginning that it is sorted and found by.
const SORTED_BY: usize = 120;

/// Items that a search for words reads at most, so that a text which everything begins with costs no more than others.
const READ: usize = 1000;

/// Items read at a time: most words have one or two.
const PAGE: usize = 250;

/// Words that are removed in one transaction.
const TOGETHER: usize = 50;

/// A word on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The list: a name of the program's own.
    pub list: &'static str,
    /// What is compared and sorted by.
    pub folded: String,
    /// The word as it is shown.
    pub text: String,
    /// Which part of the count, below [`PARTS`].
    pub part: u8,
}

impl Word {
    fn key(&self) -> Key {
        Key::word(self.list, &digits(&self.folded), &self.text, self.part)
    }
}

impl Transaction {
    /// Counts one more use of a word, or one less.
    pub fn count_word(&mut self, word: &Word, uses: i64) {
        let change = Change::new(Write::Update("SET t = :t ADD n :uses".to_owned()))
            .with(":t", item::text(&word.text))
            .with(":uses", item::number(uses));
        self.changes.insert(word.key(), change);
    }
}

impl Store {
    /// Words that begin with a folded text, in their order, each once; at most `limit`. Those that nobody uses any more, and that nobody
    /// came to remove, are removed by who meets them here.
    pub async fn words(&self, list: &str, beginning: &str, limit: usize) -> Result<Vec<String>, Error> {
        let partition = Key::word_partition(list);
        let query = if beginning.is_empty() {
            self.query(&partition, "")
        } else {
            self.query(&partition, " AND begins_with(sk, :prefix)")
                .expression_attribute_values(":prefix", item::text(&digits(beginning)))
        };
        let (mut words, mut unused, mut read): (Vec<String>, Vec<Key>, usize) = (vec![], vec![], 0);
        let mut start: Option<Item> = None;
        while words.len() < limit && read < READ {
            let (items, next) = self.next_page(&query, PAGE, start).await?;
            read += items.len();
            for item in items {
                let text = item::get_text(&item, "t")?;
                if is_unused(&item) {
                    unused.push(Key { pk: partition.clone(), sk: item::get_text(&item, "sk")?.to_owned() });
                } else if words.last().is_none_or(|last| last != text) {
                    words.push(text.to_owned());
                }
            }
            start = next;
            if start.is_none() {
                break;
            }
        }
        words.truncate(limit);
        unused.truncate(TOGETHER);
        // Who cannot remove them has their answer all the same.
        let _ = self.remove_unused(&unused).await;
        Ok(words)
    }

    /// Removes those of these words that nobody uses any more, after a use of each was counted down. One call when all are used.
    pub async fn forget_words(&self, words: &[Word]) -> Result<(), Error> {
        let keys: Vec<Key> = words.iter().map(Word::key).collect();
        let fetched = self.fetch(keys.iter().cloned()).await?;
        let unused: Vec<Key> = keys.into_iter().filter(|key| fetched.item(key).is_some_and(is_unused)).collect();
        for some in unused.chunks(TOGETHER) {
            self.remove_unused(some).await?;
        }
        Ok(())
    }

    async fn remove_unused(&self, keys: &[Key]) -> Result<(), Error> {
        if keys.is_empty() {
            return Ok(());
        }
        let mut transaction = Transaction::new();
        for key in keys {
            let delete = Change::new(Write::Delete)
                .when("attribute_not_exists(pk) OR n <= :none", Meaning::Stale)
                .with(":none", item::number(0));
            transaction.changes.insert(key.clone(), delete);
        }
        match self.commit(transaction).await {
            // Somebody has just taken one of them up again: the others are met once more.
            Err(Error::Stale(_)) => Ok(()),
            removed => removed,
        }
    }
}

fn is_unused(item: &Item) -> bool {
    item::get_number::<i64>(item, "n").is_ok_and(|uses| uses <= 0)
}

/// The beginning of a text as digits that sort like its bytes.
fn digits(text: &str) -> String {
    hex::encode(&text.as_bytes()[..text.len().min(SORTED_BY)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_sort_as_the_words_do_and_begin_as_they_do() {
        let words = ["", "a", "a b", "ab", "b", "north", "north wall", "ø", "東京"];
        assert!(words.map(digits).is_sorted());
        assert!(digits("north wall").starts_with(&digits("north")));
        let long = "é".repeat(500);
        assert_eq!(digits(&long).len(), 2 * SORTED_BY);
        assert!(digits("#/..\0").bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
