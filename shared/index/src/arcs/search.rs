//! A search for resources: parts that must all be so, in one of three orders.

use tantivy::Term;
use tantivy::query::{ConstScoreQuery, EmptyQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::{Facet, How, KIND, attribute, compared};
use crate::collect::order::{self, Key, Part as OrderPart};
use crate::collect::{Gather, Gathered};
use crate::query::{Builder, Node, Occur, What};
use crate::schema::Fields;
use crate::scope::{Clauses, all_of};
use crate::{Error, Reader, analysis, limits};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Each of them must be so.
    pub parts: Vec<Part>,
    /// Whether the caller sees only what everybody sees.
    pub public: bool,
    /// What decides the order; ties are in the order of the ids.
    pub order: Order,
    /// Largest, latest first.
    pub descending: bool,
    /// Resources before the first that is returned.
    pub offset: usize,
    /// The most resources returned.
    pub limit: usize,
    /// Facets whose values are counted.
    pub counted: Vec<String>,
}

/// One thing that must be so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The facet: one of [`Facet`]'s names, or an attribute.
    pub facet: String,
    /// The value.
    pub value: String,
    /// Whether its words have to stand together, for facets that compare words.
    pub together: bool,
}

impl Part {
    fn says_something(&self) -> bool {
        Facet::named(&self.facet).how != How::Words || !words_of(&self.value, self.together).is_empty()
    }
}

/// What decides the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The last change by people.
    #[default]
    Modified,
    /// The making.
    Created,
    /// The title.
    Title,
}

/// What a search finds.
#[derive(Clone, Debug, Default)]
pub struct FoundResources {
    /// Resources that match.
    pub total: usize,
    /// URIs of those of the window.
    pub uris: Vec<String>,
    /// Values and counts of each facet, most frequent first.
    pub counts: Vec<(String, Vec<(String, u64)>)>,
}

impl Reader {
    /// Looks for resources. [`Error::Query`] says what is too much, in words for the client.
    pub fn resources(&self, wanted: &Wanted) -> Result<FoundResources, Error> {
        if wanted.limit > limits::HITS || wanted.counted.len() > limits::FACETS {
            return Err(Error::Query(format!("A search may count at most {} facets", limits::FACETS)));
        }
        let query = self.resource_query(wanted)?;
        // Far behind, there is usually nothing; whether there is, a count tells.
        let is_deep = wanted.offset.saturating_add(wanted.limit) > limits::DEEPEST;
        let limit = if is_deep { 0 } else { wanted.offset + wanted.limit };
        let facets: Vec<(&'static Facet, Vec<&'static str>)> = wanted
            .counted
            .iter()
            .map(|name| Facet::named(name))
            .map(|facet| (facet, facet.shown(wanted.public).collect()))
            .collect();
        let columns = facets.iter().flat_map(|(_, fields)| fields).map(|field| Fields::shown_column(field)).collect();
        let gather = Gather { order: order_of(wanted), limit, facets: columns, enough: None };
        let Gathered { total, hits, facets: counted, .. } = self.searcher.search(&*query, &gather)?;
        if is_deep && total > wanted.offset {
            return Err(Error::Query(format!("A search reaches the first {} resources", limits::DEEPEST)));
        }
        let mut counted = counted.into_iter();
        let counts = wanted.counted.iter().zip(facets).map(|(name, (_, fields))| {
            let mut all = crate::collect::facets::Counts::default();
            counted.by_ref().take(fields.len()).for_each(|counts| all.merge(counts));
            (name.clone(), all.top(limits::FACET_VALUES, 1, None))
        });
        let counts = counts.collect();
        let uris = hits.into_iter().skip(wanted.offset).filter_map(|hit| id_of(hit.parts)).collect();
        Ok(FoundResources { total, uris, counts })
    }

    /// Resources that show something of a record (`/users/…`, `/api/collections/…`), in the order of their URIs, after one of them.
    pub fn resources_showing(&self, uri: &str, after: &str, limit: usize) -> Result<Vec<String>, Error> {
        let places: &[&str] = if uri.starts_with("/users/") {
            &["arcs_user_uri"]
        } else {
            &["arcs_collection_id", "arcs_hidden_collection_id"]
        };
        let value = if uri.starts_with("/users/") { uri } else { uri.rsplit('/').next().unwrap_or_default() };
        let leaf = |field: &&str| (Occur::Should, Node::Leaf(Some((*field).to_owned()), whole(value)));
        let mut clauses = resources(self);
        clauses.push(must(Builder::new(self, false).filter(&Node::Group(places.iter().map(leaf).collect()))?));
        let after = (!after.is_empty()).then(|| vec![OrderPart::Text(after.to_owned())]);
        let order = order::Order { keys: vec![Key { column: Some("id".to_owned()), descending: false }], after };
        let gather = Gather { order, limit, facets: vec![], enough: None };
        let found = self.searcher.search(&*all_of(clauses), &gather)?;
        Ok(found.hits.into_iter().filter_map(|hit| id_of(hit.parts)).collect())
    }

    pub(super) fn resource_query(&self, wanted: &Wanted) -> Result<Box<dyn Query>, Error> {
        if wanted.parts.len() > limits::ARCS_FACETS {
            return Err(Error::Query(format!("A query may have {} facets", limits::ARCS_FACETS)));
        }
        let bytes: usize = wanted.parts.iter().map(|part| part.facet.len() + part.value.len()).sum();
        if bytes > limits::QUERY_BYTES {
            return Err(Error::Query(format!("A query may have {} bytes", limits::QUERY_BYTES)));
        }
        let mut clauses = resources(self);
        if wanted.public {
            clauses.push(must(is(Fields::path_term(self.fields.sort, "arcs_access", "public"))));
        }
        let mut builder = Builder::new(self, wanted.public);
        // Signs without a letter count for nothing beside what says something, and find nothing alone.
        let says_something = wanted.parts.iter().any(Part::says_something);
        for part in wanted.parts.iter().filter(|part| !says_something || part.says_something()) {
            clauses.push(must(query_of(&mut builder, part, wanted.public)?));
        }
        Ok(all_of(clauses))
    }
}

/// What is no resource is never looked at.
fn resources(reader: &Reader) -> Clauses {
    vec![must(is(reader.fields.exact_term("primary_type", KIND)))]
}

fn is(term: Term) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), 0.0))
}

fn must(query: Box<dyn Query>) -> (tantivy::query::Occur, Box<dyn Query>) {
    (tantivy::query::Occur::Must, query)
}

fn whole(value: &str) -> What {
    What::Phrase(value.to_owned(), 0)
}

fn query_of(builder: &mut Builder<'_>, part: &Part, public: bool) -> Result<Box<dyn Query>, Error> {
    let facet = Facet::named(&part.facet);
    let anywhere = |what: &What| {
        let leaf = |field: &str| (Occur::Should, Node::Leaf(Some(field.to_owned()), what.clone()));
        Node::Group(facet.searched(public).map(leaf).collect())
    };
    let node = match facet.how {
        How::Words => {
            let words = words_of(&part.value, part.together);
            // What no text can have.
            if words.is_empty() || words.iter().any(|word| is_too_long(word)) {
                return Ok(Box::new(EmptyQuery));
            }
            Node::Group(words.into_iter().map(|word| (Occur::Must, anywhere(&whole(word)))).collect())
        }
        How::Attribute => anywhere(&whole(compared(&attribute(&part.facet, &part.value)))),
        How::Equal | How::Day => anywhere(&whole(compared(&part.value))),
    };
    builder.filter(&node)
}

/// The words of a value, or all of it. What has neither letters nor digits is no word.
fn words_of(value: &str, together: bool) -> Vec<&str> {
    let says_something = |word: &&str| word.chars().any(char::is_alphanumeric);
    let words: Vec<&str> = if together { vec![value] } else { value.split_whitespace().collect() };
    words.into_iter().filter(says_something).collect()
}

/// Whether a part of it is longer than any word that is indexed.
fn is_too_long(word: &str) -> bool {
    word.split(|letter: char| !letter.is_alphanumeric()).any(|run| run.len() >= analysis::LONGEST)
}

fn order_of(wanted: &Wanted) -> order::Order {
    let column = match wanted.order {
        Order::Modified => "arcs_modified_at",
        Order::Created => "arcs_created_at",
        Order::Title => "arcs_title_sort",
    };
    let keys = [Fields::sort_column(column), "id".to_owned()];
    let keys = keys.map(|column| Key { column: Some(column), descending: wanted.descending });
    order::Order { keys: keys.to_vec(), after: None }
}

/// The last part of what a hit is ordered by.
fn id_of(parts: Vec<OrderPart>) -> Option<String> {
    match parts.into_iter().next_back() {
        Some(OrderPart::Text(id)) => Some(id),
        _ => None,
    }
}
