//! "Did you mean": the query with unknown words replaced by near words of the index, when that finds something.

use tantivy::query::FuzzyTermQuery;
use tantivy::{Term, schema};

use crate::query::{Node, What};
use crate::schema::{GENERAL, UNPUBLISHED};
use crate::{Error, Reader, Request, analysis, limits};

/// Words of a query that are looked at.
const WORDS: usize = 8;
/// Letters of the shortest word that is spelled otherwise: every shorter one is near to any other.
const SHORTEST: usize = 3;
/// Near words looked at for each.
const NEAR: usize = 500;

/// A better spelling, as text to search for.
pub(crate) fn spelling(reader: &Reader, request: &Request, node: &Node) -> Result<Option<String>, Error> {
    let mut words = Vec::new();
    if !gather(node, &mut words) || words.is_empty() || words.len() > WORDS {
        return Ok(None);
    }
    let mut changed = false;
    let mut spelled = Vec::new();
    for word in &words {
        let folded = analysis::tokens(&reader.searcher, GENERAL, word);
        match folded.as_slice() {
            [token] if token.chars().count() < SHORTEST && frequency(reader, request, token)? == 0 => return Ok(None),
            // What is built to compare with grows with every letter.
            [token] if token.len() > limits::FUZZY_BYTES => return Ok(None),
            [token] if frequency(reader, request, token)? == 0 => match nearest(reader, request, token)? {
                Some(near) => {
                    changed = true;
                    spelled.push(near);
                }
                None => return Ok(None),
            },
            _ => spelled.push((*word).to_owned()),
        }
    }
    let suggestion = spelled.join(" ");
    let tried = crate::query::parse(&suggestion, None, crate::query::Mode::Lenient)?;
    Ok(if changed && reader.count(request, &tried)? > 0 { Some(suggestion) } else { None })
}

/// The words of a plain query; false when it is more than words.
fn gather<'a>(node: &'a Node, words: &mut Vec<&'a str>) -> bool {
    match node {
        Node::Leaf(None, What::Word(word)) => {
            words.push(word);
            true
        }
        Node::Group(clauses) => {
            clauses.iter().all(|(occur, node)| *occur != crate::query::Occur::MustNot && gather(node, words))
        }
        _ => false,
    }
}

/// The texts that the caller searches.
fn searched(reader: &Reader, request: &Request) -> Vec<schema::Field> {
    let names: &[&str] =
        if request.scope.public { &["fullrecord_published"] } else { &["fullrecord_published", UNPUBLISHED] };
    names.iter().filter_map(|name| reader.fields.own(name)).collect()
}

fn frequency(reader: &Reader, request: &Request, token: &str) -> Result<u64, Error> {
    let mut all = 0;
    for field in searched(reader, request) {
        all += reader.searcher.doc_freq(&Term::from_field_text(field, token))?;
    }
    Ok(all)
}

/// The most frequent of the nearest words.
fn nearest(reader: &Reader, request: &Request, token: &str) -> Result<Option<String>, Error> {
    let longest = if token.chars().count() < 5 { 1 } else { 2 };
    for edits in 1..=longest {
        let mut best: Option<(u64, String)> = None;
        for field in searched(reader, request) {
            let query = FuzzyTermQuery::new(Term::from_field_text(field, token), edits, true);
            for segment in reader.searcher.segment_readers() {
                let inverted = segment.inverted_index(field)?;
                let mut terms = inverted.terms().search(query.automaton()?).into_stream()?;
                for _ in 0..NEAR {
                    if !terms.advance() {
                        break;
                    }
                    let count = u64::from(terms.value().doc_freq);
                    let Ok(word) = std::str::from_utf8(terms.key()) else { continue };
                    if best.as_ref().is_none_or(|(most, known)| (count, known.as_str()) > (*most, word)) {
                        best = Some((count, word.to_owned()));
                    }
                }
            }
        }
        if let Some((_, word)) = best {
            return Ok(Some(word));
        }
    }
    Ok(None)
}
