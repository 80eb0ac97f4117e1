//! The values of a facet among resources: what a client offers while somebody types.

use std::collections::BTreeMap;
use std::ops::{Bound, Range};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, DynamicColumn, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::{Facet, How, SEPARATOR, Wanted};
use crate::schema::Fields;
use crate::{Error, Reader};

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// Values of a segment that are looked at further, the most frequent ones.
const KEPT: usize = 1000;

impl Reader {
    /// Values of a facet among the resources that are wanted, the most frequent `limit`, in their own order.
    pub fn resource_values(&self, wanted: &Wanted, facet: &str, limit: usize) -> Result<Vec<String>, Error> {
        let query = self.resource_query(wanted)?;
        let row = Facet::named(facet);
        let prefix = match row.how {
            How::Attribute => format!("{}{SEPARATOR}", facet.to_lowercase()),
            _ => String::new(),
        };
        let columns = row.shown(wanted.public).map(Fields::shown_column).collect();
        let found = self.searcher.search(&*query, &Texts { columns, prefix: prefix.clone() })?;
        let mut counted: Vec<(String, u64)> = found.into_iter().collect();
        counted.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
        counted.truncate(limit);
        let mut values: Vec<String> =
            counted.into_iter().filter_map(|(value, _)| Some(value.strip_prefix(&prefix)?.to_owned())).collect();
        values.sort_unstable_by_key(|value| (value.to_lowercase(), value.clone()));
        Ok(values)
    }

    /// When the resources that are wanted were made (or changed): the latest moment of each of the last `limit` days.
    pub fn resource_moments(&self, wanted: &Wanted, changed: bool, limit: usize) -> Result<Vec<i64>, Error> {
        let query = self.resource_query(wanted)?;
        let field = if changed { "arcs_modified_at" } else { "arcs_created_at" };
        let found: BTreeMap<i64, i64> =
            self.searcher.search(&*query, &Moments { column: Fields::sort_column(field) })?;
        Ok(found.into_values().rev().take(limit).collect())
    }
}

/// Counts texts that begin with a prefix.
struct Texts {
    columns: Vec<String>,
    prefix: String,
}

/// The texts of a segment. They are counted by their numbers in the dictionary.
struct SegmentTexts {
    columns: Vec<(StrColumn, Range<u64>, Vec<u32>)>,
}

type Counted = BTreeMap<String, u64>;

impl Texts {
    /// The numbers of the texts that begin with the prefix.
    fn within(&self, texts: &StrColumn) -> tantivy::Result<Range<u64>> {
        let all = u64::try_from(texts.num_terms()).unwrap_or(0);
        if self.prefix.is_empty() {
            return Ok(0..all);
        }
        let end = format!("{}{}", self.prefix, char::MAX);
        let bounds = texts.dictionary().term_bounds_to_ord(Bound::Included(&self.prefix), Bound::Excluded(&end))?;
        let place = |bound| match bound {
            Bound::Included(number) | Bound::Excluded(number) => number,
            Bound::Unbounded => all,
        };
        let (from, to) = (place(bounds.0).min(all), place(bounds.1).min(all));
        Ok(from..to.max(from))
    }
}

impl Collector for Texts {
    type Fruit = Counted;
    type Child = SegmentTexts;

    fn for_segment(&self, _number: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentTexts> {
        let mut columns = vec![];
        for column in &self.columns {
            for handle in segment.fast_fields().dynamic_column_handles(column)? {
                let DynamicColumn::Str(texts) = handle.open()? else { continue };
                let within = self.within(&texts)?;
                let counts = vec![0; usize::try_from(within.end - within.start).unwrap_or(0)];
                columns.push((texts, within, counts));
            }
        }
        Ok(SegmentTexts { columns })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counted>>) -> tantivy::Result<Counted> {
        let mut all = Counted::new();
        for segment in segments {
            for (text, count) in segment? {
                *all.entry(text).or_default() += count;
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentTexts {
    type Fruit = tantivy::Result<Counted>;

    fn collect(&mut self, doc: DocId, _score: Score) {
        for (texts, within, counts) in &mut self.columns {
            for number in texts.term_ords(doc).filter(|number| within.contains(number)) {
                if let Some(count) = usize::try_from(number - within.start).ok().and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
        }
    }

    fn harvest(self) -> Self::Fruit {
        let mut found = Counted::new();
        for (texts, within, counts) in self.columns {
            let mut counted: Vec<(u64, u32)> = (within.start..).zip(counts).filter(|(_, count)| *count > 0).collect();
            if counted.len() > KEPT {
                counted.sort_unstable_by_key(|(number, count)| (std::cmp::Reverse(*count), *number));
                counted.truncate(KEPT);
                counted.sort_unstable();
            }
            let (numbers, counts): (Vec<u64>, Vec<u32>) = counted.into_iter().unzip();
            let mut counts = counts.into_iter();
            texts.dictionary().sorted_ords_to_term_cb(&numbers, |term| {
                let count = u64::from(counts.next().unwrap_or_default());
                *found.entry(String::from_utf8_lossy(term).into_owned()).or_default() += count;
            })?;
        }
        Ok(found)
    }
}

/// The latest moment of each day.
struct Moments {
    column: String,
}

/// Those of a segment.
struct SegmentMoments {
    columns: Vec<Column<i64>>,
    latest: BTreeMap<i64, i64>,
}

impl Collector for Moments {
    type Fruit = BTreeMap<i64, i64>;
    type Child = SegmentMoments;

    fn for_segment(&self, _number: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentMoments> {
        let mut columns = vec![];
        for handle in segment.fast_fields().dynamic_column_handles(&self.column)? {
            if let DynamicColumn::I64(moments) = handle.open()? {
                columns.push(moments);
            }
        }
        Ok(SegmentMoments { columns, latest: BTreeMap::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<BTreeMap<i64, i64>>) -> tantivy::Result<BTreeMap<i64, i64>> {
        let mut all = BTreeMap::new();
        segments.into_iter().flat_map(BTreeMap::into_values).for_each(|moment| keep_latest(&mut all, moment));
        Ok(all)
    }
}

impl SegmentCollector for SegmentMoments {
    type Fruit = BTreeMap<i64, i64>;

    fn collect(&mut self, doc: DocId, _score: Score) {
        for column in &self.columns {
            column.values_for_doc(doc).for_each(|moment| keep_latest(&mut self.latest, moment));
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.latest
    }
}

fn keep_latest(latest: &mut BTreeMap<i64, i64>, moment: i64) {
    let kept = latest.entry(moment.div_euclid(DAY)).or_insert(moment);
    *kept = moment.max(*kept);
}
