//! Passages of what was found, with the words of the query marked.

use std::collections::BTreeMap;

use records::Body;
use serde_json::Value;
use tantivy::Searcher;

use crate::query::Marks;
use crate::{analysis, fields};

const BEGIN: &str = "<span class=\"searchterm\">";
const END: &str = "</span>";
/// Bytes of a passage, roughly.
const LENGTH: usize = 120;
/// Passages of one field.
const PASSAGES: usize = 3;
/// Bytes of a field's text that are looked through.
const EXAMINED: usize = 200_000;
/// The whole record is no text to read.
const UNREAD: [&str; 1] = ["json"];

/// Marked passages by document id and field.
pub(crate) fn passages(
    searcher: &Searcher,
    marks: &Marks,
    documents: &[Body],
) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let mut found = BTreeMap::new();
    if marks.is_empty() {
        return found;
    }
    for document in documents {
        let Some(id) = document.get("id").and_then(Value::as_str) else { continue };
        let mut of_document = BTreeMap::new();
        for (name, value) in document {
            let Some(field) = fields::find(name).filter(|field| field.kind.is_analysed()) else { continue };
            if UNREAD.contains(&name.as_str()) {
                continue;
            }
            let analyzer = analysis::of_kind(field.kind);
            let texts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            let mut of_field = Vec::new();
            for text in texts.iter().filter_map(Value::as_str) {
                if of_field.len() < PASSAGES {
                    mark(searcher, marks, name, analyzer, text, &mut of_field);
                }
            }
            if !of_field.is_empty() {
                of_document.insert(name.clone(), of_field);
            }
        }
        if !of_document.is_empty() {
            found.insert(id.to_owned(), of_document);
        }
    }
    found
}

/// Adds the marked passages of one text.
fn mark(searcher: &Searcher, marks: &Marks, name: &str, analyzer: &str, text: &str, passages: &mut Vec<String>) {
    let text = crate::encode::cut(text, EXAMINED);
    let Some(mut analyzer) = searcher.index().tokenizers().get(analyzer) else { return };
    let mut hits: Vec<(usize, usize)> = Vec::new();
    let mut stream = analyzer.token_stream(text);
    while stream.advance() {
        let token = stream.token();
        if marks.hit(name, &token.text) {
            hits.push((token.offset_from, token.offset_to));
        }
    }
    let mut hits = hits.into_iter().peekable();
    while let Some(&(first, _)) = hits.peek() {
        if passages.len() >= PASSAGES {
            return;
        }
        let begin = if text.len() <= LENGTH { 0 } else { word_before(text, first.saturating_sub(LENGTH / 3)) };
        let end = if text.len() <= LENGTH { text.len() } else { word_after(text, (begin + LENGTH).min(text.len())) };
        let mut passage = String::new();
        let mut at = begin;
        while let Some((from, to)) = hits.next_if(|(from, to)| *from >= begin && *to <= end) {
            passage.push_str(&text[at..from]);
            passage.push_str(BEGIN);
            passage.push_str(&text[from..to]);
            passage.push_str(END);
            at = to;
        }
        if at == begin {
            // A word longer than a passage.
            hits.next();
            continue;
        }
        passage.push_str(&text[at..end]);
        passages.push(passage);
    }
}

/// The beginning of the word at or before a place.
fn word_before(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |blank| blank + text[blank..].chars().next().map_or(1, char::len_utf8))
}

/// The end of the word at or after a place.
fn word_after(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    text[at..].find(char::is_whitespace).map_or(text.len(), |blank| at + blank)
}
