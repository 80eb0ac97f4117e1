//! A search, from the request to what it finds.

use std::collections::HashMap;

use records::Body;
use tantivy::query::{Occur, Query};

use crate::collect::facets::Counts;
use crate::collect::order::{Hit, Key, Order};
use crate::collect::{Gather, Gathered};
use crate::cursor::Seal;
use crate::encode;
use crate::fields::{self, Kind};
use crate::query::advanced::{Advanced, Reading};
use crate::query::{self, Builder, Mode, Node, What};
use crate::schema::{Fields, GENERAL};
use crate::writer::Encoded;
use crate::{Asked, Error, Found, Reader, Request, Scope, SortKey, Window};
use crate::{analysis, cursor, highlight, limits, moment, scope, suggest};

/// A facet field, with its values and their counts.
type FacetCounts = (String, Vec<(String, u64)>);

impl Reader {
    /// Answers a request.
    ///
    /// [`Error::Query`] says what is wrong with it, in words for the client; everything that it may ask for is bounded by
    /// [`crate::limits`].
    pub fn search(&self, request: &Request) -> Result<Found, Error> {
        check(request)?;
        let node = asked(request)?;
        let query = self.query(request, &node)?;
        let order = order(&self.seal, request)?;
        let is_lasting = !order.uses_score() || matches!(request.window, Window::After { .. });
        let (offset, limit) = match &request.window {
            Window::Offset { offset, limit } => (*offset, *limit),
            Window::After { limit, .. } => (0, *limit),
        };
        // Far behind, there is usually nothing; whether there is, a count tells.
        let is_deep = offset.saturating_add(limit) > limits::DEEPEST;
        let wanted = if is_deep { 0 } else { offset + limit };
        let gathered = self.gather(&*query, order, wanted, &request.facets)?;
        if is_deep && gathered.total > offset {
            return Err(Error::Query(format!("Hits beyond {} are paged by cursor", limits::DEEPEST)));
        }
        let mut found = self.found(request, &node, gathered, offset, limit)?;
        found.cursor = found.cursor.filter(|_| is_lasting);
        Ok(found)
    }

    fn found(
        &self,
        request: &Request,
        node: &Node,
        gathered: Gathered,
        offset: usize,
        limit: usize,
    ) -> Result<Found, Error> {
        let Gathered { total, following, hits, facets } = gathered;
        let page: Vec<&Hit> = hits.iter().skip(offset).collect();
        let has_more = match request.window {
            Window::Offset { .. } => offset.saturating_add(page.len()) < total,
            Window::After { .. } => page.len() < following,
        };
        let last = page.last().filter(|_| has_more && limit > 0);
        let cursor = last.map(|hit| cursor::write(&self.seal, request, &hit.parts));
        let mut documents = Vec::with_capacity(page.len());
        for hit in &page {
            documents.push(self.document(hit)?);
        }
        let mut found = Found { total, cursor, ..Found::default() };
        if request.highlight {
            let split = |text: &str| analysis::tokens(&self.searcher, GENERAL, text);
            let marks = query::marks(node, &split);
            found.highlighting = highlight::passages(&self.searcher, &marks, &documents);
        }
        if !request.fields.is_empty() {
            for document in &mut documents {
                document.retain(|name, _| name == "uri" || name == "jsonmodel_type" || request.fields.contains(name));
            }
        }
        found.documents = documents;
        found.facets = self.facets(request, facets)?;
        if request.suggest && total == 0 {
            found.suggestion = suggest::spelling(self, request, node)?;
        }
        Ok(found)
    }

    /// The documents of these records, in this order; what is not there, or not to be seen, is left out. A URI that ends in `#pui`
    /// means the document with that id.
    pub fn documents(&self, uris: &[String], scope: &Scope) -> Result<Vec<Body>, Error> {
        if uris.len() > limits::FILTERS {
            return Err(Error::Query(format!("At most {} records are read at once", limits::FILTERS)));
        }
        // Who asks for a document by its name may have one that searches leave out.
        let scope = Scope { repository: None, ..scope.clone() };
        let mut clauses = scope::named(&self.fields, &scope);
        clauses.push((Occur::Must, scope::with_ids(&self.fields, uris)));
        let gathered = self.gather(&*scope::all_of(clauses), by_id(), uris.len(), &[])?;
        let mut documents: HashMap<String, Body> = HashMap::new();
        for hit in &gathered.hits {
            let document = self.document(hit)?;
            let id = document.get("id").map(encode::plain).unwrap_or_default();
            documents.insert(id, document);
        }
        Ok(uris.iter().filter_map(|uri| documents.get(uri).cloned()).collect())
    }

    /// Documents that match a request, without reading any.
    pub(crate) fn count(&self, request: &Request, node: &Node) -> Result<usize, Error> {
        Ok(self.gather(&*self.query(request, node)?, by_id(), 0, &[])?.total)
    }

    fn gather(&self, query: &dyn Query, order: Order, limit: usize, facets: &[String]) -> Result<Gathered, Error> {
        let columns: Vec<Vec<String>> = facets.iter().map(|field| Fields::shown_columns(field)).collect();
        let is_whole = self.segments() == 1 && columns.iter().all(|columns| columns.len() == 1);
        let enough = is_whole.then_some(limits::FACET_VALUES);
        let gather = Gather { order, limit, facets: columns.concat(), enough };
        let mut gathered = self.searcher.search(query, &gather)?;
        let mut counted = gathered.facets.into_iter();
        let merged = columns.iter().map(|columns| {
            let mut all = Counts::default();
            counted.by_ref().take(columns.len()).for_each(|counts| all.merge(counts));
            all
        });
        gathered.facets = merged.collect();
        Ok(gathered)
    }

    fn query(&self, request: &Request, node: &Node) -> Result<Box<dyn Query>, Error> {
        let public = request.scope.public;
        let mut builder = Builder::new(self, public);
        let mut clauses = scope::visible(&self.fields, &request.scope);
        clauses.extend(scope::plain(&self.fields, request));
        // One after the other: what is too much is refused before the next one is read.
        for filter in filters(request) {
            builder.begin();
            clauses.push((Occur::Must, builder.filter(&filter?)?));
        }
        builder.begin();
        clauses.push((Occur::Must, builder.build(node)?));
        Ok(scope::all_of(clauses))
    }

    fn document(&self, hit: &Hit) -> Result<Body, Error> {
        let encoded: Encoded = self.searcher.doc(hit.address)?;
        encode::decode(&self.fields, &encoded)
    }

    /// The values of each facet field. Those that no hit has are shown as well, with 0, as long as the caller could find documents with
    /// them.
    fn facets(&self, request: &Request, counted: Vec<Counts>) -> Result<Vec<FacetCounts>, Error> {
        let is_short = |counts: &Counts| counts.values.len() < limits::FACET_VALUES;
        let mut candidates = Vec::new();
        if request.facet_mincount == 0 && counted.iter().any(is_short) {
            let visible = scope::all_of(scope::visible(&self.fields, &request.scope));
            candidates = self.gather(&*visible, by_id(), 0, &request.facets)?.facets;
        }
        let mut candidates = candidates.into_iter();
        Ok(request
            .facets
            .iter()
            .zip(counted)
            .map(|(field, counts)| {
                let mut values = counts.top(limits::FACET_VALUES, request.facet_mincount, candidates.next());
                if fields::find(field).is_some_and(|field| field.kind == Kind::Date) {
                    for (value, _) in &mut values {
                        *value = value.parse().map(moment::show).unwrap_or_default();
                    }
                }
                (field.clone(), values)
            })
            .collect())
    }
}

fn by_id() -> Order {
    Order { keys: vec![Key { column: Some("id".to_owned()), descending: false }], after: None }
}

/// Refuses what is too much, before anything is done.
fn check(request: &Request) -> Result<(), Error> {
    let (Window::Offset { limit, .. } | Window::After { limit, .. }) = &request.window;
    let filters =
        [request.types.len(), request.filter_queries.len(), request.filter_terms.len(), request.exclude.len()];
    let counts = [
        ("hits", *limit, limits::HITS),
        ("facets", request.facets.len(), limits::FACETS),
        ("sort keys", request.sort.len(), limits::SORT_KEYS),
        ("filters", filters.iter().sum(), limits::FILTERS),
        ("fields", request.fields.len(), limits::FILTERS),
        ("hidden repositories", request.scope.hidden_repositories.len(), limits::FILTERS),
    ];
    if let Some((what, _, most)) = counts.iter().find(|(_, count, most)| count > most) {
        return Err(Error::Query(format!("A search may ask for at most {most} {what}")));
    }
    match request.facets.iter().find(|field| fields::find(field).is_none()) {
        Some(field) => Err(Error::Query(format!("undefined field {}", field.chars().take(60).collect::<String>()))),
        None => Ok(()),
    }
}

/// What is looked for, as a tree.
fn asked(request: &Request) -> Result<Node, Error> {
    match &request.asked {
        Asked::All => Ok(Node::All),
        Asked::Text(text) if text.trim().is_empty() => Ok(Node::All),
        Asked::Text(text) => query::parse(text, None, Mode::Lenient),
        Asked::Advanced(object) => {
            let reading = Reading { literal: false, public: request.scope.public };
            Advanced::read(object, reading)?.node()
        }
    }
}

/// The filters of a request that are queries.
fn filters(request: &Request) -> impl Iterator<Item = Result<Node, Error>> {
    let reading = Reading { literal: true, public: request.scope.public };
    let object = request.filter.iter().map(move |object| Advanced::read(object, reading)?.node());
    // An empty one says nothing.
    let texts = request.filter_queries.iter().filter(|text| !text.trim().is_empty());
    let texts = texts.map(|text| query::parse(text, None, Mode::Strict));
    let term = |(field, value): &(String, String)| Node::Leaf(Some(field.clone()), What::Phrase(value.clone(), 0));
    object.chain(texts).chain(request.filter_terms.iter().map(move |filter| Ok(term(filter))))
}

/// The order of the hits. Without one, the best come first.
fn order(seal: &Seal, request: &Request) -> Result<Order, Error> {
    let mut keys = Vec::new();
    for SortKey { field, descending } in &request.sort {
        let column = match field.as_str() {
            "score" => None,
            "id" => Some("id".to_owned()),
            field => match fields::find(field) {
                Some(known) if known.multi => {
                    return Err(Error::Query(format!("can not sort on multivalued field: {field}")));
                }
                Some(_) => Some(Fields::sort_column(field)),
                None => return Err(Error::Query(format!("sort param field can't be found: {field}"))),
            },
        };
        keys.push(Key { column, descending: *descending });
    }
    if keys.is_empty() {
        keys.push(Key { column: None, descending: true });
    }
    keys.extend(by_id().keys);
    let after = match &request.window {
        Window::After { cursor, .. } => cursor::read(seal, request, cursor, keys.len())?,
        Window::Offset { .. } => None,
    };
    Ok(Order { keys, after })
}
