//! What is asked of the index, as types: the caller (a route) parses parameters into these.

use serde_json::Value;

/// One search.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// What is looked for.
    pub asked: Asked,
    /// What the caller may see; always applied.
    pub scope: Scope,
    /// `type[]`: keeps documents whose `types` has one of these. Empty: all.
    pub types: Vec<String>,
    /// `filter`: an advanced query (the outer `advanced_query` object, or its `query`), compared literally.
    pub filter: Option<Value>,
    /// `filter_query[]`: filters in the query language; each must match.
    pub filter_queries: Vec<String>,
    /// `filter_term[]`: field and exact value; each must match.
    pub filter_terms: Vec<(String, String)>,
    /// `exclude[]`: ids of documents to leave out.
    pub exclude: Vec<String>,
    /// `root_record`: keeps documents whose `resource` or `digital_object` is this URI.
    pub root_record: Option<String>,
    /// `modified_since`: keeps documents with `system_mtime` at or after this moment (seconds since 1970, UTC).
    pub modified_since: Option<i64>,
    /// `sort`: the first key decides first; ties are ordered by id. Empty: best first.
    pub sort: Vec<SortKey>,
    /// `facet[]`: fields whose values are counted.
    pub facets: Vec<String>,
    /// `facet_mincount`: the lowest count shown.
    pub facet_mincount: u64,
    /// `hl`: whether matching words are marked in the texts of the hits.
    pub highlight: bool,
    /// `fields[]`: stored fields to return; empty: all.
    pub fields: Vec<String>,
    /// Which of the hits are returned.
    pub window: Window,
    /// Whether a better spelling is looked for when nothing is found.
    pub suggest: bool,
}

impl Request {
    /// Makes it the next step of a walk through all hits, which loses and repeats none of those that stay while others write. Without
    /// a `sort` it goes by id.
    pub fn walk(&mut self, cursor: &str, limit: usize) -> Result<(), crate::Error> {
        if self.sort.iter().any(|key| key.field == "score") {
            let text = "A cursor needs an order that stands while others write: sort by fields, not by score";
            return Err(crate::Error::Query(text.to_owned()));
        }
        if self.sort.is_empty() {
            self.sort.push(SortKey { field: "id".to_owned(), descending: false });
        }
        self.window = Window::After { cursor: cursor.to_owned(), limit };
        Ok(())
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub enum Asked {
    /// Everything.
    #[default]
    All,
    /// `q`: text in the query language.
    Text(String),
    /// `aq`: an advanced query (the outer `advanced_query` object, or its `query`).
    Advanced(Value),
}

/// What the caller may see.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Only documents of this repository (its URI) and those of no repository.
    pub repository: Option<String>,
    /// Only what is published (documents of type `pui`); otherwise `pui_only` documents are left out.
    pub public: bool,
    /// Whether suppressed records are seen.
    pub suppressed: bool,
    /// Repositories (URIs) of which nothing may be seen, for searches over all of them.
    pub hidden_repositories: Vec<String>,
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// A field, or `score`.
    pub field: String,
    /// Largest first.
    pub descending: bool,
}

impl SortKey {
    /// Reads the parameter `sort`: `title_sort asc, user_mtime desc`.
    pub fn parse_all(text: &str) -> Result<Vec<Self>, crate::Error> {
        let keys = text.split(',').map(str::trim).filter(|key| !key.is_empty());
        keys.map(|key| {
            let mut words = key.split_whitespace();
            let field = words.next().unwrap_or_default().to_owned();
            let descending = match words.next().map(str::to_ascii_lowercase).as_deref() {
                Some("asc") => false,
                Some("desc") => true,
                _ => return Err(crate::Error::Query(format!("Can't determine a sort order in '{key}'"))),
            };
            match words.next() {
                None => Ok(Self { field, descending }),
                Some(_) => Err(crate::Error::Query(format!("Can't determine a sort order in '{key}'"))),
            }
        })
        .collect()
    }
}

/// Which hits are returned.
#[derive(Clone, Debug)]
pub enum Window {
    /// From an offset. Offsets beyond [`crate::limits::DEEPEST`] are refused: they are paged by cursor.
    Offset {
        /// Hits before the first that is returned.
        offset: usize,
        /// The most hits returned.
        limit: usize,
    },
    /// After the last hit of another answer ([`crate::Found::cursor`]), in the same order. Scores move with every change of the index:
    /// an order by them lasts as long as one reader, and [`Request::walk`] refuses it.
    After {
        /// That answer's cursor; empty for the first page.
        cursor: String,
        /// The most hits returned.
        limit: usize,
    },
}

impl Default for Window {
    fn default() -> Self {
        Self::Offset { offset: 0, limit: 10 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read() {
        let key = |field: &str, descending| SortKey { field: field.to_owned(), descending };
        assert_eq!(
            SortKey::parse_all("title_sort asc, user_mtime DESC,score desc").unwrap(),
            [key("title_sort", false), key("user_mtime", true), key("score", true)]
        );
        assert!(SortKey::parse_all("title sideways").is_err());
        assert!(SortKey::parse_all("title asc now").is_err());
        assert!(SortKey::parse_all("title_sort").is_err());
        assert!(SortKey::parse_all(" ").unwrap().is_empty());
    }
}
