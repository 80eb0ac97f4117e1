//! How texts become words.
//!
//! `general`: markup is stripped before, then words, lower case, without accents and English stop words. `words`: what stands
//! between white space, lower case and without accents. `plain`: as `general`, but markup is text and stop words are words. Words longer than
//! [`LONGEST`] bytes are no words.

use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, RemoveLongFilter, SimpleTokenizer, StopWordFilter, TextAnalyzer, TokenizerManager,
    WhitespaceTokenizer,
};

use crate::fields::Kind;
use crate::schema::{GENERAL, PLAIN, WORDS};

/// Bytes of the longest word that is indexed, plus one.
pub(crate) const LONGEST: usize = 256;

/// Words that say nothing alone.
const STOP_WORDS: [&str; 33] = [
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
];

/// The analysers by name.
pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    let general = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(StopWordFilter::remove(STOP_WORDS.map(str::to_owned)))
        .build();
    manager.register(GENERAL, general);
    let words = TextAnalyzer::builder(WhitespaceTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    manager.register(WORDS, words);
    let plain = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    manager.register(PLAIN, plain);
    manager
}

/// The analyser of a kind of texts.
pub(crate) fn of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Words => WORDS,
        Kind::Plain => PLAIN,
        _ => GENERAL,
    }
}

/// The words of a text, as the index compares them.
pub(crate) fn tokens(searcher: &tantivy::Searcher, analyzer: &str, text: &str) -> Vec<String> {
    placed(searcher, analyzer, text).into_iter().map(|(_, word)| word).collect()
}

/// The same with their places. Words that are left out keep theirs, so that what is around them stays as far apart as it is.
pub(crate) fn placed(searcher: &tantivy::Searcher, analyzer: &str, text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    if let Some(mut analyzer) = searcher.index().tokenizers().get(analyzer) {
        analyzer.token_stream(text).process(&mut |token| found.push((token.position, token.text.clone())));
    }
    found
}

/// A text as `general` compares single words: lower case, without accents.
pub(crate) fn fold(text: &str) -> String {
    let mut analyzer = TextAnalyzer::builder(tantivy::tokenizer::RawTokenizer::default())
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    let mut stream = analyzer.token_stream(text);
    let mut folded = String::new();
    stream.process(&mut |token| folded.push_str(&token.text));
    folded
}

/// A key that sorts texts without case, accents and punctuation at the ends, and runs of digits by their number.
pub(crate) fn collate(text: &str) -> String {
    let folded = fold(text);
    let mut key = String::with_capacity(folded.len());
    let mut rest = folded.as_str().trim();
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
            let digits = rest[..end].trim_start_matches('0');
            // The count of digits comes first: more digits, larger number. Letters '0'.. keep numbers before letters.
            let count = u8::try_from(digits.len().min(40)).unwrap_or(40);
            key.push(char::from(b'0' + count));
            key.push_str(digits);
            rest = &rest[end..];
        } else {
            key.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    key
}

/// A text without its markup: tags become blanks, the five named entities letters.
pub(crate) fn strip_markup(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_tag =
            rest[1..].starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/' || letter == '!');
        if let Some(end) = rest.find('>').filter(|_| is_tag) {
            plain.push(' ');
            rest = &rest[end + 1..];
        } else {
            plain.push('<');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    if plain.contains('&') {
        for (entity, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            plain = plain.replace(entity, letter);
        }
    }
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str, text: &str) -> Vec<String> {
        let mut analyzer = tokenizers().get(name).unwrap();
        let mut found = Vec::new();
        analyzer.token_stream(text).process(&mut |token| found.push(token.text.clone()));
        found
    }

    #[test]
    fn words_lose_case_and_accents() {
        assert_eq!(words(GENERAL, "The Café of Müller-Ørsted"), ["cafe", "muller", "orsted"]);
        assert_eq!(words(WORDS, "MS.100-a  Étude"), ["ms.100-a", "etude"]);
        assert_eq!(words(PLAIN, "The Café <b>no.7</b>"), ["the", "cafe", "b", "no", "7", "b"]);
    }

    #[test]
    fn markup_is_no_text() {
        assert_eq!(strip_markup("a <b>c</b> &amp; d < e"), "a  c  & d < e");
        assert_eq!(strip_markup("a <unclosed"), "a <unclosed");
    }

    #[test]
    fn numbers_sort_as_numbers() {
        let mut keys = ["box 10", "Box 9", "bóx 009a", "Äpfel", "Zoo", "1"].map(collate);
        keys.sort();
        assert_eq!(keys, ["1", "apfel", "box 9", "box 9a", "box 10", "zoo"].map(collate));
    }
}
