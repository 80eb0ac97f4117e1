//! What is searched, and what for.
//!
//! `texts.tsv` has a line for each record: number, text, subjects (`|` between them), and the record as JSON. `questions.tsv` has a
//! line for each question: its kind and its words.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use index::{Change, documents};
use records::Body;
use serde_json::Value;
use tests::descriptions::{Dice, description, heading};

/// Questions of each kind.
const QUESTIONS: u64 = 200;

/// A record on its way into another engine.
pub(crate) struct Text {
    pub(crate) number: i64,
    pub(crate) words: String,
    pub(crate) subjects: Vec<String>,
    pub(crate) json: String,
}

/// What the archive indexes for a description.
pub(crate) fn change(number: u64) -> Change {
    let record = description(number);
    let uris = documents::needs(&record);
    let near: Vec<(String, Body)> = uris.into_iter().filter_map(|uri| Some((uri.clone(), neighbour(&uri)?))).collect();
    let find = |uri: &str| near.iter().find(|(known, _)| known == uri).map(|(_, body)| body);
    let uri = record.get("uri").and_then(Value::as_str).unwrap_or_default().to_owned();
    Change { uri, version: 1, documents: documents::of(&record, &find) }
}

fn neighbour(uri: &str) -> Option<Body> {
    if uri.split('/').count() == 3 && uri.starts_with("/repositories/") {
        return serde_json::json!({ "uri": uri, "publish": true }).as_object().cloned();
    }
    heading(uri)
}

/// Writes both files.
pub(crate) fn write(folder: &Path, records: u64) {
    let mut texts = BufWriter::new(File::create(folder.join("texts.tsv")).unwrap());
    let mut questions = String::new();
    let mut dice = Dice::new(77);
    let every = (records / QUESTIONS).max(1);
    for number in 1..=records {
        let change = change(number);
        let document = &change.documents[0];
        let joined = |field: &str, between: &str| {
            let values: Vec<&str> = document.values(field).iter().filter_map(Value::as_str).collect();
            values.join(between)
        };
        let text = format!("{}\n{}", joined("fullrecord_published", "\n"), joined("fullrecord", "\n"));
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let json = document.text("json").unwrap_or_default();
        writeln!(texts, "{number}\t{text}\t{}\t{json}", joined("subjects", "|")).unwrap();
        if number % every == 0 {
            ask(&mut questions, &mut dice, &text);
        }
    }
    std::fs::write(folder.join("questions.tsv"), questions).unwrap();
}

/// One question of each kind, of words that stand in a text.
fn ask(questions: &mut String, dice: &mut Dice, text: &str) {
    // Words that all engines take for one, whatever they do with punctuation.
    let is_plain = |word: &&str| word.chars().all(|letter| letter.is_alphabetic() && letter.is_lowercase());
    let words: Vec<&str> = text.split(' ').collect();
    let plain: Vec<usize> = (0..words.len()).filter(|place| is_plain(&words[*place])).collect();
    let pairs: Vec<usize> = plain.iter().copied().filter(|place| plain.contains(&(place + 1))).collect();
    if plain.len() < 4 || pairs.is_empty() {
        return;
    }
    let mut one_of = |places: &[usize]| places[usize::try_from(dice.below(places.len() as u64)).unwrap()];
    let _ = writeln!(questions, "term\t{}", words[one_of(&plain)]);
    let _ = writeln!(questions, "and\t{} {}", words[one_of(&plain)], words[one_of(&plain)]);
    let first = one_of(&pairs);
    let _ = writeln!(questions, "phrase\t{} {}", words[first], words[first + 1]);
    let _ = writeln!(questions, "facet\t{}", words[one_of(&plain)]);
}

/// The questions: kind and words.
pub(crate) fn questions(folder: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder.join("questions.tsv")).unwrap();
    text.lines().filter_map(|line| line.split_once('\t')).map(|(kind, words)| (kind.into(), words.into())).collect()
}

/// The records, one after the other.
pub(crate) fn texts(folder: &Path) -> impl Iterator<Item = Text> {
    BufReader::new(File::open(folder.join("texts.tsv")).unwrap()).lines().map(|line| {
        let line = line.unwrap();
        let mut parts = line.splitn(4, '\t');
        let mut next = || parts.next().unwrap().to_owned();
        let (number, words, subjects, json) = (next().parse().unwrap(), next(), next(), next());
        let subjects = subjects.split('|').filter(|subject| !subject.is_empty()).map(ToOwned::to_owned).collect();
        Text { number, words, subjects, json }
    })
}

/// A question in the language that Lucene and the archive share.
pub(crate) fn spell(kind: &str, words: &str) -> String {
    match kind {
        "and" => format!("fullrecord:({})", words.replace(' ', " AND ")),
        "phrase" => format!("fullrecord:\"{words}\""),
        _ => format!("fullrecord:{words}"),
    }
}
