//! Other forms of a word: those in the index that have the same stem, in one of the languages of the index.
//!
//! They are found when a query is built, in the sorted dictionary, where forms of a word stand near one another. So the index holds
//! nothing but the words themselves, and documents with the very word rank first.

use std::collections::BTreeSet;

use tantivy::schema::Field;
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer};

use crate::{Error, Reader};

/// Letters of the shortest word that has other forms.
const SHORTEST: usize = 4;
/// Terms looked at for one word, language and segment.
const EXAMINED: usize = 300;
/// Forms that are searched for with one word.
const FORMS: usize = 12;
/// Languages of an index that count.
const LANGUAGES: usize = 4;

/// Languages by the codes of catalogues (ISO 639-2).
const CODES: [(&str, Language); 22] = [
    ("ara", Language::Arabic),
    ("dan", Language::Danish),
    ("deu", Language::German),
    ("dut", Language::Dutch),
    ("ell", Language::Greek),
    ("eng", Language::English),
    ("fin", Language::Finnish),
    ("fra", Language::French),
    ("fre", Language::French),
    ("ger", Language::German),
    ("gre", Language::Greek),
    ("hun", Language::Hungarian),
    ("ita", Language::Italian),
    ("nld", Language::Dutch),
    ("nor", Language::Norwegian),
    ("por", Language::Portuguese),
    ("ron", Language::Romanian),
    ("rus", Language::Russian),
    ("spa", Language::Spanish),
    ("swe", Language::Swedish),
    ("tam", Language::Tamil),
    ("tur", Language::Turkish),
];

/// The languages that most documents of an index name, English without any.
pub(crate) fn languages(reader: &Reader) -> Result<Vec<Language>, Error> {
    let mut counts: Vec<(u64, Language)> = Vec::new();
    for (code, language) in CODES {
        let term = reader.fields.exact_term("langcode", code);
        let count = reader.searcher.doc_freq(&term)?;
        match counts.iter_mut().find(|(_, known)| *known == language) {
            Some((known, _)) => *known += count,
            None => counts.push((count, language)),
        }
    }
    counts.retain(|(count, _)| *count > 0);
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let mut found: Vec<Language> = counts.into_iter().map(|(_, language)| language).take(LANGUAGES).collect();
    if found.is_empty() {
        found.push(Language::English);
    }
    Ok(found)
}

/// Other forms of a word in these fields, in no language twice.
pub(super) fn forms(reader: &Reader, fields: &[Field], word: &str) -> Result<Vec<String>, Error> {
    if word.chars().count() < SHORTEST || !word.chars().all(char::is_alphabetic) {
        return Ok(Vec::new());
    }
    let mut found = BTreeSet::new();
    for language in reader.languages()? {
        let mut stemmer = TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(*language)).build();
        let stem = stem_of(&mut stemmer, word);
        // `librari` stands for `library` too, and `cheval` for `chevaux`.
        let begin = common(stem.strip_suffix(['i', 'l']).unwrap_or(&stem), word);
        // A stem that has little of its word would be near too many others.
        if begin.chars().count() < SHORTEST - 1 {
            continue;
        }
        for segment in reader.searcher.segment_readers() {
            for field in fields {
                let inverted = segment.inverted_index(*field)?;
                let mut terms = inverted.terms().range().ge(begin).into_stream()?;
                for _ in 0..EXAMINED {
                    if !terms.advance() || !terms.key().starts_with(begin.as_bytes()) {
                        break;
                    }
                    let Ok(form) = std::str::from_utf8(terms.key()) else { continue };
                    if form != word && !found.contains(form) && stem_of(&mut stemmer, form) == stem {
                        found.insert(form.to_owned());
                    }
                }
            }
        }
    }
    Ok(found.into_iter().take(FORMS).collect())
}

fn stem_of(stemmer: &mut TextAnalyzer, word: &str) -> String {
    let mut stem = String::new();
    stemmer.token_stream(word).process(&mut |token| stem.push_str(&token.text));
    stem
}

/// What two words begin with.
fn common<'a>(one: &str, other: &'a str) -> &'a str {
    let end = other.char_indices().zip(one.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    let shorter = other.char_indices().nth(one.chars().count()).map_or(other.len(), |(at, _)| at);
    &other[..end.unwrap_or(shorter)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_share_beginnings() {
        assert_eq!(common("librari", "libraries"), "librari");
        assert_eq!(common("librari", "library"), "librar");
        assert_eq!(common("cat", "cats"), "cat");
        assert_eq!(common("cats", "cat"), "cat");
        assert_eq!(common("x", "cat"), "");
    }
}
