//! The fields of [`crate::fields`] as the engine has them.
//!
//! A few fields that searches without a field name look at are the engine's own, with lengths for ranking. All others are paths in
//! four dynamic ones, by how they are compared; so a new field needs no new index.

use tantivy::Term;
use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, JsonObjectOptions, NumericOptions, Schema,
    TextFieldIndexing, TextOptions,
};

use crate::fields::{self, COPIES, Kind};

/// The names of the analysers, see [`crate::analysis`].
pub(crate) const GENERAL: &str = "general";
pub(crate) const WORDS: &str = "words";
pub(crate) const PLAIN: &str = "plain";
const RAW: &str = "raw";

/// The engine's fields.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    /// The document's id.
    pub(crate) id: Field,
    /// The URI of the record that it was made from, under which it is replaced.
    pub(crate) source: Field,
    /// That record's version.
    pub(crate) version: Field,
    /// What answers show, as JSON.
    pub(crate) stored: Field,
    /// Marks what is gone: only id, source and version.
    pub(crate) gone: Field,
    /// Whole values: texts, numbers, booleans; moments as seconds. Indexed, and as columns.
    pub(crate) exact: Field,
    /// Keys to sort by. Indexed, and as columns.
    pub(crate) sort: Field,
    /// Words.
    pub(crate) text: Field,
    /// Whole short values of texts, as columns only: for facets and sorting.
    pub(crate) whole: Field,
    /// The names of the fields that a document has.
    pub(crate) present: Field,
    own: Vec<(&'static str, Field)>,
}

/// Texts with a field of their own. What is published of a record's text is indexed once: `fullrecord` is searched as
/// `fullrecord_published` and [`UNPUBLISHED`].
const OWN: [(&str, &str); 12] = [
    ("title", GENERAL),
    ("title_ws", WORDS),
    ("identifier_ws", WORDS),
    ("finding_aid_filing_title", GENERAL),
    ("four_part_id", GENERAL),
    ("fullrecord_published", GENERAL),
    (UNPUBLISHED, GENERAL),
    ("notes", GENERAL),
    ("arcs_text", PLAIN),
    ("arcs_hidden_text", PLAIN),
    ("arcs_comment", PLAIN),
    ("arcs_transcription", PLAIN),
];

/// The part of `fullrecord` that is not in `fullrecord_published`.
pub(crate) const UNPUBLISHED: &str = "fullrecord_unpublished";

/// Where the values of a field are.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) field: Field,
    /// The path inside a dynamic field.
    pub(crate) path: Option<String>,
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut builder = Schema::builder();
        let texts =
            |tokenizer: &str, record| TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
        let positions = IndexRecordOption::WithFreqsAndPositions;
        let raw = texts(RAW, IndexRecordOption::Basic).set_fieldnorms(false);
        let key = TextOptions::default().set_indexing_options(raw.clone());
        let id = builder.add_text_field("id", key.clone().set_fast(RAW));
        let source = builder.add_text_field("source", key.clone());
        let present = builder.add_text_field("present", key);
        let version = builder.add_u64_field("version", FAST);
        let gone = builder.add_bool_field("gone", NumericOptions::default() | INDEXED);
        let stored = builder.add_bytes_field("stored", BytesOptions::default().set_stored());
        let column = JsonObjectOptions::default().set_fast(RAW);
        let indexed_column = column.clone().set_indexing_options(raw);
        let exact = builder.add_json_field("exact", indexed_column.clone());
        let sort = builder.add_json_field("sort", indexed_column);
        let whole = builder.add_json_field("whole", column);
        let words = JsonObjectOptions::default().set_indexing_options(texts(GENERAL, positions));
        let text = builder.add_json_field("text", words);
        let own = OWN.map(|(name, tokenizer)| {
            let options = TextOptions::default().set_indexing_options(texts(tokenizer, positions));
            (name, builder.add_text_field(name, options))
        });
        let own = own.to_vec();
        Self { schema: builder.build(), id, source, version, stored, gone, exact, sort, text, whole, present, own }
    }

    /// The engine's own field of this name.
    pub(crate) fn own(&self, name: &str) -> Option<Field> {
        self.own.iter().find(|(own, _)| *own == name).map(|(_, field)| *field)
    }

    /// Where the values of a field are looked up.
    pub(crate) fn place(&self, name: &str, kind: Kind) -> Place {
        let in_path = |field| Place { field, path: Some(name.to_owned()) };
        match kind {
            _ if name == "id" => Place { field: self.id, path: None },
            Kind::Text | Kind::Words | Kind::Plain => {
                self.own(name).map_or_else(|| in_path(self.text), |field| Place { field, path: None })
            }
            Kind::Collated | Kind::Folded => in_path(self.sort),
            Kind::Exact | Kind::Date | Kind::Int | Kind::Boolean => in_path(self.exact),
        }
    }

    /// The term of a text at a path of a dynamic field.
    pub(crate) fn path_term(field: Field, path: &str, text: &str) -> Term {
        let mut term = Term::from_field_json_path(field, path, false);
        term.append_type_and_str(text);
        term
    }

    /// The term of a whole value.
    pub(crate) fn exact_term(&self, name: &str, text: &str) -> Term {
        Self::path_term(self.exact, name, text)
    }

    /// The column by which a field sorts.
    pub(crate) fn sort_column(name: &str) -> String {
        Self::column(Self::source(name).unwrap_or(name), "sort")
    }

    /// The column that holds the values of a field as they are shown.
    pub(crate) fn shown_column(name: &str) -> String {
        Self::column(name, "whole")
    }

    /// That column, and that of the field whose values are shown as well.
    pub(crate) fn shown_columns(name: &str) -> Vec<String> {
        std::iter::once(name).chain(Self::source(name)).map(Self::shown_column).collect()
    }

    /// The field that fills another one.
    fn source(name: &str) -> Option<&'static str> {
        COPIES.iter().find(|(_, to)| *to == name).map(|(from, _)| *from)
    }

    fn column(name: &str, of_keys: &str) -> String {
        let kind = fields::find(name).map_or(Kind::Exact, |field| field.kind);
        match kind {
            _ if name == "id" => "id".to_owned(),
            Kind::Text | Kind::Words | Kind::Plain => format!("whole.{name}"),
            Kind::Collated | Kind::Folded => format!("{of_keys}.{name}"),
            _ => format!("exact.{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_texts_are_the_engines_own() {
        let own = Fields::new();
        for field in fields::all().iter().filter(|field| field.kind == Kind::Plain) {
            assert!(own.own(field.name).is_some(), "{}", field.name);
        }
        assert!(fields::endings().iter().all(|field| field.kind != Kind::Plain));
    }
}
