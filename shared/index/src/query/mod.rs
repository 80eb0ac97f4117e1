//! The query language, and query objects: from text or JSON to a tree, from the tree to what the engine runs.
//!
//! Everything is read once, from left to right; [`crate::limits`] bound what is built from it. There are no regular expressions:
//! where one would be, it is refused.

pub mod advanced;
mod build;
mod parse;
mod scan;
mod settled;
mod spent;
pub(crate) mod stems;
pub mod translate;
mod words;

pub(crate) use build::Builder;
pub(crate) use parse::{Mode, parse};
pub(crate) use words::{Marks, marks};

/// Whether a clause must, may or must not match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occur {
    Must,
    Should,
    MustNot,
}

/// A query as a tree.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// Everything.
    All,
    /// Clauses. Without a `Must` among them one `Should` has to match; with nothing but `MustNot`, everything else matches.
    Group(Vec<(Occur, Node)>),
    /// Counts more or less than others.
    Boost(Box<Node>, f32),
    /// Something in a field, or in the default fields.
    Leaf(Option<String>, What),
}

/// What is looked for in a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Word(String),
    /// Words in their order, with at most so many moves between them.
    Phrase(String, u32),
    /// A word with at most so many letters wrong.
    Fuzzy(String, u8),
    Pattern(Vec<Glyph>),
    Range(Bound, Bound),
    /// Any value.
    Present,
}

/// A part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glyph {
    Letter(char),
    /// `?`
    One,
    /// `*`
    Any,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    Open,
    At(String),
    Beyond(String),
}
