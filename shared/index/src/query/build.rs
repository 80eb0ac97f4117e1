//! From the tree to what the engine runs.

use std::ops::Bound as Edge;

use jiff::Timestamp;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, FuzzyTermQuery,
    Occur as EngineOccur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::IndexRecordOption;

use super::scan::{Fit, Scan};
use super::settled::Settled;
use super::spent::Spent;
use super::{Bound, Glyph, Node, Occur, What, stems};
use crate::fields::{self, Kind};
use crate::schema::{Fields, UNPUBLISHED};
use crate::{Error, Reader, analysis, moment};

/// Where words without a field are looked for, and how much they count there.
const DEFAULT: [(&str, f32); 4] =
    [("identifier_ws", 3.0), ("title_ws", 2.0), ("finding_aid_filing_title", 2.0), ("fullrecord", 1.0)];
const PUBLIC_DEFAULT: [(&str, f32); 3] = [("identifier_ws", 3.0), ("title_ws", 2.0), ("fullrecord_published", 1.0)];

/// How much other forms of a word count: so little that the rarest of them in the shortest text stays behind a frequent word in a long one.
const FORM: f32 = 1e-9;
/// Words of the longest identifier that a query is held against as a whole.
const IDENTIFIER_WORDS: usize = 8;

type Built = Box<dyn Query>;

/// Builds queries, and counts what they ask for.
pub(crate) struct Builder<'a> {
    reader: &'a Reader,
    public: bool,
    now: Timestamp,
    spent: Spent,
}

impl<'a> Builder<'a> {
    /// Builds for callers who see everything, or for the public.
    pub(crate) fn new(reader: &'a Reader, public: bool) -> Self {
        Self { reader, public, now: Timestamp::now(), spent: Spent::default() }
    }

    /// Counts the clauses of what comes next by themselves: it is another query of the same search.
    pub(crate) fn begin(&mut self) {
        self.spent.begin();
    }

    /// The query of a tree.
    pub(crate) fn build(&mut self, node: &Node) -> Result<Built, Error> {
        let built = self.node(node)?.unwrap_or_else(|| Box::new(EmptyQuery));
        Ok(match self.identifier(node) {
            Some(phrase) => {
                Box::new(BooleanQuery::new(vec![(EngineOccur::Must, built), (EngineOccur::Should, phrase)]))
            }
            None => built,
        })
    }

    /// A query that tells apart without ranking.
    pub(crate) fn filter(&mut self, node: &Node) -> Result<Built, Error> {
        let built = self.node(node)?.unwrap_or_else(|| Box::new(EmptyQuery));
        Ok(Box::new(ConstScoreQuery::new(built, 0.0)))
    }

    /// Words that are together the parts of an identifier count more.
    fn identifier(&self, node: &Node) -> Option<Built> {
        let Node::Group(clauses) = node else { return None };
        let words: Option<Vec<&str>> = clauses
            .iter()
            .map(|(occur, node)| match (occur, node) {
                (Occur::Must, Node::Leaf(None, What::Word(word))) => Some(word.as_str()),
                _ => None,
            })
            .collect();
        // More clauses than words in an identifier are none, and need not be looked at.
        let words = words.filter(|words| words.len() <= IDENTIFIER_WORDS)?.join(" ");
        let tokens = self.placed(Kind::Text, &words);
        let field = self.reader.fields.own("four_part_id")?;
        (2..=IDENTIFIER_WORDS).contains(&tokens.len()).then(|| {
            let terms = tokens.iter().map(|(place, token)| (*place, Term::from_field_text(field, token))).collect();
            boost(Box::new(PhraseQuery::new_with_offset(terms)), 4.0)
        })
    }

    /// `None` for what says nothing: words that are no words.
    fn node(&mut self, node: &Node) -> Result<Option<Built>, Error> {
        match node {
            Node::All => Ok(Some(Box::new(AllQuery))),
            Node::Boost(node, weight) => Ok(self.node(node)?.map(|built| boost(built, *weight))),
            Node::Group(clauses) => self.group(clauses),
            Node::Leaf(field, what) => {
                self.spent.clauses(1)?;
                self.spent.pattern(what)?;
                match field {
                    Some(field) => self.leaf(field, what),
                    None => self.anywhere(what),
                }
            }
        }
    }

    fn group(&mut self, clauses: &[(Occur, Node)]) -> Result<Option<Built>, Error> {
        let is_weak = |node: &Node| matches!(node, Node::Leaf(None, What::Word(word)) if self.tokens(Kind::Text, word).is_empty());
        // A stop word is asked for only where nothing else is.
        let weak: Vec<bool> = clauses.iter().map(|(_, node)| is_weak(node)).collect();
        let has_strong = clauses.iter().zip(&weak).any(|((occur, _), weak)| *occur == Occur::Must && !weak);
        let mut built: Vec<(EngineOccur, Built)> = Vec::with_capacity(clauses.len() + 1);
        for ((occur, node), weak) in clauses.iter().zip(weak) {
            let Some(query) = self.node(node)? else { continue };
            built.push(match occur {
                Occur::Must if weak && has_strong => (EngineOccur::Should, query),
                Occur::Must => (EngineOccur::Must, query),
                Occur::Should => (EngineOccur::Should, query),
                Occur::MustNot => (EngineOccur::MustNot, Box::new(Settled(query))),
            });
        }
        if built.is_empty() {
            // Nothing was asked for: a negation of nothing keeps everything.
            let is_negation = !clauses.is_empty() && clauses.iter().all(|(occur, _)| *occur == Occur::MustNot);
            return Ok(is_negation.then(|| Box::new(AllQuery) as Built));
        }
        if built.iter().all(|(occur, _)| *occur == EngineOccur::MustNot) {
            built.push((EngineOccur::Must, Box::new(AllQuery)));
        }
        Ok(Some(Box::new(BooleanQuery::new(built))))
    }

    /// Something in the default fields: the best of them counts.
    fn anywhere(&mut self, what: &What) -> Result<Option<Built>, Error> {
        if *what == What::Present {
            return Ok(Some(Box::new(AllQuery)));
        }
        let fields: &[(&str, f32)] = if self.public { &PUBLIC_DEFAULT } else { &DEFAULT };
        let mut found = Vec::new();
        for (field, weight) in fields {
            let query = match what {
                What::Word(word) if field.starts_with("fullrecord") => self.with_forms(field, word)?,
                _ => self.leaf(field, what)?,
            };
            found.extend(query.map(|query| boost(query, *weight)));
        }
        Ok(best(found))
    }

    /// A word with its other forms, which count less.
    fn with_forms(&mut self, field: &str, word: &str) -> Result<Option<Built>, Error> {
        let tokens = self.tokens(Kind::Text, word);
        let [token] = tokens.as_slice() else { return self.leaf(field, &What::Word(word.to_owned())) };
        if !self.spent.may_have_forms() {
            return self.leaf(field, &What::Word(word.to_owned()));
        }
        let physical = self.physical(field);
        let mut found: Vec<Built> = physical.iter().map(|field| word_term(*field, token)).collect();
        for form in stems::forms(self.reader, &physical, token)? {
            found.extend(physical.iter().map(|field| boost(word_term(*field, &form), FORM)));
        }
        Ok(best(found))
    }

    fn leaf(&mut self, name: &str, what: &What) -> Result<Option<Built>, Error> {
        let Some(field) = fields::find(name) else {
            return Err(Error::Query(format!("undefined field {name}")));
        };
        match (field.kind, what) {
            (_, What::Present) => {
                let term = Term::from_field_text(self.reader.fields.present, name);
                Ok(Some(Box::new(TermQuery::new(term, IndexRecordOption::Basic))))
            }
            (Kind::Text | Kind::Words | Kind::Plain, _) => self.words(name, field.kind, what),
            (Kind::Exact | Kind::Collated | Kind::Folded, _) => {
                self.spent.words(1)?;
                Ok(Some(self.whole(name, field.kind, what)))
            }
            (Kind::Int | Kind::Date | Kind::Boolean, _) => {
                self.spent.words(1)?;
                Ok(Some(self.typed(name, field.kind, what)))
            }
        }
    }

    /// The engine's fields behind a text field with one of its own.
    fn physical(&self, name: &str) -> Vec<tantivy::schema::Field> {
        let names: &[&str] = if name == "fullrecord" { &["fullrecord_published", UNPUBLISHED] } else { &[name] };
        names.iter().filter_map(|name| self.reader.fields.own(name)).collect()
    }

    fn tokens(&self, kind: Kind, text: &str) -> Vec<String> {
        analysis::tokens(&self.reader.searcher, analysis::of_kind(kind), text)
    }

    fn placed(&self, kind: Kind, text: &str) -> Vec<(usize, String)> {
        analysis::placed(&self.reader.searcher, analysis::of_kind(kind), text)
    }

    fn words(&mut self, name: &str, kind: Kind, what: &What) -> Result<Option<Built>, Error> {
        let physical = self.physical(name);
        let path = self.reader.fields.text;
        let width = physical.len().max(1);
        let term = |token: &str| -> Vec<Term> {
            if physical.is_empty() {
                return vec![Fields::path_term(path, name, token)];
            }
            physical.iter().map(|field| Term::from_field_text(*field, token)).collect()
        };
        let each = |make: &dyn Fn(Term) -> Built, token: &str| best(term(token).into_iter().map(make).collect());
        let word = |term: Term| -> Built { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
        Ok(match what {
            What::Word(text) => {
                let tokens = self.tokens(kind, text);
                self.spent.clauses(tokens.len().saturating_sub(1))?;
                self.spent.words(tokens.len() * width)?;
                let mut found: Vec<Built> = tokens.iter().filter_map(|token| each(&word, token)).collect();
                if found.len() > 1 { Some(Box::new(BooleanQuery::intersection(found))) } else { found.pop() }
            }
            What::Phrase(text, slop) => {
                let tokens = self.placed(kind, text);
                self.spent.words(tokens.len() * width)?;
                match tokens.as_slice() {
                    [] => None,
                    [(_, token)] => each(&word, token),
                    tokens => {
                        let columns: Vec<(usize, Vec<Term>)> =
                            tokens.iter().map(|(place, token)| (*place, term(token))).collect();
                        let phrases = (0..width).map(|index| {
                            let terms = columns.iter().map(|(place, column)| (*place, column[index].clone())).collect();
                            Box::new(PhraseQuery::new_with_offset_and_slop(terms, *slop)) as Built
                        });
                        best(phrases.collect())
                    }
                }
            }
            What::Fuzzy(text, edits) => {
                let fuzzy = |term: Term| Box::new(FuzzyTermQuery::new(term, *edits, true)) as Built;
                each(&fuzzy, &analysis::fold(text))
            }
            What::Pattern(glyphs) => {
                let fit = Fit::Pattern(fold(glyphs));
                best(Self::scans(name, &physical, path, &fit))
            }
            What::Range(from, to) => {
                let fit = Fit::Range(edge(from, analysis::fold), edge(to, analysis::fold));
                best(Self::scans(name, &physical, path, &fit))
            }
            What::Present => None,
        })
    }

    fn scans(
        name: &str,
        physical: &[tantivy::schema::Field],
        dynamic: tantivy::schema::Field,
        fit: &Fit,
    ) -> Vec<Built> {
        if physical.is_empty() {
            let path = Fields::path_term(dynamic, name, "").serialized_value_bytes().to_vec();
            return vec![Box::new(Scan { field: dynamic, path, fit: fit.clone() })];
        }
        let scan = |field: &tantivy::schema::Field| Scan { field: *field, path: Vec::new(), fit: fit.clone() };
        physical.iter().map(|field| Box::new(scan(field)) as Built).collect()
    }

    /// Values that are compared as a whole.
    fn whole(&self, name: &str, kind: Kind, what: &What) -> Built {
        let own = &self.reader.fields;
        let key = |text: &str| match kind {
            Kind::Collated => analysis::collate(text),
            Kind::Folded => text.to_lowercase(),
            _ => text.to_owned(),
        };
        let place = own.place(name, kind);
        let term = |text: &str| match &place.path {
            Some(path) => Fields::path_term(place.field, path, text),
            None => Term::from_field_text(place.field, text),
        };
        let path = term("").serialized_value_bytes().to_vec();
        let scan = |fit| Box::new(Scan { field: place.field, path, fit }) as Built;
        match what {
            What::Word(text) | What::Phrase(text, _) => {
                Box::new(TermQuery::new(term(&key(text)), IndexRecordOption::Basic))
            }
            What::Fuzzy(text, edits) => Box::new(FuzzyTermQuery::new(term(&key(text)), *edits, true)),
            What::Pattern(glyphs) if kind == Kind::Exact => scan(Fit::Pattern(glyphs.clone())),
            What::Pattern(glyphs) => scan(Fit::Pattern(fold(glyphs))),
            What::Range(from, to) => scan(Fit::Range(edge(from, key), edge(to, key))),
            What::Present => Box::new(AllQuery),
        }
    }

    /// Numbers, moments and flags. What cannot be one matches nothing.
    fn typed(&self, name: &str, kind: Kind, what: &What) -> Built {
        let own = &self.reader.fields;
        match (kind, what) {
            (Kind::Boolean, What::Word(text) | What::Phrase(text, _)) => {
                let mut term = Term::from_field_json_path(own.exact, name, false);
                term.append_type_and_fast_value(["true", "1", "t", "T", "TRUE"].contains(&text.as_str()));
                Box::new(TermQuery::new(term, IndexRecordOption::Basic))
            }
            (Kind::Boolean, _) => Box::new(EmptyQuery),
            (_, What::Word(text) | What::Phrase(text, _)) => match self.number(kind, text, false) {
                Some(number) => self.between(name, Edge::Included(number), Edge::Included(number)),
                None => Box::new(EmptyQuery),
            },
            (_, What::Range(from, to)) => {
                let bound = |bound: &Bound, is_upper| match bound {
                    Bound::Open => Some(Edge::Unbounded),
                    Bound::At(text) => self.number(kind, text, is_upper).map(Edge::Included),
                    Bound::Beyond(text) => self.number(kind, text, is_upper).map(Edge::Excluded),
                };
                match (bound(from, false), bound(to, true)) {
                    (Some(from), Some(to)) => self.between(name, from, to),
                    _ => Box::new(EmptyQuery),
                }
            }
            _ => Box::new(EmptyQuery),
        }
    }

    /// A number or moment; fractions of seconds are rounded into the range.
    fn number(&self, kind: Kind, text: &str, is_upper: bool) -> Option<i64> {
        if kind == Kind::Int {
            return text.parse().ok();
        }
        let moment = moment::resolve(text, self.now)?;
        Some(if is_upper { moment::floor_second(moment) } else { moment::ceiling(moment) })
    }

    fn between(&self, name: &str, from: Edge<i64>, to: Edge<i64>) -> Built {
        let own = &self.reader.fields;
        let term = |number: i64| {
            let mut term = Term::from_field_json_path(own.exact, name, false);
            term.append_type_and_fast_value(number);
            term
        };
        match (from, to) {
            (Edge::Unbounded, Edge::Unbounded) => {
                Box::new(TermQuery::new(Term::from_field_text(own.present, name), IndexRecordOption::Basic))
            }
            (from, to) => Box::new(RangeQuery::new(from.map(term), to.map(term))),
        }
    }
}

fn word_term(field: tantivy::schema::Field, token: &str) -> Built {
    Box::new(TermQuery::new(Term::from_field_text(field, token), IndexRecordOption::WithFreqs))
}

fn boost(query: Built, weight: f32) -> Built {
    if (weight - 1.0).abs() < f32::EPSILON { query } else { Box::new(BoostQuery::new(query, weight)) }
}

/// One query of several: what matches one of them, ranked by the best.
fn best(mut queries: Vec<Built>) -> Option<Built> {
    if queries.len() > 1 { Some(Box::new(DisjunctionMaxQuery::new(queries))) } else { queries.pop() }
}

fn edge(bound: &Bound, key: impl Fn(&str) -> String) -> Edge<Vec<u8>> {
    match bound {
        Bound::Open => Edge::Unbounded,
        Bound::At(text) => Edge::Included(key(text).into_bytes()),
        Bound::Beyond(text) => Edge::Excluded(key(text).into_bytes()),
    }
}

/// A pattern as words are compared: lower case, without accents.
fn fold(glyphs: &[Glyph]) -> Vec<Glyph> {
    let mut folded = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        match glyph {
            Glyph::Letter(letter) => {
                folded.extend(analysis::fold(letter.encode_utf8(&mut [0; 4])).chars().map(Glyph::Letter));
            }
            other => folded.push(*other),
        }
    }
    folded
}
