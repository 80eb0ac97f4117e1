//! The best of what matches, in an order by score and columns; ties are ordered by id, so that the order is total and a cursor can say
//! where it left off.
//!
//! Within a segment texts compare as their numbers in the column's dictionary; between segments as texts. Documents without a value come
//! last, whichever way the order goes.

use std::cmp::Ordering;
use std::ops::Bound;

use serde::{Deserialize, Serialize};
use tantivy::columnar::{Column, DynamicColumn, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentReader};

/// An order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order {
    /// The keys; the last one is the id.
    pub(crate) keys: Vec<Key>,
    /// The last hit before the first that counts.
    pub(crate) after: Option<Vec<Part>>,
}

/// One key of an order.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    /// The column; `None` for the score.
    pub(crate) column: Option<String>,
    pub(crate) descending: bool,
}

/// What a hit has for a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Part {
    #[serde(rename = "m")]
    Missing,
    /// A number in an order-preserving form.
    #[serde(rename = "n")]
    Number(u64),
    #[serde(rename = "t")]
    Text(String),
}

/// A document with what it is ordered by.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) address: DocAddress,
    pub(crate) parts: Vec<Part>,
}

impl Order {
    pub(crate) fn uses_score(&self) -> bool {
        self.keys.iter().any(|key| key.column.is_none())
    }

    pub(crate) fn compare(&self, one: &Hit, other: &Hit) -> Ordering {
        let parts = one.parts.iter().zip(&other.parts).zip(&self.keys);
        parts
            .map(|((one, other), key)| compare(one, other, key.descending))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

fn compare(one: &Part, other: &Part, descending: bool) -> Ordering {
    let order = match (one, other) {
        (Part::Missing, Part::Missing) => return Ordering::Equal,
        (Part::Missing, _) => return Ordering::Greater,
        (_, Part::Missing) => return Ordering::Less,
        (Part::Number(one), Part::Number(other)) => one.cmp(other),
        (Part::Text(one), Part::Text(other)) => one.cmp(other),
        (Part::Number(_), Part::Text(_)) => Ordering::Less,
        (Part::Text(_), Part::Number(_)) => Ordering::Greater,
    };
    if descending { order.reverse() } else { order }
}

/// Where a segment has the values of a key.
enum Values {
    Score,
    None,
    Numbers(Column<u64>),
    Texts(StrColumn),
}

struct SegmentKey {
    values: Values,
    descending: bool,
}

/// What a document without a value is ordered by.
const LAST: u64 = u64::MAX;

impl SegmentKey {
    fn new(key: &Key, segment: &SegmentReader) -> tantivy::Result<Self> {
        let values = match &key.column {
            None => Values::Score,
            Some(column) => match segment.fast_fields().dynamic_column_handles(column)?.into_iter().next() {
                None => Values::None,
                Some(handle) => match handle.open()? {
                    DynamicColumn::Str(texts) => Values::Texts(texts),
                    DynamicColumn::I64(numbers) => Values::Numbers(numbers.to_u64_monotonic()),
                    DynamicColumn::U64(numbers) => Values::Numbers(numbers),
                    DynamicColumn::Bool(flags) => Values::Numbers(flags.to_u64_monotonic()),
                    _ => Values::None,
                },
            },
        };
        Ok(Self { values, descending: key.descending })
    }

    /// The document's place in this segment: smaller comes first.
    fn place(&self, doc: DocId, score: Score) -> u64 {
        let value = match &self.values {
            Values::Score => Some(score_number(score)),
            Values::None => None,
            Values::Numbers(numbers) => numbers.values_for_doc(doc).min(),
            Values::Texts(texts) => texts.term_ords(doc).min(),
        };
        value.map_or(LAST, |value| self.place_of(value, 0))
    }

    /// The place of a value; `before` is 1 for what stands just before it.
    fn place_of(&self, value: u64, before: u64) -> u64 {
        match self.values {
            // Numbers in a dictionary leave room between one another, for texts of a cursor that this segment does not have.
            Values::Texts(_) => self.turn((value + 1) * 2 - before),
            // The one number that would be last stands with the one before it: no date, count or score comes near.
            _ => self.turn(value.min(LAST - 1)),
        }
    }

    fn turn(&self, place: u64) -> u64 {
        if self.descending { LAST - 1 - place } else { place }
    }

    /// The place in this segment of another hit's part.
    fn place_of_part(&self, part: &Part) -> tantivy::Result<u64> {
        Ok(match (part, &self.values) {
            (Part::Missing, _) | (_, Values::None) => LAST,
            (Part::Number(number), Values::Score | Values::Numbers(_)) => self.place_of(*number, 0),
            (Part::Text(text), Values::Texts(texts)) => {
                let dictionary = texts.dictionary();
                if let Some(number) = dictionary.term_ord(text)? {
                    self.place_of(number, 0)
                } else {
                    let (from, _) =
                        dictionary.term_bounds_to_ord(Bound::Included(text), Bound::Unbounded::<&String>)?;
                    // What is behind all texts gets a number far behind them.
                    let terms = u64::try_from(dictionary.num_terms()).unwrap_or(LAST);
                    let next = match from {
                        Bound::Included(number) | Bound::Excluded(number) => number.min(terms),
                        Bound::Unbounded => terms,
                    };
                    self.place_of(next, 1)
                }
            }
            (Part::Text(_), _) => LAST - 1,
            (Part::Number(_), Values::Texts(_)) => 0,
        })
    }

    /// What a place stands for, outside of this segment.
    fn part(&self, place: u64) -> tantivy::Result<Part> {
        if place == LAST {
            return Ok(Part::Missing);
        }
        let value = if self.descending { LAST - 1 - place } else { place };
        Ok(match &self.values {
            Values::Texts(texts) => {
                let mut text = String::new();
                texts.ord_to_str(value / 2 - 1, &mut text)?;
                Part::Text(text)
            }
            _ => Part::Number(value),
        })
    }
}

/// Scores are never negative, so their bits are in their order.
fn score_number(score: Score) -> u64 {
    u64::from(score.max(0.0).to_bits())
}

/// The best of a segment.
pub(crate) struct SegmentTop {
    keys: Vec<SegmentKey>,
    after: Option<Vec<u64>>,
    limit: usize,
    following: usize,
    /// Up to twice the limit, so that sorting out is rare.
    kept: Vec<(Vec<u64>, DocId)>,
    /// The worst that could still count, once the limit is reached.
    threshold: Option<Vec<u64>>,
}

impl SegmentTop {
    pub(crate) fn new(order: &Order, limit: usize, segment: &SegmentReader) -> tantivy::Result<Self> {
        let keys: Vec<SegmentKey> =
            order.keys.iter().map(|key| SegmentKey::new(key, segment)).collect::<tantivy::Result<_>>()?;
        let after = match &order.after {
            Some(parts) => Some(
                keys.iter().zip(parts).map(|(key, part)| key.place_of_part(part)).collect::<tantivy::Result<_>>()?,
            ),
            None => None,
        };
        Ok(Self { keys, after, limit, following: 0, kept: Vec::new(), threshold: None })
    }

    pub(crate) fn add(&mut self, doc: DocId, score: Score) {
        if self.limit == 0 {
            return;
        }
        if let Some(after) = &self.after
            && !self.is_behind(doc, score, after)
        {
            return;
        }
        self.following += 1;
        if let Some(threshold) = &self.threshold
            && self.is_behind(doc, score, threshold)
        {
            return;
        }
        let places = self.keys.iter().map(|key| key.place(doc, score)).collect();
        self.kept.push((places, doc));
        if self.kept.len() >= self.limit * 2 + 16 {
            self.sort_out();
        }
    }

    /// Whether a document comes after these places. Most are told by the first key, and no other is looked at.
    fn is_behind(&self, doc: DocId, score: Score, places: &[u64]) -> bool {
        for (key, place) in self.keys.iter().zip(places) {
            match key.place(doc, score).cmp(place) {
                Ordering::Less => return false,
                Ordering::Greater => return true,
                Ordering::Equal => {}
            }
        }
        false
    }

    fn sort_out(&mut self) {
        self.kept.select_nth_unstable(self.limit - 1);
        self.kept.truncate(self.limit);
        self.threshold = self.kept.last().map(|(places, _)| places.clone());
    }

    /// How many came after the cursor (all without one), and the best of them.
    pub(crate) fn harvest(mut self, address: impl Fn(DocId) -> DocAddress) -> tantivy::Result<(usize, Vec<Hit>)> {
        self.kept.sort_unstable();
        self.kept.truncate(self.limit);
        let keys = &self.keys;
        let hits = self.kept.into_iter().map(|(places, doc)| {
            let parts = keys.iter().zip(places).map(|(key, place)| key.part(place)).collect::<tantivy::Result<_>>()?;
            Ok(Hit { address: address(doc), parts })
        });
        Ok((self.following, hits.collect::<tantivy::Result<_>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_without_a_value_come_last() {
        let (one, two) = (Part::Number(1), Part::Text("a".to_owned()));
        assert_eq!(compare(&one, &Part::Missing, false), Ordering::Less);
        assert_eq!(compare(&one, &Part::Missing, true), Ordering::Less);
        assert_eq!(compare(&one, &Part::Number(2), true), Ordering::Greater);
        assert_eq!(compare(&two, &Part::Text("b".to_owned()), false), Ordering::Less);
    }

    #[test]
    fn scores_keep_their_order() {
        let mut scores = [0.0, 7.5, 0.1, 1e-9, 3.0];
        scores.sort_by(f32::total_cmp);
        assert!(scores.map(score_number).is_sorted());
    }
}
