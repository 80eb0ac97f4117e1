//! How much one search may ask for. What goes beyond is refused with a clear text, not cut short.

/// Bytes of a query text.
pub const QUERY_BYTES: usize = 16 * 1024;
/// Clauses (words, phrases, ranges) of a whole search.
pub const CLAUSES: usize = 512;
/// Parentheses inside one another, and nested query objects.
pub const DEPTH: usize = 32;
/// Patterns with `*`, `?` or `~` of a whole search.
pub const PATTERNS: usize = 32;
/// Patterns that begin with `*` or `?`, which are held against every word of their field.
pub const LEADING_PATTERNS: usize = 4;
/// Words of a segment that one pattern or range may look at.
pub const EXAMINED: usize = 1_000_000;
/// The last hit that an offset can reach; cursors go further.
pub const DEEPEST: usize = 100_000;
/// Hits of one answer.
pub const HITS: usize = 10_000;
/// Values counted for one facet field.
pub const FACET_VALUES: usize = 100;
/// Facet fields of one search.
pub const FACETS: usize = 50;
/// Keys of an order.
pub const SORT_KEYS: usize = 8;
/// Filters and excluded ids of one search.
pub const FILTERS: usize = 1000;
