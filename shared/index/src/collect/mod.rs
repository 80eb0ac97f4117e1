//! One pass over what matches: counts it, keeps the best, and counts the values of facet fields.

pub(crate) mod facets;
pub(crate) mod order;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use facets::{Counts, SegmentFacets};
use order::{Hit, Order, SegmentTop};

/// What is to be gathered.
pub(crate) struct Gather {
    /// The best hits, in this order.
    pub(crate) order: Order,
    /// How many of them, counted from the first (or from the cursor).
    pub(crate) limit: usize,
    /// Columns whose values are counted.
    pub(crate) facets: Vec<String>,
    /// How many values of each are enough; only when there is one segment.
    pub(crate) enough: Option<usize>,
}

/// What was gathered.
pub(crate) struct Gathered {
    /// Documents that match.
    pub(crate) total: usize,
    /// Those after the cursor; all without one.
    pub(crate) following: usize,
    /// The best, in order.
    pub(crate) hits: Vec<Hit>,
    /// Values and counts of each facet column.
    pub(crate) facets: Vec<Counts>,
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = Segment;

    fn for_segment(&self, number: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Segment> {
        let top = SegmentTop::new(&self.order, self.limit, segment)?;
        let facets = self.facets.iter().map(|column| SegmentFacets::new(column, segment, self.enough));
        let facets = facets.collect::<Result<_, _>>()?;
        Ok(Segment { number, total: 0, top, facets })
    }

    fn requires_scoring(&self) -> bool {
        self.limit > 0 && self.order.uses_score()
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Gathered>>) -> tantivy::Result<Gathered> {
        let mut all =
            Gathered { total: 0, following: 0, hits: Vec::new(), facets: vec![Counts::default(); self.facets.len()] };
        for segment in segments {
            let segment = segment?;
            all.total += segment.total;
            all.following += segment.following;
            all.hits.extend(segment.hits);
            for (into, from) in all.facets.iter_mut().zip(segment.facets) {
                into.merge(from);
            }
        }
        all.hits.sort_by(|one, other| self.order.compare(one, other));
        all.hits.truncate(self.limit);
        Ok(all)
    }
}

/// The pass over one segment.
pub(crate) struct Segment {
    number: SegmentOrdinal,
    total: usize,
    top: SegmentTop,
    facets: Vec<SegmentFacets>,
}

impl SegmentCollector for Segment {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        self.top.add(doc, score);
        for facet in &mut self.facets {
            facet.add(doc);
        }
    }

    fn harvest(self) -> Self::Fruit {
        let (following, hits) = self.top.harvest(|doc| DocAddress::new(self.number, doc))?;
        let facets = self.facets.into_iter().map(SegmentFacets::harvest).collect::<Result<_, _>>()?;
        Ok(Gathered { total: self.total, following, hits, facets })
    }
}
