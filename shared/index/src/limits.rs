//! How much one search may ask for. What goes beyond is refused with a clear text, not cut short.

/// Bytes of a query in the words of ARCS, which are few.
pub const QUERY_BYTES: usize = 16 * 1024;
/// Facets of one search in the words of ARCS.
pub const ARCS_FACETS: usize = 256;
/// Bytes of a text in the query language, or of all texts in a query object: room for [`CLAUSES`] quoted URIs.
pub const TEXT_BYTES: usize = 128 * 1024;
/// Clauses (words, phrases, ranges) of one query or filter: as many as the original took, for clients that list identifiers.
pub const CLAUSES: usize = 1024;
/// Words of a whole search, each in each field where it is looked for.
pub const WORDS: usize = 16 * 1024;
/// Words of a search whose other forms are looked for; further ones are found as they are written.
pub const FORMED: usize = 64;
/// Parentheses inside one another, and nested query objects.
pub const DEPTH: usize = 32;
/// Patterns with `*`, `?` or `~` of a whole search.
pub const PATTERNS: usize = 32;
/// Patterns that begin with `*` or `?`, which are held against every word of their field.
pub const LEADING_PATTERNS: usize = 4;
/// Bytes of a word with `~`: what is built to compare with grows with every letter.
pub const FUZZY_BYTES: usize = 64;
/// Letters of a pattern, with its `*` and `?`.
pub const PATTERN_LETTERS: usize = 256;
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
