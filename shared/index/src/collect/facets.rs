//! Counts of the values in a column, over what matches.

use std::collections::HashMap;

use tantivy::columnar::{Column, DynamicColumn, StrColumn};
use tantivy::{DocId, SegmentReader};

/// Values and how many documents have them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) values: HashMap<String, u64>,
}

impl Counts {
    pub(crate) fn merge(&mut self, other: Self) {
        if self.values.is_empty() {
            *self = other;
            return;
        }
        for (value, count) in other.values {
            *self.values.entry(value).or_default() += count;
        }
    }

    /// The most frequent values; those with one count in their own order. `candidates` have a count too, if only zero.
    pub(crate) fn top(self, limit: usize, mincount: u64, candidates: Option<Self>) -> Vec<(String, u64)> {
        let mut counts = self.values;
        for value in candidates.into_iter().flat_map(|others| others.values.into_keys()) {
            counts.entry(value).or_insert(0);
        }
        let mut counts: Vec<(String, u64)> = counts.into_iter().filter(|(_, count)| *count >= mincount).collect();
        counts.sort_unstable_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
        counts.truncate(limit);
        counts
    }
}

enum Values {
    /// Counts by a text's number in the dictionary.
    Texts(StrColumn, Vec<u32>),
    Numbers(Column<i64>, HashMap<i64, u64>),
    Flags(Column<bool>, [u64; 2]),
}

/// The counts of a segment.
pub(crate) struct SegmentFacets {
    columns: Vec<Values>,
    /// How many values are enough, when no other segment adds to them.
    enough: Option<usize>,
}

impl SegmentFacets {
    pub(crate) fn new(column: &str, segment: &SegmentReader, enough: Option<usize>) -> tantivy::Result<Self> {
        let mut columns = Vec::new();
        for handle in segment.fast_fields().dynamic_column_handles(column)? {
            columns.extend(match handle.open()? {
                DynamicColumn::Str(texts) => {
                    let counts = vec![0; texts.num_terms()];
                    Some(Values::Texts(texts, counts))
                }
                DynamicColumn::I64(numbers) => Some(Values::Numbers(numbers, HashMap::new())),
                DynamicColumn::Bool(flags) => Some(Values::Flags(flags, [0; 2])),
                _ => None,
            });
        }
        Ok(Self { columns, enough })
    }

    pub(crate) fn add(&mut self, doc: DocId) {
        for values in &mut self.columns {
            match values {
                Values::Texts(texts, counts) => {
                    for number in texts.term_ords(doc) {
                        if let Some(count) = usize::try_from(number).ok().and_then(|number| counts.get_mut(number)) {
                            *count += 1;
                        }
                    }
                }
                Values::Numbers(numbers, counts) => {
                    for number in numbers.values_for_doc(doc) {
                        *counts.entry(number).or_default() += 1;
                    }
                }
                Values::Flags(flags, counts) => {
                    for flag in flags.values_for_doc(doc) {
                        counts[usize::from(flag)] += 1;
                    }
                }
            }
        }
    }

    pub(crate) fn harvest(self) -> tantivy::Result<Counts> {
        let mut found = HashMap::new();
        for values in self.columns {
            match values {
                Values::Texts(texts, counts) => {
                    let mut counted: Vec<(u64, u32)> = (0_u64..).zip(counts).filter(|(_, count)| *count > 0).collect();
                    if let Some(enough) = self.enough.filter(|enough| *enough < counted.len()) {
                        // Texts are in the order of their numbers, so the first of equals are those to be shown.
                        counted.sort_unstable_by_key(|(number, count)| (std::cmp::Reverse(*count), *number));
                        counted.truncate(enough);
                        counted.sort_unstable();
                    }
                    let (numbers, counts): (Vec<u64>, Vec<u32>) = counted.into_iter().unzip();
                    let mut counts = counts.into_iter();
                    texts.dictionary().sorted_ords_to_term_cb(&numbers, |term| {
                        let count = counts.next().unwrap_or_default();
                        *found.entry(String::from_utf8_lossy(term).into_owned()).or_default() += u64::from(count);
                    })?;
                }
                Values::Numbers(_, counts) => {
                    found.extend(counts.into_iter().map(|(number, count)| (number.to_string(), count)));
                }
                Values::Flags(_, counts) => {
                    for (flag, count) in [("false", counts[0]), ("true", counts[1])] {
                        if count > 0 {
                            found.insert(flag.to_owned(), count);
                        }
                    }
                }
            }
        }
        Ok(Counts { values: found })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_values_come_first() {
        let counts = |pairs: &[(&str, u64)]| Counts {
            values: pairs.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect(),
        };
        let mut all = counts(&[("a", 1), ("b", 3)]);
        all.merge(counts(&[("a", 2), ("c", 3)]));
        let shown = all.top(4, 0, Some(counts(&[("z", 9), ("a", 9)])));
        assert_eq!(shown, [("a".to_owned(), 3), ("b".to_owned(), 3), ("c".to_owned(), 3), ("z".to_owned(), 0)]);
    }
}
