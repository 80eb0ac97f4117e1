//! The fields of the index, a table: `fields.tsv`. Names that are not in it get their kind from their ending (`_u_sstr`).
//!
//! Reading the endings: after `_u_`, `u` is unstored and `s` stored; then `str` (exact), `text` (analysed), `int`, `date`,
//! `bool`. `_u_sort`, `_u_ssort` and `_u_icusort` are keys to sort by; `_enum_s` holds the values of controlled lists.

use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("fields.tsv");

/// How the values of a field are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As a whole, letter by letter.
    Exact,
    /// By words between white space, lower case.
    Words,
    /// By words, without markup, stop words, case and accents.
    Text,
    /// By words, every one of them, as they are but for case and accents. Such fields are the engine's own.
    Plain,
    /// As a whole: without case and accents, digits as numbers.
    Collated,
    /// As a whole, lower case.
    Folded,
    /// As a moment (UTC, whole seconds).
    Date,
    /// As a whole number.
    Int,
    /// `true` or `false`.
    Boolean,
}

impl Kind {
    /// Whether values are split into words.
    pub fn is_analysed(self) -> bool {
        matches!(self, Self::Words | Self::Text | Self::Plain)
    }
}

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, or for endings the ending (`_u_sstr`).
    pub name: &'static str,
    /// How values are compared.
    pub kind: Kind,
    /// Whether answers show it.
    pub stored: bool,
    /// Whether answers show it as a list.
    pub multi: bool,
}

struct Table {
    named: HashMap<&'static str, Field>,
    endings: Vec<Field>,
}

static FIELDS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { named: HashMap::new(), endings: Vec::new() };
    for field in TABLE.lines().skip(1).filter_map(read) {
        match field.name.strip_prefix('*') {
            Some(ending) => table.endings.push(Field { name: ending, ..field }),
            None => drop(table.named.insert(field.name, field)),
        }
    }
    // `_u_typeahead_utext` ends in `_utext` too: the longest ending decides.
    table.endings.sort_by_key(|field| std::cmp::Reverse(field.name.len()));
    table
});

fn read(line: &'static str) -> Option<Field> {
    let mut cells = line.split('\t');
    let name = cells.next()?;
    let kind = match cells.next()? {
        "string" => Kind::Exact,
        "text_ws" => Kind::Words,
        "text_general" => Kind::Text,
        "text_plain" => Kind::Plain,
        "sort_icu" => Kind::Collated,
        "sort_string" => Kind::Folded,
        "date" => Kind::Date,
        "int" => Kind::Int,
        "boolean" => Kind::Boolean,
        _ => return None,
    };
    let stored = cells.next()? == "stored";
    let multi = cells.next()? == "multi";
    Some(Field { name, kind, stored, multi })
}

/// The field with this name; `None` when the table knows neither it nor its ending.
pub fn find(name: &str) -> Option<Field> {
    let table = &*FIELDS;
    let ending = || table.endings.iter().find(|field| name.len() > field.name.len() && name.ends_with(field.name));
    table.named.get(name).or_else(ending).copied()
}

/// Every field with a name of its own, by name.
pub fn all() -> Vec<Field> {
    let mut fields: Vec<Field> = FIELDS.named.values().copied().collect();
    fields.sort_by_key(|field| field.name);
    fields
}

/// The endings that give a field its kind, longest first.
pub fn endings() -> &'static [Field] {
    &FIELDS.endings
}

/// Fields that are filled from another one.
pub const COPIES: [(&str, &str); 6] = [
    ("title", "title_ws"),
    ("notes_published", "notes"),
    ("identifier", "identifier_ws"),
    ("subjects", "subjects_text"),
    ("agents", "agents_text"),
    ("creators", "creators_text"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_field() {
        assert_eq!(all().len() + endings().len(), TABLE.lines().count() - 1);
        for (from, to) in COPIES {
            assert!(find(from).is_some() && find(to).is_some(), "{from}");
        }
    }

    #[test]
    fn endings_give_the_kind() {
        let kind = |name| find(name).map(|field| field.kind);
        assert_eq!(kind("title"), Some(Kind::Text));
        assert_eq!(kind("barcode_u_sstr"), Some(Kind::Exact));
        assert_eq!(kind("level_enum_s"), Some(Kind::Exact));
        assert_eq!(kind("indicator_u_icusort"), Some(Kind::Collated));
        assert_eq!(kind("box_u_typeahead_utext"), Some(Kind::Text));
        assert!(find("box_u_typeahead_utext").is_some_and(|field| field.stored));
        assert_eq!(kind("position_int_sort"), Some(Kind::Int));
        assert_eq!(kind("nonsense"), None);
        assert_eq!(kind("_u_sstr"), None);
    }
}
