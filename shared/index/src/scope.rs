//! What is always filtered: what the caller may see, and the filters of the request that are no query.

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::IndexRecordOption;

use crate::schema::Fields;
use crate::{Request, Scope};

/// Clauses that tell apart without ranking.
pub(crate) type Clauses = Vec<(Occur, Box<dyn Query>)>;

fn is(term: Term) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), 0.0))
}

fn one_of(terms: Vec<Term>) -> Box<dyn Query> {
    let queries = terms.into_iter().map(is).collect();
    Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(queries)), 0.0))
}

fn flag(own: &Fields, name: &str) -> Box<dyn Query> {
    let mut term = Term::from_field_json_path(own.exact, name, false);
    term.append_type_and_fast_value(true);
    is(term)
}

/// What the caller may see. Most of it says what is left out, which is little.
pub(crate) fn visible(own: &Fields, scope: &Scope) -> Clauses {
    let mut clauses: Clauses = vec![
        (Occur::MustNot, is(Term::from_field_bool(own.gone, true))),
        (Occur::MustNot, flag(own, "exclude_by_default")),
    ];
    if scope.public {
        clauses.push((Occur::Must, flag(own, "publish")));
        clauses.push((Occur::Must, is(own.exact_term("types", "pui"))));
    } else {
        clauses.push((Occur::MustNot, is(own.exact_term("types", "pui_only"))));
    }
    if !scope.suppressed {
        clauses.push((Occur::MustNot, flag(own, "suppressed")));
    }
    if let Some(repository) = &scope.repository {
        let homes = [repository, "global"].map(|home| own.exact_term("repository", home));
        clauses.push((Occur::Must, one_of(homes.to_vec())));
    }
    let hidden = scope.hidden_repositories.iter().map(|hidden| is(own.exact_term("repository", hidden)));
    clauses.extend(hidden.map(|query| (Occur::MustNot, query)));
    clauses
}

/// The plain filters of a request.
pub(crate) fn plain(own: &Fields, request: &Request) -> Clauses {
    let mut clauses = Clauses::new();
    if !request.types.is_empty() {
        let types = request.types.iter().map(|kind| own.exact_term("types", kind)).collect();
        clauses.push((Occur::Must, one_of(types)));
    }
    if let Some(root) = &request.root_record {
        let roots = ["resource", "digital_object"].map(|field| own.exact_term(field, root));
        clauses.push((Occur::Must, one_of(roots.to_vec())));
    }
    if let Some(since) = request.modified_since {
        let mut term = Term::from_field_json_path(own.exact, "system_mtime", false);
        term.append_type_and_fast_value(since);
        let range = RangeQuery::new(std::ops::Bound::Included(term), std::ops::Bound::Unbounded);
        clauses.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(range), 0.0))));
    }
    if !request.exclude.is_empty() {
        let ids = request.exclude.iter().map(|id| Term::from_field_text(own.id, id));
        clauses.push((Occur::MustNot, Box::new(TermSetQuery::new(ids))));
    }
    clauses
}

/// Documents with one of these ids.
pub(crate) fn with_ids(own: &Fields, ids: &[String]) -> Box<dyn Query> {
    let ids = ids.iter().map(|id| Term::from_field_text(own.id, id));
    Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(ids)), 0.0))
}

/// All clauses as one query.
pub(crate) fn all_of(mut clauses: Clauses) -> Box<dyn Query> {
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    Box::new(BooleanQuery::new(clauses))
}

/// What the caller may see when it names the documents: also those that searches leave out for their kind.
pub(crate) fn named(own: &Fields, scope: &Scope) -> Clauses {
    let mut clauses: Clauses = vec![
        (Occur::MustNot, is(Term::from_field_bool(own.gone, true))),
        (Occur::MustNot, is(own.exact_term("primary_type", crate::arcs::KIND))),
    ];
    if scope.public {
        clauses.push((Occur::Must, flag(own, "publish")));
        // A public container has another document when something is in it that is not public.
        let others: Clauses = vec![
            (Occur::Must, is(own.exact_term("primary_type", "top_container"))),
            (Occur::MustNot, is(own.exact_term("types", "pui"))),
        ];
        clauses.push((Occur::MustNot, Box::new(BooleanQuery::new(others))));
    }
    if !scope.suppressed {
        clauses.push((Occur::MustNot, flag(own, "suppressed")));
    }
    let hidden = scope.hidden_repositories.iter().map(|hidden| is(own.exact_term("repository", hidden)));
    clauses.extend(hidden.map(|query| (Occur::MustNot, query)));
    clauses
}
