//! The words of a query, for marking them in what it finds.

use std::collections::HashMap;

use super::scan;
use super::{Glyph, Node, Occur, What};
use crate::analysis;

/// What is marked in a text. Fields are those where it was asked for; `None` stands for everywhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    words: HashMap<String, Vec<Option<String>>>,
    forms: Vec<(Option<String>, Form)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Form {
    Pattern(Vec<Glyph>),
    Fuzzy(String, u8),
}

impl Marks {
    /// Whether nothing would be marked.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.forms.is_empty()
    }

    /// Whether a word (as the index compares it) is marked in a field.
    pub(crate) fn hit(&self, field: &str, word: &str) -> bool {
        let is_here =
            |only: &Option<String>| only.as_deref().is_none_or(|only| only == field || only.starts_with("fullrecord"));
        let fits = |form: &Form| match form {
            Form::Pattern(glyphs) => scan::matches(glyphs, word),
            Form::Fuzzy(wanted, edits) => distance(wanted, word) <= usize::from(*edits),
        };
        self.words.get(word).is_some_and(|fields| fields.iter().any(is_here))
            || self.forms.iter().any(|(only, form)| is_here(only) && fits(form))
    }
}

/// The words that a query asks for, not those that it excludes.
pub(crate) fn marks(node: &Node, split: &dyn Fn(&str) -> Vec<String>) -> Marks {
    let mut marks = Marks::default();
    gather(node, split, &mut marks);
    marks
}

fn gather(node: &Node, split: &dyn Fn(&str) -> Vec<String>, marks: &mut Marks) {
    match node {
        Node::All => {}
        Node::Boost(node, _) => gather(node, split, marks),
        Node::Group(clauses) => {
            for (_, node) in clauses.iter().filter(|(occur, _)| *occur != Occur::MustNot) {
                gather(node, split, marks);
            }
        }
        Node::Leaf(field, what) => match what {
            What::Word(text) | What::Phrase(text, _) => {
                for word in split(text) {
                    let fields = marks.words.entry(word).or_default();
                    if !fields.contains(field) {
                        fields.push(field.clone());
                    }
                }
            }
            What::Fuzzy(text, edits) => {
                marks.forms.push((field.clone(), Form::Fuzzy(analysis::fold(text), *edits)));
            }
            What::Pattern(glyphs) => {
                let folded = glyphs.iter().map(|glyph| match glyph {
                    Glyph::Letter(letter) => Glyph::Letter(letter.to_lowercase().next().unwrap_or(*letter)),
                    other => *other,
                });
                marks.forms.push((field.clone(), Form::Pattern(folded.collect())));
            }
            What::Range(..) | What::Present => {}
        },
    }
}

/// How many letters two words differ in.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(256).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().take(256).enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (index, compared) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *compared);
            diagonal = row[index + 1];
            row[index + 1] = replaced.min(diagonal + 1).min(row[index] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "ab"), 2);
        assert_eq!(distance("same", "same"), 0);
    }
}
